/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the files of the store send work to its thread. A job runs there on plain values; its task only ever lives on
 * the main thread.
 */
#pragma once

#include "depot-database.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* On the store's thread, with the data given. */
typedef gboolean (*DepotStoreFunc) (DepotDatabase *database, gpointer data, GError **error);

/* data (owned by the result, like everything a finish returns here) carries values to the thread and back. */
void           depot_store_job_async     (DepotStore *self, DepotStoreFunc func, gpointer data, GDestroyNotify destroy,
                                          GAsyncReadyCallback callback, gpointer user_data);
gpointer       depot_store_job_finish    (DepotStore *self, GAsyncResult *result, GError **error);

/* All statements (taken) in one transaction. finish: the same list with its rows. */
void           depot_store_run_async     (DepotStore *self, GPtrArray *statements, DepotTransaction kind,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray     *depot_store_run_finish    (DepotStore *self, GAsyncResult *result, GError **error);
/* One statement (taken) that reads. */
void           depot_store_read_async    (DepotStore *self, DepotStatement *statement, GAsyncReadyCallback callback, gpointer user_data);
DepotStatement *depot_store_read_finish  (DepotStore *self, GAsyncResult *result, GError **error);

DepotClock    *depot_store_get_clock     (DepotStore *self);
/* Names this opening of the store in rows it writes. */
const char    *depot_store_get_holder    (DepotStore *self);
void           depot_store_set_keeper    (DepotStore *self, gboolean is_keeper);
/* On the store's thread, when it ends: gives the lease back if holder has it. */
void           depot_lease_release       (DepotDatabase *database, const char *holder);

G_END_DECLS
