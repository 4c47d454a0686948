/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong today: a named set of settings and rules, data in src/practice/scenarios.
 * Settings are read by the part they concern ("roleDelay", "secondFactor"…); rules change answers
 * of matching requests or fail matching resources. Counts begin anew when the scenario is set.
 *
 * Settings: slowness (factor), roleDelay (Azure seconds until a role assignment acts),
 * leastRetryAfter (seconds, of the answers of long operations), secondFactor
 * ("writes": a user's change needs acrs p1), takenNames (patterns), unregisteredProviders
 * (namespaces), disabledSubscriptions and pastDueSubscriptions (ids), failedInstances (names of
 * scale sets and hosted services), accessTokenSeconds, refreshTokenSeconds, refuseEarlierSignIns,
 * federated (the environment says of itself that it signs in at AD FS).
 *
 * { "name", "title", "settings": { … }, "rules": [
 *   { "method": "PUT", "path": "/subscriptions/?*", "from": 2, "count": 1, "effect": {…} },
 *   { "resourceType": "Microsoft.Compute/virtualMachineScaleSets", "effect":
 * {"code","message","status"} } ] }
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _PracticeScenario PracticeScenario;

PracticeScenario *practice_scenario_new (JsonObject *source, GError **error);
PracticeScenario *practice_scenario_load (const char *name_or_file, GError **error);
void practice_scenario_free (PracticeScenario *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeScenario, practice_scenario_free)

/* Names and titles of the set that ships; the vector is the caller's. */
char **practice_scenario_list_names (void);

const char *practice_scenario_get_name (PracticeScenario *self);
const char *practice_scenario_get_title (PracticeScenario *self);

double practice_scenario_get_number (PracticeScenario *self, const char *setting, double fallback);
const char *practice_scenario_get_string (PracticeScenario *self, const char *setting);
gboolean practice_scenario_get_flag (PracticeScenario *self, const char *setting);

/* Does a list setting hold `value`? Items may be patterns such as "contoso*"; case does not matter.
 */
gboolean practice_scenario_lists (PracticeScenario *self, const char *setting, const char *value);

/* When it was loaded, microseconds UTC of the real clock. */
gint64 practice_scenario_get_set_at (PracticeScenario *self);

/* The effect ({code, message, status, details?}) that provisioning a resource of this type must
 * meet now, or NULL. Each call counts as one attempt. The effect is borrowed. */
JsonObject *practice_scenario_fail_resource (PracticeScenario *self,
                                             const char *resource_type,
                                             const char *resource_name);

/* Effect for this request or NULL; counts. Faults injected at run time are asked first. */
JsonObject *
practice_scenario_match_request (PracticeScenario *self, const char *method, const char *path);
gboolean practice_scenario_add_rule (PracticeScenario *self, JsonObject *rule, GError **error);

G_END_DECLS
