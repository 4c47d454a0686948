/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change as a batch of its own. Private to the store. */
#pragma once

#include "depot-store-batch.h"

G_BEGIN_DECLS

/* For changes that have no function of the batch. NULL once committed. */
GPtrArray *depot_store_batch_get_statements (DepotStoreBatch *self);
/* The same, for a job of the caller's own: the batch is spent. */
GPtrArray *depot_store_batch_steal_statements (DepotStoreBatch *self);
/* Commits; the callback's source is the store, and its finish is depot_store_single_finish(). */
void       depot_store_batch_commit_single  (DepotStoreBatch *self, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_single_finish        (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
