/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-journal.h"

G_DEFINE_INTERFACE (DepotJournal, depot_journal, G_TYPE_OBJECT)

static void
depot_journal_default_init (DepotJournalInterface *iface)
{
}

void
depot_journal_entry_free (DepotJournalEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->id);
  g_free (entry->kind);
  g_free (entry->title);
  g_free (entry->subject);
  g_free (entry->step_id);
  g_free (entry->status_text);
  g_free (entry->requested_by);
  g_free (entry->memory_json);
  g_free (entry->error_json);
  g_free (entry->wish);
  g_free (entry);
}

void
depot_journal_write_async (DepotJournal *self,
                           const DepotJournalEntry *entry,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (DEPOT_IS_JOURNAL (self));
  g_return_if_fail (entry != NULL && entry->id != NULL);

  DEPOT_JOURNAL_GET_IFACE (self)->write_async (self, entry, callback, data);
}

gboolean
depot_journal_write_finish (DepotJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DEPOT_IS_JOURNAL (self), FALSE);

  return DEPOT_JOURNAL_GET_IFACE (self)->write_finish (self, result, error);
}

void
depot_journal_read_async (DepotJournal *self,
                          gboolean all,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (DEPOT_IS_JOURNAL (self));

  DEPOT_JOURNAL_GET_IFACE (self)->read_async (self, all, callback, data);
}

GPtrArray *
depot_journal_read_finish (DepotJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DEPOT_IS_JOURNAL (self), NULL);

  return DEPOT_JOURNAL_GET_IFACE (self)->read_finish (self, result, error);
}

void
depot_journal_wish_async (DepotJournal *self,
                          const char *id,
                          const char *wish,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (DEPOT_IS_JOURNAL (self));
  g_return_if_fail (id != NULL);

  DEPOT_JOURNAL_GET_IFACE (self)->wish_async (self, id, wish, callback, data);
}

gboolean
depot_journal_wish_finish (DepotJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DEPOT_IS_JOURNAL (self), FALSE);

  return DEPOT_JOURNAL_GET_IFACE (self)->wish_finish (self, result, error);
}
