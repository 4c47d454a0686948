/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What persons ask of operations: cancel, try again, clean up, and that somebody signed in. */
#include "config.h"

#include "depot-operation-queue-private.h"

/* Changes of operations that do not run. */

static void
change_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperation) operation = data;
  g_autoptr (GError) error = NULL;

  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    g_warning ("%s was not written to the journal: %s",
               depot_operation_get_id (operation),
               error->message);
  else if (depot_operation_get_state (operation) == DEPOT_OPERATION_CANCELLED)
    depot_operation_tell_settled (operation);
}

static void
write_change (DepotOperationQueue *self, DepotOperation *operation)
{
  g_autoptr (DepotJournalEntry) entry = depot_journal_entry_new_from_operation (operation);

  depot_operation_queue_get_slot (self, operation)->stale_until = self->reads;
  depot_journal_write_async (self->journal, entry, change_written, g_object_ref (operation));
}

static void
cancel_here (DepotOperationQueue *self, DepotOperation *operation)
{
  DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

  if (slot->run != NULL)
    {
      depot_operation_run_cancel (slot->run);
      return;
    }
  depot_operation_set_times (operation,
                             depot_operation_get_created_at (operation),
                             depot_operation_get_started_at (operation),
                             depot_clock_now (self->clock));
  depot_operation_take_error (operation, NULL);
  depot_operation_set_state (operation, DEPOT_OPERATION_CANCELLED);
  write_change (self, operation);
  depot_operation_queue_schedule (self);
}

static void
retry_here (DepotOperationQueue *self, DepotOperation *operation)
{
  depot_operation_queue_get_slot (self, operation)->is_woken = TRUE;
  if (depot_operation_is_settled (operation))
    {
      depot_operation_take_error (operation, NULL);
      depot_operation_set_state (operation, DEPOT_OPERATION_QUEUED);
      write_change (self, operation);
    }
  depot_operation_queue_schedule (self);
}

static void
clean_up_here (DepotOperationQueue *self, DepotOperation *operation)
{
  guint from = depot_operation_get_step_index (operation);

  depot_operation_find_undo (operation, from, &from);
  depot_operation_go_to (operation, from, 0);
  depot_operation_take_error (operation, NULL);
  depot_operation_set_state (operation, DEPOT_OPERATION_CLEANING_UP);
  write_change (self, operation);
  depot_operation_queue_schedule (self);
}

/* Also while it runs: the sign-in may end in the moment in which the step still finds none. */
static gboolean
can_wake (DepotOperation *operation)
{
  DepotOperationState state = depot_operation_get_state (operation);

  return state == DEPOT_OPERATION_WAITING || state == DEPOT_OPERATION_RUNNING
         || state == DEPOT_OPERATION_CLEANING_UP;
}

static void
wake_here (DepotOperationQueue *self, DepotOperation *operation)
{
  DepotOperationSlot *slot = depot_operation_queue_get_slot (self, operation);

  if (slot->run != NULL)
    depot_operation_run_wake (slot->run);
  slot->is_woken = depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING;
  depot_operation_queue_schedule (self);
}

/* Wishes of persons. */

static const struct
{
  const char *name;
  gboolean (*is_possible) (DepotOperation *operation);
  void (*fulfil) (DepotOperationQueue *self, DepotOperation *operation);
} wishes[] = {
  { "cancel", depot_operation_can_cancel, cancel_here },
  { "retry", depot_operation_can_retry, retry_here },
  { "wake", can_wake, wake_here },
  { "clean-up", depot_operation_can_clean_up, clean_up_here },
};

void
depot_operation_queue_fulfil (DepotOperationQueue *self,
                              DepotOperation *operation,
                              const char *wish)
{
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    if (g_str_equal (wishes[i].name, wish) && wishes[i].is_possible (operation))
      wishes[i].fulfil (self, operation);
}

static void
wish_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *id = data;
  g_autoptr (GError) error = NULL;

  if (!depot_journal_wish_finish (DEPOT_JOURNAL (source), result, &error))
    g_warning ("A wish for %s was not written: %s", id, error->message);
}

void
depot_operation_queue_write_wish (DepotOperationQueue *self,
                                  DepotOperation *operation,
                                  const char *wish)
{
  const char *id = depot_operation_get_id (operation);

  depot_journal_wish_async (self->journal, id, wish, wish_written, g_strdup (id));
}

/* Here and now where this process is the keeper, through the journal where another is. */
static void
wish (DepotOperationQueue *self, DepotOperation *operation, const char *what)
{
  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));
  g_return_if_fail (depot_operation_queue_get_slot (self, operation) != NULL);

  if (self->has_taken_over)
    depot_operation_queue_fulfil (self, operation, what);
  else
    depot_operation_queue_write_wish (self, operation, what);
}

void
depot_operation_queue_cancel (DepotOperationQueue *self, DepotOperation *operation)
{
  wish (self, operation, "cancel");
}

void
depot_operation_queue_retry (DepotOperationQueue *self, DepotOperation *operation)
{
  wish (self, operation, "retry");
}

void
depot_operation_queue_clean_up (DepotOperationQueue *self, DepotOperation *operation)
{
  wish (self, operation, "clean-up");
}

static gboolean
waits_for (DepotOperation *operation, const char *whom)
{
  DepotOperationClass *klass = DEPOT_OPERATION_GET_CLASS (operation);

  return whom == NULL || klass->waits_for == NULL || klass->waits_for (operation, whom);
}

void
depot_operation_queue_wake (DepotOperationQueue *self, const char *whom)
{
  g_autoptr (GPtrArray) sleepers = g_ptr_array_new ();

  g_return_if_fail (DEPOT_IS_OPERATION_QUEUE (self));

  for (guint i = 0; i < self->operations->len; i++)
    if (can_wake (self->operations->pdata[i]) && waits_for (self->operations->pdata[i], whom))
      g_ptr_array_add (sleepers, self->operations->pdata[i]);
  for (guint i = 0; i < sleepers->len; i++)
    wish (self, sleepers->pdata[i], "wake");
}
