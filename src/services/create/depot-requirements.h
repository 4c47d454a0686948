/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a subscription must offer before a distribution point can be made in it (Azure reference, "Provider registration" and
 * domain reference B1.6). Shared by the connection test and the create operation. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Resource providers, NULL-terminated. */
extern const char *const depot_required_providers[];
#define DEPOT_N_REQUIRED_PROVIDERS 6

/* What creating does at the subscription or group (NULL-terminated actions), and what is lacking when some are not
 * allowed: "Contributor", "User Access Administrator" or both, translated list; NULL when nothing. Caller owns. */
extern const char *const depot_required_actions[];
char *depot_requirements_dup_missing_roles (const char *const *missing_actions);

/* What the Azure administrator has to do before a point can be made, as text to pass on: the roles by name and scope, the
 * providers, each with the steps in the portal. Any of roles and providers may be NULL. Caller owns. */
char *depot_requirements_dup_sheet (const char *subscription_name, const char *subscription_id, const char *user_name,
                                    const char *roles, const char *providers);

/* TRUE if these role definition GUIDs let a service principal watch: Reader, Contributor or Owner. */
gboolean depot_roles_suffice_unattended (const char *const *role_ids);

G_END_DECLS
