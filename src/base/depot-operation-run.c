/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-operation-run-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-operation-queue.h"

/* Progress is for people in other processes; they do not read faster. */
#define PROGRESS_SECONDS 1

struct _DepotOperationRun
{
  GObject parent_instance;

  /* Asked for. */
  DepotOperation *operation;
  DepotJournal *journal;
  DepotOperationRunStopped stopped; /* NULL once stopped or abandoned */
  gpointer data;

  /* Under way. */
  gboolean is_letting_go;
  gboolean is_misused; /* a step ended twice */
  gboolean is_woken;   /* what the step under way may ask for came after it began */
  guint again_id;
  guint progress_id;
  gint64 written_at;
};

G_DEFINE_FINAL_TYPE (DepotOperationRun, depot_operation_run, G_TYPE_OBJECT)

static void begin_step (DepotOperationRun *self);

static DepotOperationPrivate *
get_priv (DepotOperationRun *self)
{
  return depot_operation_get_private (self->operation);
}

static void
forget_timer (DepotOperationRun *self, guint *id)
{
  if (*id != 0)
    depot_clock_forget (get_priv (self)->clock, *id);
  *id = 0;
}

static gboolean
is_over (DepotOperationRun *self)
{
  return self->stopped == NULL;
}

static void
leave_operation (DepotOperationRun *self)
{
  forget_timer (self, &self->again_id);
  forget_timer (self, &self->progress_id);
  if (get_priv (self)->run == self)
    get_priv (self)->run = NULL;
  self->stopped = NULL;
}

static void
stop_with (DepotOperationRun *self, gboolean is_refused)
{
  g_autoptr (DepotOperationRun) alive = g_object_ref (self);
  DepotOperationRunStopped stopped = self->stopped;

  if (stopped == NULL)
    return;
  leave_operation (self);
  stopped (self->operation, is_refused, self->data);
}

static void
stop (DepotOperationRun *self)
{
  stop_with (self, FALSE);
}

/* The journal did not take it. Another keeper has the operation now, or the disk refuses: then the
 * row keeps the last position that was written, and a person can try again. */
static void
stop_unwritten (DepotOperationRun *self, GError *error)
{
  gboolean is_refused = g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  guint n_steps;

  depot_operation_get_steps (self->operation, &n_steps);
  if (!is_refused && n_steps > 0 && get_priv (self)->step_index >= n_steps)
    depot_operation_go_to (self->operation, n_steps - 1, get_priv (self)->attempt);
  if (!is_refused)
    {
      depot_operation_take_error (self->operation, depot_error_from_any (error));
      depot_operation_set_state (self->operation, DEPOT_OPERATION_FAILED);
    }
  stop_with (self, is_refused);
}

static void
write_row (DepotOperationRun *self, GAsyncReadyCallback written)
{
  g_autoptr (DepotJournalEntry) entry = depot_journal_entry_new_from_operation (self->operation);

  forget_timer (self, &self->progress_id);
  self->written_at = depot_clock_now (get_priv (self)->clock);
  depot_journal_write_async (self->journal, entry, written, g_object_ref (self));
}

static void
settled_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperationRun) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    {
      stop_unwritten (self, error);
      return;
    }
  depot_fault_point ("step:settled");
  if (is_over (self))
    return;
  if (depot_operation_is_settled (self->operation))
    depot_operation_tell_settled (self->operation);
  stop (self);
}

/* Takes error. Also for "waiting", which is no end but stops the run. */
static void
settle (DepotOperationRun *self, DepotOperationState state, GError *error)
{
  DepotOperationPrivate *priv = get_priv (self);

  if (state == DEPOT_OPERATION_DONE)
    depot_operation_show_progress (self->operation, NULL, 1);
  if (state != DEPOT_OPERATION_WAITING)
    depot_operation_set_times (
        self->operation, priv->created_at, priv->started_at, depot_clock_now (priv->clock));
  depot_operation_take_error (self->operation, error);
  depot_operation_set_state (self->operation, state);
  write_row (self, settled_written);
}

static void
run_step (DepotOperationRun *self)
{
  g_autoptr (DepotOperationRun) alive = g_object_ref (self);
  DepotOperationPrivate *priv = get_priv (self);
  const DepotStep *step = depot_operation_get_step (self->operation);
  DepotStepFunc func = priv->state == DEPOT_OPERATION_CLEANING_UP ? step->undo : step->run;
  g_autofree char *point = g_strdup_printf ("step:%s", step->id);

  depot_fault_point (point);
  self->is_woken = FALSE;
  priv->is_in_step = TRUE;
  func (self->operation);
}

static void
position_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperationRun) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    stop_unwritten (self, error);
  else if (is_over (self))
    return;
  else if (get_priv (self)->state == DEPOT_OPERATION_CANCELLING)
    settle (self, DEPOT_OPERATION_CANCELLED, NULL);
  else if (self->is_letting_go)
    stop (self);
  else
    run_step (self);
}

static void
begin_step (DepotOperationRun *self)
{
  write_row (self, position_written);
}

static void
go_forward (DepotOperationRun *self)
{
  guint next = get_priv (self)->step_index + 1;

  depot_operation_go_to (self->operation, next, 1);
  if (depot_operation_get_step (self->operation) != NULL)
    begin_step (self);
  else
    settle (self, DEPOT_OPERATION_DONE, NULL);
}

static void
go_back (DepotOperationRun *self)
{
  guint at = get_priv (self)->step_index;
  guint previous;

  if (at > 0 && depot_operation_find_undo (self->operation, at - 1, &previous))
    {
      depot_operation_go_to (self->operation, previous, 1);
      begin_step (self);
      return;
    }
  depot_operation_go_to (self->operation, 0, 0);
  depot_operation_show_progress (self->operation, NULL, 0);
  settle (self, DEPOT_OPERATION_CLEANED_UP, NULL);
}

static gboolean
on_time_to_try_again (gpointer data)
{
  DepotOperationRun *self = data;

  self->again_id = 0;
  run_step (self);
  return G_SOURCE_REMOVE;
}

static void
try_again_later (DepotOperationRun *self, double seconds)
{
  /* the position is in the journal already */
  if (self->is_letting_go)
    stop (self);
  else
    self->again_id = depot_clock_call_after (
        get_priv (self)->clock, seconds, on_time_to_try_again, self, NULL);
}

static GError *
misuse_error (DepotOperationRun *self)
{
  return depot_error_new (DEPOT_ERROR_FAILED, _ ("The program made a mistake: a step ended twice"));
}

void
depot_operation_run_ended (DepotOperationRun *self, DepotStepEnd end, double seconds, GError *error)
{
  g_autoptr (DepotOperationRun) alive = g_object_ref (self);
  gboolean is_cleaning_up = get_priv (self)->state == DEPOT_OPERATION_CLEANING_UP;

  if (get_priv (self)->state == DEPOT_OPERATION_CANCELLING)
    {
      g_clear_error (&error);
      settle (self, DEPOT_OPERATION_CANCELLED, NULL);
    }
  else if (self->is_misused)
    {
      g_clear_error (&error);
      settle (self, DEPOT_OPERATION_FAILED, misuse_error (self));
    }
  else if (end == DEPOT_STEP_NEXT)
    is_cleaning_up ? go_back (self) : go_forward (self);
  else if (end == DEPOT_STEP_AGAIN)
    try_again_later (self, seconds);
  else if (end == DEPOT_STEP_WAIT && self->is_woken)
    {
      g_clear_error (&error);
      begin_step (self);
    }
  else if (end == DEPOT_STEP_WAIT && !is_cleaning_up)
    settle (self, DEPOT_OPERATION_WAITING, error);
  else
    settle (self, DEPOT_OPERATION_FAILED, error);
}

void
depot_operation_run_misused (DepotOperationRun *self)
{
  self->is_misused = TRUE;
  if (self->again_id == 0)
    return;
  forget_timer (self, &self->again_id);
  settle (self, DEPOT_OPERATION_FAILED, misuse_error (self));
}

static void
progress_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperationRun) self = data;
  g_autoptr (GError) error = NULL;

  /* the next position will tell; a missed percentage is no reason to stop */
  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    g_debug ("Progress of %s was not written: %s", get_priv (self)->id, error->message);
}

static gboolean
on_time_to_write_progress (gpointer data)
{
  DepotOperationRun *self = data;

  self->progress_id = 0;
  write_row (self, progress_written);
  return G_SOURCE_REMOVE;
}

void
depot_operation_run_progress (DepotOperationRun *self)
{
  DepotClock *clock = get_priv (self)->clock;

  if (self->progress_id != 0)
    return;
  if (depot_clock_now (clock) > self->written_at + PROGRESS_SECONDS)
    write_row (self, progress_written);
  else
    self->progress_id
        = depot_clock_call_after (clock, PROGRESS_SECONDS, on_time_to_write_progress, self, NULL);
}

static void
save_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!depot_journal_write_finish (DEPOT_JOURNAL (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_fault_point ("step:saved");
  g_task_return_boolean (task, TRUE);
}

void
depot_operation_run_save (DepotOperationRun *self, GTask *task)
{
  g_autoptr (DepotJournalEntry) entry = depot_journal_entry_new_from_operation (self->operation);

  depot_journal_write_async (self->journal, entry, save_written, task);
}

/* What the state says happens now; the attempt counts every start, also one after a crash. */
void
depot_operation_run_start (DepotOperationRun *self)
{
  DepotOperationPrivate *priv = get_priv (self);
  gint64 started_at = priv->started_at > 0 ? priv->started_at : depot_clock_now (priv->clock);

  if (priv->state == DEPOT_OPERATION_CANCELLING)
    {
      settle (self, DEPOT_OPERATION_CANCELLED, NULL);
      return;
    }
  depot_operation_set_times (self->operation, priv->created_at, started_at, 0);
  depot_operation_take_error (self->operation, NULL);
  if (priv->state != DEPOT_OPERATION_CLEANING_UP)
    depot_operation_set_state (self->operation, DEPOT_OPERATION_RUNNING);
  depot_operation_go_to (self->operation, priv->step_index, priv->attempt + 1);
  if (depot_operation_get_step (self->operation) != NULL)
    begin_step (self);
  else
    settle (self, DEPOT_OPERATION_DONE, NULL);
}

void
depot_operation_run_cancel (DepotOperationRun *self)
{
  g_autoptr (DepotOperationRun) alive = g_object_ref (self);
  DepotOperationPrivate *priv = get_priv (self);

  if (!depot_operation_can_cancel (self->operation))
    return;
  if (self->again_id != 0 || priv->state == DEPOT_OPERATION_WAITING)
    {
      forget_timer (self, &self->again_id);
      settle (self, DEPOT_OPERATION_CANCELLED, NULL);
      return;
    }
  depot_operation_set_state (self->operation, DEPOT_OPERATION_CANCELLING);
  /* written before the step hears of it: it may end within the call */
  write_row (self, progress_written);
  g_cancellable_cancel (priv->cancellable);
}

void
depot_operation_run_wake (DepotOperationRun *self)
{
  self->is_woken = get_priv (self)->is_in_step;
}

void
depot_operation_run_let_go (DepotOperationRun *self)
{
  self->is_letting_go = TRUE;
  if (self->again_id != 0)
    stop (self);
}

void
depot_operation_run_abandon (DepotOperationRun *self)
{
  leave_operation (self);
}

static void
depot_operation_run_finalize (GObject *object)
{
  DepotOperationRun *self = DEPOT_OPERATION_RUN (object);

  g_clear_object (&self->operation);
  g_clear_object (&self->journal);
  G_OBJECT_CLASS (depot_operation_run_parent_class)->finalize (object);
}

static void
depot_operation_run_class_init (DepotOperationRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_operation_run_finalize;
}

static void
depot_operation_run_init (DepotOperationRun *self)
{
}

DepotOperationRun *
depot_operation_run_new (DepotOperation *operation,
                         DepotJournal *journal,
                         DepotOperationRunStopped stopped,
                         gpointer data)
{
  DepotOperationRun *self = g_object_new (DEPOT_TYPE_OPERATION_RUN, NULL);
  DepotOperationPrivate *priv = depot_operation_get_private (operation);

  self->operation = g_object_ref (operation);
  self->journal = g_object_ref (journal);
  self->stopped = stopped;
  self->data = data;
  priv->run = self;
  g_clear_object (&priv->cancellable);
  priv->cancellable = g_cancellable_new ();
  return self;
}
