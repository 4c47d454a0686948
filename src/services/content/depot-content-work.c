/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content operation at its points: the first upload serves all, so the others wait for it and
 * then are filled by the service from there, several at once. */
#include "config.h"

#include "depot-content-operation-private.h"

#include <glib/gi18n.h>

#include "depot-content-pause.h"
#include "depot-content-queue.h"
#include "depot-point-place.h"
#include "depot-store-content.h"

#define FIRST_RETRY_SECONDS 5
#define MAX_RETRY_SECONDS 600

static void start_more (DepotContentOperation *self);

static DepotContentRow *
get_row (DepotContentOperation *self, guint index)
{
  return &g_array_index (self->rows, DepotContentRow, index);
}

static gint64
get_now (DepotContentOperation *self)
{
  return depot_clock_now (depot_house_get_clock (self->house));
}

static char *
dup_key (const DepotContentRow *row)
{
  return g_strconcat (row->package_id, " ", row->point_id, NULL);
}

static gboolean
is_given_up (DepotContentOperation *self, const DepotContentRow *row)
{
  g_autofree char *key = dup_key (row);

  return g_ptr_array_find_with_equal_func (self->given_up, key, g_str_equal, NULL);
}

/* Did this operation do already what it wants of the row? */
static gboolean
is_done (DepotContentOperation *self, const DepotContentRow *row)
{
  return row->state == DEPOT_CONTENT_INSTALLED
         && (!depot_content_operation_sends (self) || row->published_version == self->version);
}

/* TRUE when the row needs nothing (any more) in this run. */
static gboolean
is_over (DepotContentOperation *self, guint index)
{
  DepotContentRow *row = get_row (self, index);

  return is_done (self, row) || is_given_up (self, row) || depot_content_row_is_taken (self, row);
}

static void
set_row (DepotContentOperation *self, guint index, DepotContentState state, const char *reason)
{
  DepotContentRow *row = get_row (self, index);

  row->state = state;
  row->speed = 0;
  row->retry_at = 0;
  row->changed_at = get_now (self);
  g_set_str (&row->reason, reason);
}

static const char *
get_hold (DepotContentOperation *self, const DepotContentRow *row)
{
  return depot_content_get_hold (
      self->house, row->package_id, depot_content_operation_sends (self));
}

/* Progress, once a second. */

static void
show_status (DepotContentOperation *self, guint64 done_bytes, guint64 total_bytes)
{
  const char *format
      = self->package_id == NULL
            ? ngettext ("%u of %u package is done", "%u of %u packages are done", self->rows->len)
            : ngettext ("%u of %u distribution point is done",
                        "%u of %u distribution points are done",
                        self->rows->len);
  g_autofree char *text = g_strdup_printf (format, self->n_done, self->rows->len);
  double part = total_bytes > 0 ? (double) done_bytes / (double) total_bytes : 0;

  depot_operation_set_status (DEPOT_OPERATION (self), text, CLAMP (part, 0, 1));
}

static gboolean
on_progress (gpointer data)
{
  DepotContentOperation *self = data;
  guint64 done_bytes = 0, total_bytes = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      DepotContentRow *row = get_row (self, i);

      if (self->running->pdata[i] != NULL)
        {
          depot_content_job_get_progress (
              self->running->pdata[i], &row->sent_bytes, &row->size_bytes, &row->speed);
          depot_content_operation_write_rows (self, (int) i, NULL, NULL);
        }
      done_bytes += is_done (self, row) ? row->size_bytes : row->sent_bytes;
      total_bytes += row->size_bytes;
    }
  show_status (self, done_bytes, total_bytes);
  return G_SOURCE_CONTINUE;
}

/* The end. */

static GError *
count_error (DepotContentOperation *self)
{
  const char *format = self->package_id == NULL
                           ? ngettext ("%u of %u package failed: %s",
                                       "%u of %u packages failed: %s",
                                       self->rows->len)
                           : ngettext ("%u of %u distribution point failed: %s",
                                       "%u of %u distribution points failed: %s",
                                       self->rows->len);

  return depot_error_new ((DepotErrorCode) self->first_error->code,
                          format,
                          self->given_up->len,
                          self->rows->len,
                          self->first_error->message);
}

static gboolean
is_all_taken (DepotContentOperation *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (!depot_content_row_is_taken (self, get_row (self, i)))
      return FALSE;
  return self->rows->len > 0;
}

/* What was resumed while the last job came to its end is not waited for. */
static gboolean
is_held_still (DepotContentOperation *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (!is_over (self, i) && get_hold (self, get_row (self, i)) != NULL)
      return TRUE;
  return FALSE;
}

static void
all_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  DepotOperation *operation = DEPOT_OPERATION (self);
  GError *error = NULL;

  if (!depot_store_write_content_finish (DEPOT_STORE (source), result, &error))
    depot_operation_fail (operation, error);
  else if (g_cancellable_is_cancelled (depot_operation_get_cancellable (operation)))
    depot_operation_fail (operation,
                          depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Cancelled by the user")));
  else if (is_all_taken (self))
    depot_operation_fail (operation,
                          depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Cancelled by the user")));
  else if (self->person_error != NULL)
    depot_operation_wait (operation, g_steal_pointer (&self->person_error));
  else if (self->hold != NULL && is_held_still (self))
    depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_PAUSED, "%s", self->hold));
  else if (self->hold != NULL)
    depot_operation_again (operation, 0);
  else if (self->retry_seconds > 0)
    depot_operation_again (operation, self->retry_seconds);
  else if (self->given_up->len > 0)
    {
      error = count_error (self);
      g_ptr_array_set_size (self->given_up, 0); /* Try Again tries them, too */
      depot_operation_fail (operation, error);
    }
  else
    {
      if (self->package_id != NULL)
        depot_content_operation_say (self, DEPOT_MESSAGE_PACKAGE_DONE, NULL, NULL);
      depot_operation_next (operation);
    }
}

static void
write_all (DepotContentOperation *self)
{
  depot_content_stops_end (self);
  g_clear_handle_id (&self->progress_timer, g_source_remove);
  g_clear_object (&self->source);
  depot_content_operation_write_rows (self, -1, all_written, g_object_ref (self));
}

/* What stays behind is unused, not wrong: Clean Up finds it, too. */
static void
collected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_content_job_finish (DEPOT_CONTENT_JOB (source), result, NULL, &error))
    depot_house_log (
        self->house, DEPOT_SEVERITY_WARNING, "Unused content stays for now: %s", error->message);
  write_all (self);
}

/* Many packages were removed at one point: it is looked through once, for all of them. */
static void
finish (DepotContentOperation *self)
{
  DepotPoint *point
      = self->point_id != NULL ? depot_house_find_point (self->house, self->point_id) : NULL;
  g_autoptr (DepotContentJob) job = NULL;

  if (point == NULL || self->action != DEPOT_CONTENT_REMOVE || self->n_done == 0)
    {
      write_all (self);
      return;
    }
  job = depot_content_job_new (self->house, "", point);
  depot_content_job_collect_async (job,
                                   depot_operation_get_cancellable (DEPOT_OPERATION (self)),
                                   collected,
                                   g_object_ref (self));
}

/* One point. */

static gboolean
needs_person (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
}

static gboolean
may_pass (const GError *error)
{
  static const DepotErrorCode codes[] = { DEPOT_ERROR_NOT_REACHABLE,   DEPOT_ERROR_BUSY,
                                          DEPOT_ERROR_TIMED_OUT,       DEPOT_ERROR_TLS,
                                          DEPOT_ERROR_ROLE_NOT_ACTIVE, DEPOT_ERROR_CAPTIVE_PORTAL };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, DEPOT_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

static void
give_up (DepotContentOperation *self, guint index, GError *error)
{
  gboolean removes = self->action == DEPOT_CONTENT_REMOVE;
  guint message_id = self->action == DEPOT_CONTENT_VALIDATE ? DEPOT_MESSAGE_CONTENT_INVALID
                     : removes                              ? DEPOT_MESSAGE_REMOVAL_FAILED
                                                            : DEPOT_MESSAGE_SENDING_FAILED;

  set_row (self,
           index,
           removes ? DEPOT_CONTENT_REMOVAL_FAILED : DEPOT_CONTENT_INSTALL_FAILED,
           error->message);
  get_row (self, index)->message_id = message_id;
  g_ptr_array_add (self->given_up, dup_key (get_row (self, index)));
  depot_content_operation_say (self, message_id, get_row (self, index), error->message);
  if (self->first_error == NULL)
    self->first_error = g_error_copy (error);
}

static void
wait_for_row (DepotContentOperation *self, double seconds)
{
  if (self->retry_seconds <= 0 || seconds < self->retry_seconds)
    self->retry_seconds = seconds;
}

static void
try_again (DepotContentOperation *self, guint index, GError *error)
{
  DepotContentRow *row = get_row (self, index);
  guint retries_left = row->retries_left;
  double seconds
      = FIRST_RETRY_SECONDS
        * (double) (1u << (DEPOT_CONTENT_RETRIES - MIN (retries_left, DEPOT_CONTENT_RETRIES)));

  seconds = CLAMP (MAX (seconds, depot_error_get_retry_after_seconds (error)),
                   FIRST_RETRY_SECONDS,
                   MAX_RETRY_SECONDS);
  set_row (self,
           index,
           self->action == DEPOT_CONTENT_REMOVE ? DEPOT_CONTENT_REMOVAL_RETRYING
                                                : DEPOT_CONTENT_INSTALL_RETRYING,
           error->message);
  row->retries_left = retries_left - 1;
  row->retry_at = get_now (self) + (gint64) seconds;
  wait_for_row (self, seconds);
}

static void
hold_row (DepotContentOperation *self, guint index)
{
  const char *hold = get_hold (self, get_row (self, index));

  if (hold != NULL)
    self->hold = hold;
  if (!depot_content_row_is_taken (self, get_row (self, index)))
    set_row (self,
             index,
             self->action == DEPOT_CONTENT_REMOVE ? DEPOT_CONTENT_REMOVAL_PENDING
                                                  : DEPOT_CONTENT_INSTALL_PENDING,
             hold);
}

/* Whose sign-in goes on with this: written with the memory, because another process may wake it. */
static void
note_person (DepotContentOperation *self, const char *point_id)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (self->waits_for != NULL && g_strv_contains ((const char *const *) self->waits_for, point_id))
    return;
  if (self->waits_for != NULL)
    g_strv_builder_addv (ids, (const char **) self->waits_for);
  g_strv_builder_add (ids, point_id);
  g_strfreev (self->waits_for);
  self->waits_for = g_strv_builder_end (ids);
}

/* Takes error. */
static void
point_failed (DepotContentOperation *self, guint index, GError *error)
{
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED))
    hold_row (self, index); /* if all was cancelled, the end says what became of it */
  else if (needs_person (error))
    {
      set_row (self, index, DEPOT_CONTENT_INSTALL_PENDING, error->message);
      note_person (self, get_row (self, index)->point_id);
      if (self->person_error == NULL)
        self->person_error = g_error_copy (error);
    }
  else if (may_pass (error) && get_row (self, index)->retries_left > 0)
    try_again (self, index, error);
  else
    give_up (self, index, error);
  g_error_free (error);
}

static void
point_succeeded (DepotContentOperation *self, guint index, guint version)
{
  DepotContentRow *row = get_row (self, index);

  set_row (self, index, DEPOT_CONTENT_INSTALLED, NULL);
  row->published_version = version;
  row->sent_bytes = row->size_bytes;
  row->checked_at = row->changed_at;
  row->message_id = self->action == DEPOT_CONTENT_VALIDATE ? DEPOT_MESSAGE_CONTENT_VALID
                                                           : DEPOT_MESSAGE_CONTENT_DISTRIBUTED;
  self->n_done++;
  depot_content_operation_say (self, row->message_id, row, NULL);
}

static void
row_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_store_write_content_finish (DEPOT_STORE (source), result, &error))
    g_warning ("A removed assignment could not be forgotten: %s", error->message);
  self->n_running--;
  start_more (self);
}

/* The row goes; a later write of all rows does not bring it back. */
static void
point_emptied (DepotContentOperation *self, guint index)
{
  g_autoptr (GArray) rows = depot_content_rows_new ();

  g_array_set_size (rows, 1);
  set_row (self, index, DEPOT_CONTENT_INSTALLED, NULL);
  get_row (self, index)->published_version = 0;
  depot_content_row_copy (get_row (self, index), &g_array_index (rows, DepotContentRow, 0));
  self->n_done++;
  self->n_running++;
  depot_content_operation_say (self, DEPOT_MESSAGE_CONTENT_REMOVED, get_row (self, index), NULL);
  depot_store_remove_content_async (depot_house_get_store (self->house),
                                    rows,
                                    depot_operation_get_id (DEPOT_OPERATION (self)),
                                    row_removed,
                                    g_object_ref (self));
}

/* One upload serves all points: what one of them has is copied to the others. */

static void
use_as_source (DepotContentOperation *self, DepotBlobPlace *place)
{
  if (self->source == NULL && depot_content_operation_sends (self))
    g_set_object (&self->source, place);
}

static void
point_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  DepotContentJob *job = DEPOT_CONTENT_JOB (source);
  GError *error = NULL;
  guint version = 0;
  guint index = 0;

  g_ptr_array_find (self->running, job, &index);
  if (!depot_content_job_finish (job, result, &version, &error))
    point_failed (self, index, depot_error_from_any (error));
  else if (self->action == DEPOT_CONTENT_REMOVE)
    point_emptied (self, index);
  else
    {
      point_succeeded (self, index, version);
      use_as_source (self, depot_content_job_get_place (job));
    }
  g_clear_error (&error);
  g_clear_object ((DepotContentJob **) &self->running->pdata[index]);
  g_clear_object ((GCancellable **) &self->stops->pdata[index]);
  self->n_running--;
  depot_content_operation_write_rows (self, (int) index, NULL, NULL);
  start_more (self);
}

static void
start_job (DepotContentOperation *self, guint index, DepotContentJob *job)
{
  GCancellable *cancellable = depot_content_stops_add (self, index);
  DepotContentSending sending = { 0 };

  switch (self->action)
    {
    case DEPOT_CONTENT_VALIDATE:
      depot_content_job_validate_async (job, cancellable, point_done, g_object_ref (self));
      break;
    case DEPOT_CONTENT_REMOVE:
      depot_content_job_remove_async (
          job, self->package_id != NULL, cancellable, point_done, g_object_ref (self));
      break;
    case DEPOT_CONTENT_DISTRIBUTE:
    case DEPOT_CONTENT_UPDATE:
    case DEPOT_CONTENT_REDISTRIBUTE:
    case DEPOT_CONTENT_CANCEL:
    default:
      sending.manifest = self->snapshot->manifest;
      sending.folder = self->snapshot->folder;
      sending.source = self->source;
      sending.version = self->version;
      sending.sends_all = self->action == DEPOT_CONTENT_REDISTRIBUTE;
      depot_content_job_send_async (job, &sending, cancellable, point_done, g_object_ref (self));
    }
}

static void
start_point (DepotContentOperation *self, guint index, DepotPoint *point)
{
  static const DepotContentState states[] = {
    [DEPOT_CONTENT_DISTRIBUTE] = DEPOT_CONTENT_UPDATING,
    [DEPOT_CONTENT_UPDATE] = DEPOT_CONTENT_UPDATING,
    [DEPOT_CONTENT_REDISTRIBUTE] = DEPOT_CONTENT_UPDATING,
    [DEPOT_CONTENT_VALIDATE] = DEPOT_CONTENT_MONITORING,
    [DEPOT_CONTENT_REMOVE] = DEPOT_CONTENT_REMOVAL_PENDING,
    [DEPOT_CONTENT_CANCEL] = DEPOT_CONTENT_UNKNOWN,
  };
  DepotContentRow *row = get_row (self, index);

  set_row (self, index, states[self->action], NULL);
  row->sent_bytes = 0;
  if (depot_content_operation_sends (self))
    {
      row->version = self->version;
      row->size_bytes = depot_manifest_get_size_bytes (self->snapshot->manifest);
      depot_content_operation_say (self, DEPOT_MESSAGE_SENDING_BEGAN, row, NULL);
    }
  self->running->pdata[index] = depot_content_job_new (self->house, row->package_id, point);
  self->n_running++;
  depot_content_operation_write_rows (self, (int) index, NULL, NULL);
  start_job (self, index, self->running->pdata[index]);
}

static void
start_next_row (DepotContentOperation *self)
{
  guint index = self->next_row++;
  DepotPoint *point = depot_house_find_point (self->house, get_row (self, index)->point_id);

  if (is_over (self, index))
    return;
  if (get_hold (self, get_row (self, index)) != NULL)
    hold_row (self, index);
  else if (get_row (self, index)->retry_at > get_now (self) + 1)
    wait_for_row (self, (double) (get_row (self, index)->retry_at - get_now (self)));
  else if (point != NULL)
    start_point (self, index, point);
  else
    point_failed (self,
                  index,
                  depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("The distribution point is gone.")));
}

/* Until somebody has the version, one at a time: it is the source of the others. */
static guint
count_together (DepotContentOperation *self)
{
  if (depot_content_operation_sends (self) && self->source == NULL)
    return 1;
  return depot_transfer_queue_get_max_transfers (depot_content_queue_get (self->house));
}

static void
start_more (DepotContentOperation *self)
{
  GCancellable *cancellable = depot_operation_get_cancellable (DEPOT_OPERATION (self));
  guint together = count_together (self);

  while (self->n_running < together && self->next_row < self->rows->len
         && self->person_error == NULL && !g_cancellable_is_cancelled (cancellable))
    start_next_row (self);
  if (self->n_running == 0)
    finish (self);
}

/* The beginning. */

/* A point that has this version; its way is opened once all rows were seen. */
static void
note_holder (DepotContentOperation *self, const DepotContentRow *row)
{
  if (self->holder == NULL && depot_content_operation_sends (self))
    g_set_object (&self->holder, depot_house_find_point (self->house, row->point_id));
}

static GArray *
take_mine (DepotContentOperation *self, GArray *rows)
{
  const char *id = depot_operation_get_id (DEPOT_OPERATION (self));
  GArray *mine = depot_content_rows_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);
      DepotContentRow copy;

      if (g_strcmp0 (row->operation_id, id) == 0)
        {
          depot_content_row_copy (row, &copy);
          g_array_append_val (mine, copy);
        }
      else if (row->published_version == self->version && row->state == DEPOT_CONTENT_INSTALLED)
        note_holder (self, row);
    }
  return mine;
}

static void
prepare (DepotContentOperation *self)
{
  self->next_row = 0;
  self->n_done = 0;
  self->retry_seconds = 0;
  self->hold = NULL;
  g_clear_pointer (&self->waits_for, g_strfreev);
  g_clear_error (&self->first_error);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  self->running = g_ptr_array_new ();
  g_ptr_array_set_size (self->running, (int) self->rows->len);
  g_clear_pointer (&self->stops, g_ptr_array_unref);
  self->stops = g_ptr_array_new ();
  g_ptr_array_set_size (self->stops, (int) self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      DepotContentRow *row = get_row (self, i);

      /* a new attempt by a person */
      if (depot_content_state_get_word (row->state) == DEPOT_CONTENT_WORD_ERROR
          && !is_given_up (self, row))
        row->retries_left = DEPOT_CONTENT_RETRIES;
      if (is_done (self, row))
        {
          self->n_done++;
          note_holder (self, row);
        }
    }
}

static void
go (DepotContentOperation *self)
{
  depot_content_stops_begin (self);
  self->progress_timer = g_timeout_add_seconds (1, on_progress, self);
  start_more (self);
}

/* Without it the bytes are sent from here: slower, not wrong. */
static void
holder_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotBlobPlace) place
      = depot_point_place_open_finish (DEPOT_HOUSE (source), result, &error);

  if (place != NULL)
    use_as_source (self, place);
  else
    g_debug ("No copy from another point: %s", error->message);
  go (self);
}

static void
rows_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  GError *error = NULL;
  g_autoptr (GArray) all = depot_store_get_content_finish (DEPOT_STORE (source), result, &error);

  if (all == NULL)
    {
      depot_operation_fail (DEPOT_OPERATION (self), error);
      return;
    }
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_object (&self->source);
  g_clear_object (&self->holder);
  self->rows = take_mine (self, all);
  prepare (self);
  if (self->holder != NULL)
    depot_point_place_open_async (self->house,
                                  self->holder,
                                  depot_operation_get_cancellable (DEPOT_OPERATION (self)),
                                  holder_opened,
                                  g_object_ref (self));
  else
    go (self);
}

static void
list_rows (DepotContentOperation *self)
{
  depot_store_list_content_async (depot_house_get_store (self->house),
                                  self->package_id,
                                  self->point_id,
                                  0,
                                  0,
                                  G_MAXINT,
                                  rows_listed,
                                  g_object_ref (self));
}

static void
library_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    list_rows (self);
  else
    depot_operation_fail (DEPOT_OPERATION (self), error);
}

void
depot_content_work_begin (DepotOperation *operation)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);

  /* a program that was killed has to open the version again */
  if (depot_content_operation_sends (self) && self->snapshot == NULL)
    depot_content_operation_open (self, FALSE, list_rows);
  else
    depot_library_load_async (depot_house_get_library (self->house),
                              depot_operation_get_cancellable (operation),
                              library_loaded,
                              g_object_ref (self));
}
