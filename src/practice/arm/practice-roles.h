/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who may do what where. Role assignments are documents of the state; each counts for its scope and
 * all below, and only some time after it was made (a minute of Azure time; the scenario's
 * "roleDelay" changes that), which is why a console must wait for its own roles to act. Source:
 * Azure reference, 2.6 and 3. */

#include "practice-refusal.h"

#include "practice-principal.h"

gboolean practice_roles_allow (PracticeCloud *cloud,
                               const PracticePrincipal *principal,
                               const char *scope_id,
                               const char *action);

/* {"actions", "notActions", …} of each role that acts for `principal` at the scope. */
JsonArray *practice_roles_list_permissions (PracticeCloud *cloud,
                                            const PracticePrincipal *principal,
                                            const char *scope_id);

/* `body` is the request's {"properties": …}; on success `assignment` is what is answered. */
PracticeRefusal *practice_roles_assign (PracticeCloud *cloud,
                                        const char *assignment_id,
                                        JsonObject *body,
                                        const char *assigner,
                                        gboolean *created,
                                        JsonObject **assignment);

/* An assignment that acts at once: what the practice tenant starts with. */
void practice_roles_seed (PracticeCloud *cloud,
                          const char *scope,
                          const char *principal_id,
                          const char *principal_type,
                          const char *role_guid);

/* When a resource goes, the assignments on it go. */
void practice_roles_forget_scope (PracticeCloud *cloud, const char *scope_id);

void practice_roles_register (PracticeCloud *cloud);
