/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a distribution point's content container, for this run. Resource Manager: the service principal of its tenant,
 * or the person who created the point. Classic: the management certificate from the keyring opens the storage account's
 * key (Azure reference, "Classic deployment"); it stays in memory. One place a point for the whole program. Main thread.
 * Errors: SIGN_IN_NEEDED, KEYRING, CONFLICT (nothing was built yet), and what Azure says.
 */
#pragma once

#include "depot-blob-place.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

void            depot_point_place_open_async  (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer data);
/* Caller owns. */
DepotBlobPlace *depot_point_place_open_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
