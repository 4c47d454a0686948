/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Tenants, subscriptions and their regions: what the wizard asks first after a sign-in; and the
 * unauthenticated description of this cloud that a console is given instead of a name.
 * Source: Azure reference, 1 and 3.4. */

#include "practice-cloud.h"
#include "practice-directory.h"

/* What the template function subscription () gives. */
JsonObject *practice_subscription_to_json (const char *subscription_id);

/* "Enabled", "Disabled", … as today's scenario has it: its settings "disabledSubscriptions" and
 * "pastDueSubscriptions" list ids. */
const char *practice_subscription_get_state (PracticeCloud *cloud,
                                             const PracticeSubscription *subscription);

/* A caller sees the subscriptions of the token's tenant on which it has any role. */
gboolean practice_subscription_is_visible (PracticeCloud *cloud,
                                           const PracticePrincipal *principal,
                                           const PracticeSubscription *subscription);

/* What environment () gives, and "metadata/endpoints" in its older form. */
JsonObject *practice_environment_to_json (PracticeCloud *cloud);

void practice_subscriptions_register (PracticeCloud *cloud);
