/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delegated permissions an app registration of this console asks for: user_impersonation of
 * Azure Service Management, Azure Storage and Azure Key Vault. The ids of the services are the same
 * in every tenant; what they offer is read from their service principals in the tenant (Graph
 * reference, servicePrincipal: oauth2PermissionScopes). Main thread. Errors: as of depot-graph.h,
 * UNEXPECTED_REPLY.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

typedef struct _DepotGraphPermissions DepotGraphPermissions;

void depot_graph_permissions_free (DepotGraphPermissions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotGraphPermissions, depot_graph_permissions_free)

void depot_graph_find_permissions_async (DepotArm *arm,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
/* Caller owns. */
DepotGraphPermissions *
depot_graph_find_permissions_finish (DepotArm *arm, GAsyncResult *result, GError **error);

/* The value of requiredResourceAccess; caller owns. */
JsonArray *depot_graph_permissions_make_accesses (DepotGraphPermissions *self);
/* Names of the services the tenant does not have, with commas; NULL: it has all. Caller owns. */
char *depot_graph_permissions_dup_missing (DepotGraphPermissions *self);

G_END_DECLS
