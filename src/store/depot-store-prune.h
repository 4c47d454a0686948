/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forgetting what is old: status messages, and operations that have ended. Of a point that still exists the newest of
 * both stays however old it is; what has not ended and what somebody still wishes something of always stays. Main thread.
 */
#pragma once

#include "depot-store.h"

G_BEGIN_DECLS

/* At most limit rows of each, the oldest first; times in seconds UTC. finish: how many went, -1 with the error set. */
void depot_store_prune_async  (DepotStore *self, gint64 messages_before, gint64 operations_before, guint limit,
                               GAsyncReadyCallback callback, gpointer data);
int  depot_store_prune_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
