/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-journal.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

#define DEPOT_TYPE_STORE_JOURNAL (depot_store_journal_get_type ())
G_DECLARE_FINAL_TYPE (DepotStoreJournal, depot_store_journal, DEPOT, STORE_JOURNAL, GObject)

struct _DepotStoreJournal
{
  GObject parent_instance;

  DepotStore *store;
};

static void depot_store_journal_journal_init (DepotJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotStoreJournal,
                               depot_store_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_JOURNAL,
                                                      depot_store_journal_journal_init))

/* Writing. */

static GError *
refuse_foreign (const DepotStatement *keeper)
{
  if (depot_statement_get_n_rows (keeper) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          _ ("%s has taken over the operations"),
                          depot_statement_get_text (keeper, 0, 0));
}

static gboolean
is_settled (DepotOperationState state)
{
  return state == DEPOT_OPERATION_DONE || state == DEPOT_OPERATION_FAILED
         || state == DEPOT_OPERATION_CANCELLED || state == DEPOT_OPERATION_CLEANED_UP;
}

/* A wish belongs to whoever wished: writing the position does not touch it. */
void
depot_rows_write_entry (GPtrArray *statements, const DepotJournalEntry *entry, const char *writer)
{
  DepotStatement *keeper;

  keeper = depot_statement_new (
      "SELECT owner FROM keeper "
      "WHERE holder <> $1 AND EXISTS (SELECT 1 FROM operations WHERE id = $2)",
      "ss",
      writer,
      entry->id);
  depot_statement_set_check (keeper, refuse_foreign);
  g_ptr_array_add (statements, keeper);
  depot_statements_add (
      statements,
      "INSERT INTO operations (id, kind, title, subject, step_id, status_text, requested_by, "
      "state, is_settled, fraction, "
      "attempt, memory, error, created_at, started_at, ended_at, number) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
      "(SELECT COALESCE(MAX(number), 0) + 1 FROM operations)) "
      "ON CONFLICT (id) DO UPDATE SET kind = $2, title = $3, subject = $4, step_id = $5, "
      "status_text = $6, "
      "requested_by = $7, state = $8, is_settled = $9, fraction = $10, attempt = $11, memory = "
      "$12, error = $13, "
      "created_at = $14, started_at = $15, ended_at = $16",
      "ssssssssidissiii",
      entry->id,
      entry->kind,
      entry->title,
      entry->subject,
      entry->step_id,
      entry->status_text,
      entry->requested_by,
      depot_operation_state_get_nick (entry->state),
      (gint64) is_settled (entry->state),
      entry->fraction,
      (gint64) entry->attempt,
      entry->memory_json,
      entry->error_json,
      entry->created_at,
      entry->started_at,
      entry->ended_at);
}

/* The callbacks of the interface have the journal as their source, the batch has the store. */
static void
changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_single_finish (DEPOT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_async (DepotJournal *journal,
             const DepotJournalEntry *entry,
             GAsyncReadyCallback callback,
             gpointer data)
{
  DepotStoreJournal *self = DEPOT_STORE_JOURNAL (journal);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (self->store);

  depot_store_batch_write_entry (batch, entry);
  depot_store_batch_commit_single (batch, changed, g_task_new (self, NULL, callback, data));
}

static gboolean
boolean_finish (DepotJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
wish_async (DepotJournal *journal,
            const char *id,
            const char *wish,
            GAsyncReadyCallback callback,
            gpointer data)
{
  DepotStoreJournal *self = DEPOT_STORE_JOURNAL (journal);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (self->store);

  depot_statements_add (depot_store_batch_get_statements (batch),
                        "UPDATE operations SET wish = $2 "
                        "WHERE id = $1 AND ($2 IS NOT 'wake' OR wish IS NULL)",
                        "ss",
                        id,
                        wish);
  depot_store_batch_commit_single (batch, changed, g_task_new (self, NULL, callback, data));
}

/* Reading. */

#define COLUMNS                                                                                    \
  "id, kind, title, subject, step_id, status_text, requested_by, state, fraction, attempt, "       \
  "memory, error, wish, "                                                                          \
  "created_at, started_at, ended_at"

static DepotJournalEntry *
make_entry (DepotStatement *rows, guint row)
{
  DepotJournalEntry *entry = g_new0 (DepotJournalEntry, 1);

  entry->id = g_strdup (depot_statement_get_text (rows, row, 0));
  entry->kind = g_strdup (depot_statement_get_text (rows, row, 1));
  entry->title = g_strdup (depot_statement_get_text (rows, row, 2));
  entry->subject = g_strdup (depot_statement_get_text (rows, row, 3));
  entry->step_id = g_strdup (depot_statement_get_text (rows, row, 4));
  entry->status_text = g_strdup (depot_statement_get_text (rows, row, 5));
  entry->requested_by = g_strdup (depot_statement_get_text (rows, row, 6));
  entry->state = depot_operation_state_from_nick (depot_statement_get_text (rows, row, 7));
  entry->fraction = depot_statement_get_double (rows, row, 8);
  entry->attempt = (guint) depot_statement_get_int (rows, row, 9);
  entry->memory_json = g_strdup (depot_statement_get_text (rows, row, 10));
  entry->error_json = g_strdup (depot_statement_get_text (rows, row, 11));
  entry->wish = g_strdup (depot_statement_get_text (rows, row, 12));
  entry->created_at = depot_statement_get_int (rows, row, 13);
  entry->started_at = depot_statement_get_int (rows, row, 14);
  entry->ended_at = depot_statement_get_int (rows, row, 15);
  return entry;
}

static void
entries_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotStatement *rows = depot_store_read_finish (DEPOT_STORE (source), result, &error);
  GPtrArray *entries;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_journal_entry_free);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    g_ptr_array_add (entries, make_entry (rows, row));
  g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
}

/* A failed point keeps what failed, however long ago: it is what a person tries again. */
static void
read_async (DepotJournal *journal, gboolean all, GAsyncReadyCallback callback, gpointer data)
{
  DepotStoreJournal *self = DEPOT_STORE_JOURNAL (journal);
  gint64 now = depot_clock_now (depot_store_get_clock (self->store));

  depot_store_read_async (
      self->store,
      depot_statement_new (
          "SELECT " COLUMNS " FROM operations "
          "WHERE is_settled = 0 OR wish IS NOT NULL OR ($1 = 1 AND ended_at >= $2) "
          "OR ($1 = 1 AND id IN (SELECT operation_id FROM points WHERE state = 'failed')) "
          "ORDER BY created_at, number",
          "ii",
          (gint64) all,
          now - DEPOT_JOURNAL_KEEP_SECONDS),
      entries_read,
      g_task_new (self, NULL, callback, data));
}

static GPtrArray *
read_finish (DepotJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
depot_store_journal_journal_init (DepotJournalInterface *iface)
{
  iface->write_async = write_async;
  iface->write_finish = boolean_finish;
  iface->wish_async = wish_async;
  iface->wish_finish = boolean_finish;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
}

static void
depot_store_journal_finalize (GObject *object)
{
  g_clear_object (&DEPOT_STORE_JOURNAL (object)->store);
  G_OBJECT_CLASS (depot_store_journal_parent_class)->finalize (object);
}

static void
depot_store_journal_class_init (DepotStoreJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_store_journal_finalize;
}

static void
depot_store_journal_init (DepotStoreJournal *self)
{
}

DepotJournal *
depot_store_journal_new (DepotStore *store)
{
  DepotStoreJournal *self;

  g_return_val_if_fail (DEPOT_IS_STORE (store), NULL);

  self = g_object_new (DEPOT_TYPE_STORE_JOURNAL, NULL);
  self->store = g_object_ref (store);
  return DEPOT_JOURNAL (self);
}
