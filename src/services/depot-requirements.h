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

/* TRUE if these role definition GUIDs are enough to create, assign roles included. */
gboolean depot_roles_suffice (const char *const *role_ids);
/* TRUE if they let a service principal watch: Reader, Contributor or Owner. */
gboolean depot_roles_suffice_unattended (const char *const *role_ids);

G_END_DECLS
