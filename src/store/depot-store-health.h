/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the health watch saw last: one row per point for when it looked, one per finding. Main thread. */
#pragma once

#include "depot-health-finding.h"
#include "depot-store-batch.h"

G_BEGIN_DECLS

/* Everything that was known of a point gives way to this. Nothing happens when the point is gone. */
void       depot_store_batch_save_health   (DepotStoreBatch *self, const char *point_id, gint64 checked_at, GPtrArray *findings);
/* Reads nothing when nothing was written since that serial (0: reads all). */
void       depot_store_list_health_async   (DepotStore *self, gint64 since_serial, GAsyncReadyCallback callback, gpointer data);
/* GPtrArray of DepotHealthFinding; checked_at: point id → gint64 *. Caller owns both. When serial is what it was, both are
 * empty and mean nothing. */
GPtrArray *depot_store_list_health_finish  (DepotStore *self, GAsyncResult *result, GHashTable **checked_at, gint64 *serial, GError **error);

G_END_DECLS
