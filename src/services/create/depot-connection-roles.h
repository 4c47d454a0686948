/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last question of the connection test: may this account create a point in the subscription? Azure is asked what the
 * account may do there and, when that does not suffice, in the resource groups it sees (Azure reference, "Permissions -
 * List"). Main thread.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_ROLES_ENOUGH,
  DEPOT_ROLES_LACKING,
  DEPOT_ROLES_UNSURE, /* only in one resource group, or Azure did not tell */
} DepotRolesVerdict;

void     depot_connection_roles_async  (DepotArm *arm, const char *subscription_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* detail: a sentence for the person; missing: the roles by name, NULL when none or unknown. Caller owns both. */
gboolean depot_connection_roles_finish (DepotArm *arm, GAsyncResult *result, DepotRolesVerdict *verdict, char **detail, char **missing, GError **error);

G_END_DECLS
