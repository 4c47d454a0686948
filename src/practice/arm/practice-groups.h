/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Resource groups: made, tagged, listed with what they hold, and deleted with all of it.
 * Source: Azure reference, 3.4. */

#include "practice-refusal.h"

#include "practice-cloud.h"

/* Makes or changes a group; on success `group` is what is answered. */
PracticeRefusal *practice_groups_put (PracticeCloud *cloud,
                                      const char *subscription,
                                      const char *name,
                                      JsonObject *body,
                                      gboolean *created,
                                      JsonObject **group);

void practice_groups_register (PracticeCloud *cloud);
