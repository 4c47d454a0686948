/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several changes that reach the disk together or not at all: a point, its status message and the journal entry of its
 * operation, say. Values are taken at the time of the call, not at the commit. One batch, one commit. Main thread.
 */
#pragma once

#include "depot-journal.h"
#include "depot-point.h"
#include "depot-site.h"
#include "depot-status-message.h"
#include "depot-store.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_STORE_BATCH (depot_store_batch_get_type ())
G_DECLARE_FINAL_TYPE (DepotStoreBatch, depot_store_batch, DEPOT, STORE_BATCH, GObject)

DepotStoreBatch *depot_store_batch_new           (DepotStore *store);
/* See depot-store-points.h for what is checked. The point gets its serial when the commit succeeded. */
void             depot_store_batch_save_point    (DepotStoreBatch *self, DepotPoint *point);
void             depot_store_batch_remove_point  (DepotStoreBatch *self, const char *id);
void             depot_store_batch_save_site     (DepotStoreBatch *self, DepotSite *site);
/* The message gets its record number when the commit succeeded. */
void             depot_store_batch_add_message   (DepotStoreBatch *self, DepotStatusMessage *message);
/* Entry of an operation: depot_journal_entry_new_from_operation() makes one. */
void             depot_store_batch_write_entry   (DepotStoreBatch *self, const DepotJournalEntry *entry);
/* Does the group get this package? Twice the same is no error. */
void             depot_store_batch_set_group_package (DepotStoreBatch *self, const char *group_id, const char *package_id, gboolean is_in);
/* NULL value removes. */
void             depot_store_batch_set_setting   (DepotStoreBatch *self, const char *key, const char *value);
/* See depot_store_merge_setting_async(). */
void             depot_store_batch_merge_setting (DepotStoreBatch *self, const char *key, const char *changes);
void             depot_store_batch_remove_draft  (DepotStoreBatch *self, const char *name);

void             depot_store_batch_commit_async  (DepotStoreBatch *self, GAsyncReadyCallback callback, gpointer data);
gboolean         depot_store_batch_commit_finish (DepotStoreBatch *self, GAsyncResult *result, GError **error);

G_END_DECLS
