/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where operations write down what they are about to do. Declared here, made real by the store
 * (depot-store-journal.h) and by tests in memory. An entry is a snapshot; a write has reached the disk when its
 * callback runs without error. Main thread.
 */
#pragma once

#include "depot-operation.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_JOURNAL (depot_journal_get_type ())
G_DECLARE_INTERFACE (DepotJournal, depot_journal, DEPOT, JOURNAL, GObject)

/* One row. All owned by the entry. */
typedef struct
{
  char *id, *kind, *title, *subject, *step_id, *status_text, *requested_by;
  DepotOperationState state;
  double fraction;
  guint attempt;
  char *memory_json;          /* the subclass's memory */
  char *error_json;           /* NULL or {code,message,azureCode,azureText,requestId,claims} */
  char *wish;                 /* what a person asked of a running one: NULL, "cancel", "retry", "clean-up", "wake" */
  gint64 created_at, started_at, ended_at;
} DepotJournalEntry;

void               depot_journal_entry_free (DepotJournalEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotJournalEntry, depot_journal_entry_free)
/* Snapshot of the operation as it is now; caller owns. For a service that writes it in one commit with other rows
 * before handing the operation to the queue (which writes it again: harmless). */
DepotJournalEntry *depot_journal_entry_new_from_operation (DepotOperation *operation);

struct _DepotJournalInterface
{
  GTypeInterface parent;

  void       (*write_async)  (DepotJournal *self, const DepotJournalEntry *entry, GAsyncReadyCallback callback, gpointer data);
  gboolean   (*write_finish) (DepotJournal *self, GAsyncResult *result, GError **error);
  /* Unsettled entries and those with a wish; the last days' settled ones too when all is TRUE. GPtrArray of DepotJournalEntry. */
  void       (*read_async)   (DepotJournal *self, gboolean all, GAsyncReadyCallback callback, gpointer data);
  GPtrArray *(*read_finish)  (DepotJournal *self, GAsyncResult *result, GError **error);
  /* Ask something of an operation, from whichever process: kept in the row until the keeper took it. NULL
   * clears; "wake" leaves an earlier wish standing. */
  void       (*wish_async)   (DepotJournal *self, const char *id, const char *wish, GAsyncReadyCallback callback, gpointer data);
  gboolean   (*wish_finish)  (DepotJournal *self, GAsyncResult *result, GError **error);
};

void       depot_journal_write_async  (DepotJournal *self, const DepotJournalEntry *entry, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_journal_write_finish (DepotJournal *self, GAsyncResult *result, GError **error);
void       depot_journal_read_async   (DepotJournal *self, gboolean all, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_journal_read_finish  (DepotJournal *self, GAsyncResult *result, GError **error);
void       depot_journal_wish_async   (DepotJournal *self, const char *id, const char *wish, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_journal_wish_finish  (DepotJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
