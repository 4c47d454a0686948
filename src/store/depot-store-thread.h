/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one thread that owns the database: jobs in, results back to the main context, and a look every second whether
 * another process has changed something. Private to the store.
 */
#pragma once

#include <gio/gio.h>

#include "depot-store-private.h"

G_BEGIN_DECLS

typedef struct _DepotStoreThread DepotStoreThread;

/* on_changed is called in context after commits worth looking at; several may share one call. */
DepotStoreThread *depot_store_thread_new   (const char *path, const char *holder, GMainContext *context,
                                            GSourceFunc on_changed, gpointer data);
/* Takes task; func gets its task data, and NULL opens the database. */
void              depot_store_thread_push  (DepotStoreThread *self, GTask *task, DepotStoreFunc func);
/* Does what is queued, closes the database and ends the thread. No on_changed after it. */
void              depot_store_thread_free  (DepotStoreThread *self);

G_END_DECLS
