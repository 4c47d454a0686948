/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Resource providers and whether a subscription is registered with them. Registration takes a
 * minute of Azure time; the scenario's "unregisteredProviders" says which are not registered at
 * first. Source: Azure reference, 3.4. */

#include "practice-refusal.h"

#include "practice-cloud.h"

/* NULL, or MissingSubscriptionRegistration. */
PracticeRefusal *
practice_providers_check (PracticeCloud *cloud, const char *subscription, const char *provider);

void practice_providers_register (PracticeCloud *cloud);
