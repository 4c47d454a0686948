/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-operation-queue-private.h"

#include "depot-error.h"

static void depot_operation_queue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotOperationQueue,
                               depot_operation_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_operation_queue_list_model_init))

DepotOperationSlot *
depot_operation_queue_get_slot (DepotOperationQueue *self, DepotOperation *operation)
{
  return g_hash_table_lookup (self->slots, operation);
}

static void
slot_free (gpointer data)
{
  DepotOperationSlot *slot = data;

  g_clear_object (&slot->run);
  g_free (slot);
}

static DepotOperationSlot *
insert (DepotOperationQueue *self, DepotOperation *operation)
{
  DepotOperationSlot *slot = g_new0 (DepotOperationSlot, 1);
  guint at = 0;

  while (at < self->operations->len
         && depot_operation_get_created_at (self->operations->pdata[at])
                > depot_operation_get_created_at (operation))
    at++;
  g_hash_table_insert (self->slots, operation, slot);
  g_ptr_array_insert (self->operations, (int) at, g_object_ref (operation));
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, 1);
  return slot;
}

static void
remove_operation (DepotOperationQueue *self, DepotOperation *operation)
{
  guint at;

  if (!g_ptr_array_find (self->operations, operation, &at))
    return;
  g_hash_table_remove (self->slots, operation);
  g_ptr_array_remove_index (self->operations, at);
  g_list_model_items_changed (G_LIST_MODEL (self), at, 1, 0);
}

/* Running: who may start now. */

static void
on_run_stopped (DepotOperation *operation, gboolean is_refused, gpointer data)
{
  DepotOperationQueue *self = data;
  DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

  slot->stale_until = self->reads;
  g_clear_object (&slot->run);
  /* before the lease told us: whoever holds it starts what is to be started */
  if (is_refused)
    depot_operation_queue_set_keeping (self, FALSE);
  depot_operation_queue_schedule (self);
}

static gboolean
wants_to_run (DepotOperation *operation, DepotOperationSlot *slot)
{
  switch (depot_operation_get_state (operation))
    {
    case DEPOT_OPERATION_QUEUED:
    case DEPOT_OPERATION_RUNNING:
    case DEPOT_OPERATION_CANCELLING:
    case DEPOT_OPERATION_CLEANING_UP:
      return TRUE;
    case DEPOT_OPERATION_WAITING:
      return slot->is_woken;
    case DEPOT_OPERATION_DONE:
    case DEPOT_OPERATION_FAILED:
    case DEPOT_OPERATION_CANCELLED:
    case DEPOT_OPERATION_CLEANED_UP:
    default:
      return FALSE;
    }
}

static const char *
subject_of (DepotOperation *operation)
{
  const char *subject = depot_operation_get_subject (operation);

  return subject != NULL ? subject : depot_operation_get_id (operation);
}

/* Subjects that somebody works on, or that a person is asked about. */
static GHashTable *
collect_busy (DepotOperationQueue *self, guint *n_running)
{
  GHashTable *busy = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->operations->len; i++)
    {
      DepotOperation *operation = self->operations->pdata[i];
      DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

      if (slot->run != NULL)
        (*n_running)++;
      if (slot->run != NULL
          || (depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING && !slot->is_woken))
        g_hash_table_add (busy, (gpointer) subject_of (operation));
    }
  return busy;
}

static void
start (DepotOperationQueue *self, DepotOperation *operation, DepotOperationSlot *slot)
{
  slot->is_woken = FALSE;
  slot->run = depot_operation_run_new (operation, self->journal, on_run_stopped, self);
  depot_operation_run_start (slot->run);
}

static int
priority_of (DepotOperation *operation)
{
  DepotOperationClass *klass = DEPOT_OPERATION_GET_CLASS (operation);

  return klass->get_priority != NULL ? klass->get_priority (operation) : 0;
}

static int
compare_turns (gconstpointer one, gconstpointer other)
{
  return priority_of (*(DepotOperation *const *) other)
         - priority_of (*(DepotOperation *const *) one);
}

/* Who wants to run, in the order of the turns: the highest priority, then the oldest. */
static GPtrArray *
line_up (DepotOperationQueue *self)
{
  GPtrArray *line = g_ptr_array_new ();

  for (guint i = self->operations->len; i > 0; i--)
    {
      DepotOperation *operation = self->operations->pdata[i - 1];
      DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

      if (slot->run == NULL && wants_to_run (operation, slot))
        g_ptr_array_add (line, operation);
    }
  g_ptr_array_sort (line, compare_turns); /* keeps the order of equals */
  return line;
}

void
depot_operation_queue_schedule (DepotOperationQueue *self)
{
  g_autoptr (GHashTable) busy = NULL;
  g_autoptr (GPtrArray) line = NULL;
  guint n_running = 0;

  if (!self->is_keeping || !self->has_taken_over)
    return;
  busy = collect_busy (self, &n_running);
  line = line_up (self);
  /* who may not start yet still holds the line for its subject */
  for (guint i = 0; i < line->len; i++)
    {
      DepotOperation *operation = line->pdata[i];
      DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

      if (g_hash_table_add (busy, (gpointer) subject_of (operation)) && !slot->is_being_added
          && n_running < self->max_running)
        {
          n_running++;
          start (self, operation, slot);
        }
    }
}

/* Reading the journal. */

static DepotOperation *
make (DepotOperationQueue *self, const DepotJournalEntry *entry)
{
  g_autoptr (DepotOperation) operation = NULL;

  operation = self->factory != NULL ? self->factory (entry->kind, self->factory_data) : NULL;
  if (operation == NULL)
    return NULL; /* a kind of a later version: left alone */
  depot_operation_set_clock (operation, self->clock);
  depot_operation_apply_entry (operation, entry);
  insert (self, operation);
  return operation;
}

static void
take_entry (DepotOperationQueue *self, const DepotJournalEntry *entry)
{
  DepotOperation *operation = depot_operation_queue_find (self, entry->id);
  DepotOperationSlot *slot
      = operation != NULL ? depot_operation_queue_get_slot (self, operation) : NULL;

  if (operation == NULL)
    operation = make (self, entry);
  /* unless it changed here since this was read; the wish counts all the same, it is another's */
  else if (slot->stale_until < self->reads && slot->run == NULL && !slot->is_being_added)
    depot_operation_apply_entry (operation, entry);

  if (operation != NULL && entry->wish != NULL && self->is_keeping)
    {
      depot_operation_queue_fulfil (self, operation, entry->wish);
      depot_operation_queue_write_wish (self, operation, NULL);
    }
}

/* What was read is all there is: the rest was pruned, by whichever process keeps. What changed here
 * since this was read is judged by the next read. */
static void
forget_pruned (DepotOperationQueue *self, GPtrArray *entries)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    g_hash_table_add (ids, ((DepotJournalEntry *) entries->pdata[i])->id);
  for (guint i = self->operations->len; i > 0; i--)
    {
      DepotOperation *operation = self->operations->pdata[i - 1];
      DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

      if (depot_operation_is_settled (operation)
          && !g_hash_table_contains (ids, depot_operation_get_id (operation))
          && slot->stale_until < self->reads && slot->run == NULL && !slot->is_being_added)
        remove_operation (self, operation);
    }
}

/* The first look as keeper: whoever waited may find its sign-in or keyring ready by now. */
static void
take_over (DepotOperationQueue *self)
{
  self->has_taken_over = TRUE;
  for (guint i = 0; i < self->operations->len; i++)
    depot_operation_queue_get_slot (self, self->operations->pdata[i])->is_woken = TRUE;
}

static void
journal_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperationQueue) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries
      = depot_journal_read_finish (DEPOT_JOURNAL (source), result, &error);

  self->is_reading = FALSE;
  if (entries == NULL)
    g_warning ("The journal was not read: %s", error->message);
  else
    {
      /* oldest first, so that the newest ends up on top among equals */
      for (guint i = 0; i < entries->len; i++)
        take_entry (self, entries->pdata[i]);
      forget_pruned (self, entries);
      if (self->is_keeping && !self->has_taken_over && !self->shall_read_again)
        take_over (self);
    }
  if (self->shall_read_again)
    depot_operation_queue_refresh (self);
  depot_operation_queue_schedule (self);
}

void
depot_operation_queue_refresh (DepotOperationQueue *self)
{
  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));

  self->shall_read_again = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  self->reads++;
  depot_journal_read_async (self->journal, TRUE, journal_read, g_object_ref (self));
}

void
depot_operation_queue_set_keeping (DepotOperationQueue *self, gboolean keeping)
{
  g_autoptr (GPtrArray) operations = NULL;

  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));

  if (self->is_keeping == keeping)
    return;
  self->is_keeping = keeping;
  self->has_taken_over = FALSE;
  if (keeping)
    {
      depot_operation_queue_refresh (self);
      return;
    }
  operations
      = g_ptr_array_copy (self->operations, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (operations, g_object_unref);
  for (guint i = 0; i < operations->len; i++)
    {
      DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operations->pdata[i]);

      if (slot != NULL && slot->run != NULL)
        depot_operation_run_let_go (slot->run);
    }
}

gboolean
depot_operation_queue_is_keeping (DepotOperationQueue *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION_QUEUE (self), FALSE);

  return self->is_keeping;
}

gboolean
depot_operation_queue_is_idle (DepotOperationQueue *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (DEPOT_IS_OPERATION_QUEUE (self), FALSE);

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((DepotOperationSlot *) value)->run != NULL
        || ((DepotOperationSlot *) value)->is_being_added)
      return FALSE;
  return TRUE;
}

/* Adding. */

static void
addition_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotOperationQueue *self = g_task_get_source_object (task);
  DepotOperation *operation = g_task_get_task_data (task);
  DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);
  GError *error = NULL;

  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    {
      remove_operation (self, operation);
      g_task_return_error (task, error);
      return;
    }
  if (slot != NULL)
    {
      slot->is_being_added = FALSE;
      slot->stale_until = self->reads;
    }
  g_task_return_boolean (task, TRUE);
  depot_operation_queue_schedule (self);
}

void
depot_operation_queue_add_async (DepotOperationQueue *self,
                                 DepotOperation *operation,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (DepotJournalEntry) entry = NULL;
  GTask *task;

  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));
  g_return_if_fail (DEPOT_IS_OPERATION (operation));
  g_return_if_fail (depot_operation_queue_get_slot (self, operation) == NULL);

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, depot_operation_queue_add_async);
  g_task_set_task_data (task, g_object_ref (operation), g_object_unref);

  depot_operation_set_clock (operation, self->clock);
  depot_operation_set_times (operation, depot_clock_now (self->clock), 0, 0);
  depot_operation_go_to (operation, 0, 0);
  /* seen at once, so that a look at the journal does not find a stranger */
  insert (self, operation)->is_being_added = TRUE;
  entry = depot_journal_entry_new_from_operation (operation);
  depot_journal_write_async (self->journal, entry, addition_written, task);
}

gboolean
depot_operation_queue_add_finish (DepotOperationQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

DepotOperation *
depot_operation_queue_find (DepotOperationQueue *self, const char *id)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION_QUEUE (self), NULL);

  for (guint i = 0; i < self->operations->len; i++)
    if (g_strcmp0 (depot_operation_get_id (self->operations->pdata[i]), id) == 0)
      return self->operations->pdata[i];
  return NULL;
}

DepotOperation *
depot_operation_queue_find_for_subject (DepotOperationQueue *self, const char *subject)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION_QUEUE (self), NULL);

  for (guint i = 0; i < self->operations->len; i++)
    if (g_strcmp0 (depot_operation_get_subject (self->operations->pdata[i]), subject) == 0)
      return self->operations->pdata[i];
  return NULL;
}

/* The list model. */

static GType
get_item_type (GListModel *list)
{
  return DEPOT_TYPE_OPERATION;
}

static guint
get_n_items (GListModel *list)
{
  return DEPOT_OPERATION_QUEUE (list)->operations->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  DepotOperationQueue *self = DEPOT_OPERATION_QUEUE (list);

  return position < self->operations->len ? g_object_ref (self->operations->pdata[position]) : NULL;
}

static void
depot_operation_queue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
depot_operation_queue_dispose (GObject *object)
{
  DepotOperationQueue *self = DEPOT_OPERATION_QUEUE (object);
  GHashTableIter iter;
  gpointer value;

  self->is_keeping = FALSE;
  self->has_taken_over = FALSE;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((DepotOperationSlot *) value)->run != NULL)
      depot_operation_run_abandon (((DepotOperationSlot *) value)->run);
  g_hash_table_remove_all (self->slots);
  g_ptr_array_set_size (self->operations, 0);
  depot_operation_queue_set_factory (self, NULL, NULL, NULL);
  G_OBJECT_CLASS (depot_operation_queue_parent_class)->dispose (object);
}

static void
depot_operation_queue_finalize (GObject *object)
{
  DepotOperationQueue *self = DEPOT_OPERATION_QUEUE (object);

  g_hash_table_unref (self->slots);
  g_ptr_array_unref (self->operations);
  g_clear_object (&self->journal);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (depot_operation_queue_parent_class)->finalize (object);
}

static void
depot_operation_queue_class_init (DepotOperationQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_operation_queue_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_operation_queue_finalize;
}

static void
depot_operation_queue_init (DepotOperationQueue *self)
{
  self->operations = g_ptr_array_new_with_free_func (g_object_unref);
  self->slots = g_hash_table_new_full (NULL, NULL, NULL, slot_free);
}

DepotOperationQueue *
depot_operation_queue_new (DepotJournal *journal, DepotClock *clock, guint max_running)
{
  DepotOperationQueue *self;

  g_return_val_if_fail (DEPOT_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (DEPOT_IS_CLOCK (clock), NULL);

  self = g_object_new (DEPOT_TYPE_OPERATION_QUEUE, NULL);
  self->journal = g_object_ref (journal);
  self->clock = g_object_ref (clock);
  self->max_running = MAX (max_running, 1);
  return self;
}

void
depot_operation_queue_set_factory (DepotOperationQueue *self,
                                   DepotOperationFactory factory,
                                   gpointer data,
                                   GDestroyNotify destroy)
{
  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));

  if (self->factory_destroy != NULL)
    self->factory_destroy (self->factory_data);
  self->factory = factory;
  self->factory_data = data;
  self->factory_destroy = destroy;
}
