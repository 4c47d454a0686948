/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-journal.h"

struct _MemoryJournal
{
  GObject parent_instance;

  GPtrArray *entries; /* in the order of their first write */
  GString *story;
  guint n_writes;
  GError *refusal;
};

static void memory_journal_journal_init (DepotJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MemoryJournal,
                               memory_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_JOURNAL,
                                                      memory_journal_journal_init))

static DepotJournalEntry *
copy_entry (const DepotJournalEntry *entry)
{
  DepotJournalEntry *copy = g_memdup2 (entry, sizeof *entry);

  copy->id = g_strdup (entry->id);
  copy->kind = g_strdup (entry->kind);
  copy->title = g_strdup (entry->title);
  copy->subject = g_strdup (entry->subject);
  copy->step_id = g_strdup (entry->step_id);
  copy->status_text = g_strdup (entry->status_text);
  copy->requested_by = g_strdup (entry->requested_by);
  copy->memory_json = g_strdup (entry->memory_json);
  copy->error_json = g_strdup (entry->error_json);
  copy->wish = g_strdup (entry->wish);
  return copy;
}

static guint
find (MemoryJournal *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (((DepotJournalEntry *) self->entries->pdata[i])->id, id))
      return i;
  return G_MAXUINT;
}

void
memory_journal_prune (DepotJournal *journal, const char *id)
{
  MemoryJournal *self = MEMORY_JOURNAL (journal);

  depot_journal_entry_free (g_ptr_array_steal_index (self->entries, find (self, id)));
}

void
memory_journal_put (DepotJournal *journal, DepotJournalEntry *entry)
{
  MemoryJournal *self = MEMORY_JOURNAL (journal);
  guint at = find (self, entry->id);

  if (at == G_MAXUINT)
    {
      g_ptr_array_add (self->entries, entry);
      return;
    }
  if (entry->wish == NULL)
    entry->wish = g_strdup (((DepotJournalEntry *) self->entries->pdata[at])->wish);
  depot_journal_entry_free (self->entries->pdata[at]);
  self->entries->pdata[at] = entry;
}

static void
write_async (DepotJournal *journal,
             const DepotJournalEntry *entry,
             GAsyncReadyCallback callback,
             gpointer data)
{
  MemoryJournal *self = MEMORY_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  gboolean is_forward
      = entry->state == DEPOT_OPERATION_RUNNING || entry->state == DEPOT_OPERATION_CLEANING_UP;

  if (self->refusal != NULL)
    {
      g_task_return_error (task, g_error_copy (self->refusal));
      return;
    }
  self->n_writes++;
  g_string_append_printf (self->story,
                          "%s%s",
                          self->story->len > 0 ? " " : "",
                          depot_operation_state_get_nick (entry->state));
  if (is_forward && entry->step_id != NULL)
    g_string_append_printf (self->story, ":%s", entry->step_id);
  memory_journal_put (journal, copy_entry (entry));
  g_task_return_boolean (task, TRUE);
}

static void
wish_async (DepotJournal *journal,
            const char *id,
            const char *wish,
            GAsyncReadyCallback callback,
            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (journal, NULL, callback, data);
  DepotJournalEntry *entry = memory_journal_edit (journal, id);

  g_assert_nonnull (entry);
  if (g_strcmp0 (wish, "wake") != 0 || entry->wish == NULL)
    g_set_str (&entry->wish, wish);
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (DepotJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
read_async (DepotJournal *journal, gboolean all, GAsyncReadyCallback callback, gpointer data)
{
  MemoryJournal *self = MEMORY_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_journal_entry_free);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (copies, copy_entry (self->entries->pdata[i]));
  g_task_return_pointer (task, copies, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
read_finish (DepotJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
memory_journal_journal_init (DepotJournalInterface *iface)
{
  iface->write_async = write_async;
  iface->write_finish = boolean_finish;
  iface->wish_async = wish_async;
  iface->wish_finish = boolean_finish;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
}

static void
memory_journal_finalize (GObject *object)
{
  MemoryJournal *self = MEMORY_JOURNAL (object);

  g_ptr_array_unref (self->entries);
  g_string_free (self->story, TRUE);
  g_clear_error (&self->refusal);
  G_OBJECT_CLASS (memory_journal_parent_class)->finalize (object);
}

static void
memory_journal_class_init (MemoryJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_journal_finalize;
}

static void
memory_journal_init (MemoryJournal *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_journal_entry_free);
  self->story = g_string_new (NULL);
}

DepotJournal *
memory_journal_new (void)
{
  return g_object_new (MEMORY_TYPE_JOURNAL, NULL);
}

DepotJournalEntry *
memory_journal_edit (DepotJournal *journal, const char *id)
{
  guint at = find (MEMORY_JOURNAL (journal), id);

  return at != G_MAXUINT ? MEMORY_JOURNAL (journal)->entries->pdata[at] : NULL;
}

const DepotJournalEntry *
memory_journal_look (DepotJournal *journal, const char *id)
{
  return memory_journal_edit (journal, id);
}

guint
memory_journal_get_n_writes (DepotJournal *journal)
{
  return MEMORY_JOURNAL (journal)->n_writes;
}

char *
memory_journal_dup_story (DepotJournal *journal)
{
  return g_strdup (MEMORY_JOURNAL (journal)->story->str);
}

void
memory_journal_refuse (DepotJournal *journal, GError *error)
{
  g_clear_error (&MEMORY_JOURNAL (journal)->refusal);
  MEMORY_JOURNAL (journal)->refusal = error;
}
