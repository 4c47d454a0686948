/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-batch-private.h"

#include "depot-store-private.h"
#include "depot-store-rows.h"

/* A row that gets its number in the transaction, and the object that wants to know it. */
typedef struct
{
  DepotStatement *statement; /* owned by the list of statements */
  GObject *object;
} Numbered;

struct _DepotStoreBatch
{
  GObject parent_instance;

  DepotStore *store;
  GPtrArray *statements; /* NULL once committed */
  GArray *numbered;
};

G_DEFINE_FINAL_TYPE (DepotStoreBatch, depot_store_batch, G_TYPE_OBJECT)

static void
numbered_clear (gpointer data)
{
  g_clear_object (&((Numbered *) data)->object);
}

static void
remember (DepotStoreBatch *self, DepotStatement *statement, gpointer object)
{
  Numbered numbered = { statement, g_object_ref (object) };

  g_array_append_val (self->numbered, numbered);
}

void
depot_store_batch_save_point (DepotStoreBatch *self, DepotPoint *point)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (DEPOT_IS_POINT (point));

  remember (self,
            depot_rows_save_point (self->statements, point, depot_store_get_holder (self->store)),
            point);
}

void
depot_store_batch_remove_point (DepotStoreBatch *self, const char *id)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (id != NULL);

  depot_rows_remove_point (self->statements, id);
}

void
depot_store_batch_save_site (DepotStoreBatch *self, DepotSite *site)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (DEPOT_IS_SITE (site));

  depot_rows_save_site (self->statements, site);
}

void
depot_store_batch_add_message (DepotStoreBatch *self, DepotStatusMessage *message)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (DEPOT_IS_STATUS_MESSAGE (message));

  remember (self, depot_rows_add_message (self->statements, message), message);
}

void
depot_store_batch_write_entry (DepotStoreBatch *self, const DepotJournalEntry *entry)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (entry != NULL);

  depot_rows_write_entry (self->statements, entry, depot_store_get_holder (self->store));
}

void
depot_store_batch_set_group_package (DepotStoreBatch *self,
                                     const char *group_id,
                                     const char *package_id,
                                     gboolean is_in)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (group_id != NULL && package_id != NULL);

  depot_rows_set_group_package (self->statements, group_id, package_id, is_in);
}

void
depot_store_batch_set_setting (DepotStoreBatch *self, const char *key, const char *value)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (key != NULL);

  depot_rows_set_setting (self->statements, key, value);
}

void
depot_store_batch_merge_setting (DepotStoreBatch *self, const char *key, const char *changes)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (key != NULL && changes != NULL);

  depot_rows_merge_setting (self->statements, key, changes);
}

void
depot_store_batch_remove_draft (DepotStoreBatch *self, const char *name)
{
  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);
  g_return_if_fail (name != NULL);

  depot_rows_remove_draft (self->statements, name);
}

static void
tell_number (const Numbered *numbered)
{
  gint64 number = depot_statement_get_int (numbered->statement, 0, 0);

  if (DEPOT_IS_POINT (numbered->object))
    g_object_set (numbered->object, "serial", number, NULL);
  else
    depot_status_message_set_record (DEPOT_STATUS_MESSAGE (numbered->object), number);
}

static void
committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotStoreBatch *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (depot_store_run_finish (DEPOT_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < self->numbered->len; i++)
    tell_number (&g_array_index (self->numbered, Numbered, i));
  g_task_return_boolean (task, TRUE);
}

void
depot_store_batch_commit_async (DepotStoreBatch *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;

  g_return_if_fail (DEPOT_IS_STORE_BATCH (self) && self->statements != NULL);

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, depot_store_batch_commit_async);
  depot_store_run_async (
      self->store, g_steal_pointer (&self->statements), DEPOT_TRANSACTION_WRITE, committed, task);
}

gboolean
depot_store_batch_commit_finish (DepotStoreBatch *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
depot_store_batch_finalize (GObject *object)
{
  DepotStoreBatch *self = DEPOT_STORE_BATCH (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->statements, g_ptr_array_unref);
  g_array_unref (self->numbered);
  G_OBJECT_CLASS (depot_store_batch_parent_class)->finalize (object);
}

static void
depot_store_batch_class_init (DepotStoreBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_store_batch_finalize;
}

static void
depot_store_batch_init (DepotStoreBatch *self)
{
  self->statements = depot_statements_new ();
  self->numbered = g_array_new (FALSE, FALSE, sizeof (Numbered));
  g_array_set_clear_func (self->numbered, numbered_clear);
}

DepotStoreBatch *
depot_store_batch_new (DepotStore *store)
{
  DepotStoreBatch *self;

  g_return_val_if_fail (DEPOT_IS_STORE (store), NULL);

  self = g_object_new (DEPOT_TYPE_STORE_BATCH, NULL);
  self->store = g_object_ref (store);
  return self;
}

/* One change as a batch of its own: what the save, add, set and remove functions of the nouns are
 * made of. */

static void
single_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
depot_store_batch_commit_single (DepotStoreBatch *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self->store, NULL, callback, data);

  g_task_set_source_tag (task, depot_store_batch_commit_single);
  depot_store_batch_commit_async (self, single_committed, task);
}

GPtrArray *
depot_store_batch_get_statements (DepotStoreBatch *self)
{
  return self->statements;
}

GPtrArray *
depot_store_batch_steal_statements (DepotStoreBatch *self)
{
  return g_steal_pointer (&self->statements);
}

gboolean
depot_store_single_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
