/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-job.h"

#include <glib/gi18n.h>

#include "depot-content-keep.h"
#include "depot-content-place.h"
#include "depot-content-queue.h"
#include "depot-library.h"
#include "depot-point-place.h"

struct _DepotContentJob
{
  GObject parent_instance;

  DepotHouse *house;
  char *package_id;
  DepotPoint *point;
  DepotBlobPlace *place;
  DepotContentSending sending; /* holds what it names */
  DepotTransfer *transfer;     /* while sending */
  gboolean collects, only_collects;

  GMutex mutex;
  guint64 done_bytes, total_bytes; /* while validating */
  gint64 began_at;                 /* monotonic */
  guint published_version;
};

G_DEFINE_FINAL_TYPE (DepotContentJob, depot_content_job, G_TYPE_OBJECT)

/* The way to the point's container: once a job, then the work itself. */

typedef void (*PlacedFunc) (GTask *task);

static void
place_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotContentJob *self = g_task_get_source_object (task);
  PlacedFunc then = g_task_get_task_data (task);
  GError *error = NULL;

  self->place = depot_point_place_open_finish (DEPOT_HOUSE (source), result, &error);
  if (self->place != NULL)
    then (task);
  else
    g_task_return_error (task, error);
}

static void
with_place (GTask *task, PlacedFunc then)
{
  DepotContentJob *self = g_task_get_source_object (task);

  if (self->place != NULL)
    {
      then (task);
      return;
    }
  g_task_set_task_data (task, then, NULL);
  depot_point_place_open_async (
      self->house, self->point, g_task_get_cancellable (task), place_opened, g_object_ref (task));
}

/* Send. */

static void
sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_transfer_queue_run_finish (DEPOT_TRANSFER_QUEUE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static DepotTransferPriority
get_priority (DepotContentJob *self)
{
  DepotPackage *package
      = depot_library_find_package (depot_house_get_library (self->house), self->package_id);

  return package != NULL ? depot_content_queue_priority_of (package) : DEPOT_TRANSFER_NORMAL;
}

static void
send_content (GTask *task)
{
  DepotContentJob *self = g_task_get_source_object (task);
  const DepotContentSending *sending = &self->sending;
  DepotTransferQueue *queue = depot_content_queue_get (self->house);
  DepotTransferOptions options = { .package_id = self->package_id,
                                   .version = sending->version,
                                   .verify = DEPOT_VERIFY_FULL,
                                   .sends_all = sending->sends_all,
                                   .keep_seconds = depot_content_keep_seconds (self->point),
                                   .writer = depot_content_queue_get_writer (self->house),
                                   .limit = depot_transfer_queue_get_limit (queue) };

  self->published_version = sending->version;
  depot_content_keep_note_version (self->house, self->point);
  self->transfer = depot_transfer_new (
      sending->manifest, sending->folder, self->place, sending->source, &options);
  depot_transfer_queue_run_async (queue,
                                  self->transfer,
                                  get_priority (self),
                                  g_task_get_cancellable (task),
                                  sent,
                                  g_object_ref (task));
}

/* A job sends once. */
static void
keep_sending (DepotContentJob *self, const DepotContentSending *sending)
{
  g_return_if_fail (self->sending.manifest == NULL);
  self->sending = *sending;
  depot_manifest_ref (self->sending.manifest);
  if (self->sending.folder != NULL)
    depot_folder_ref (self->sending.folder);
  if (self->sending.source != NULL)
    g_object_ref (self->sending.source);
}

void
depot_content_job_send_async (DepotContentJob *self,
                              const DepotContentSending *sending,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_job_send_async);
  keep_sending (self, sending);
  with_place (task, send_content);
}

/* Validate. */

static void
note_progress (guint64 done_bytes, guint64 total_bytes, gpointer user)
{
  DepotContentJob *self = user;

  g_mutex_lock (&self->mutex);
  self->done_bytes = done_bytes;
  self->total_bytes = total_bytes;
  g_mutex_unlock (&self->mutex);
}

static GError *
flaw_error (GPtrArray *flaws)
{
  const DepotFlaw *first = flaws->pdata[0];

  return depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                          ngettext ("%u file is missing or not as it should be, first: %s",
                                    "%u files are missing or not as they should be, first: %s",
                                    flaws->len),
                          flaws->len,
                          first->path);
}

static void
validate (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DepotContentJob *self = source;
  GError *error = NULL;
  g_autoptr (DepotPublished) published
      = depot_content_get_published (self->place, self->package_id, cancellable, &error);
  g_autoptr (GPtrArray) flaws = NULL;

  if (published != NULL)
    {
      self->published_version = published->version;
      flaws = depot_content_validate (
          self->place, published->manifest, note_progress, self, cancellable, &error);
    }
  else if (error == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("Nothing of the package is there."));
  if (error == NULL && flaws->len > 0)
    error = flaw_error (flaws);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
start_validating (GTask *task)
{
  g_task_run_in_thread (task, validate);
}

void
depot_content_job_validate_async (DepotContentJob *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_job_validate_async);
  self->began_at = g_get_monotonic_time ();
  with_place (task, start_validating);
}

/* Remove. */

static void
remove_content (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DepotContentJob *self = source;
  GError *error = NULL;
  g_autoptr (GPtrArray) unused = NULL;

  if (!self->only_collects)
    depot_content_unpublish (self->place, self->package_id, cancellable, &error);
  if (error == NULL && self->collects)
    unused
        = depot_content_find_unused (self->place, DEPOT_CONTENT_GRACE_SECONDS, cancellable, &error);
  if (unused != NULL)
    depot_content_remove_unused (self->place, unused, NULL, cancellable, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
start_removing (GTask *task)
{
  g_task_run_in_thread (task, remove_content);
}

void
depot_content_job_remove_async (DepotContentJob *self,
                                gboolean collects,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_job_remove_async);
  self->collects = collects;
  with_place (task, start_removing);
}

void
depot_content_job_collect_async (DepotContentJob *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  self->only_collects = TRUE;
  depot_content_job_remove_async (self, TRUE, cancellable, callback, data);
}

gboolean
depot_content_job_finish (DepotContentJob *self,
                          GAsyncResult *result,
                          guint *version,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (version != NULL)
    *version = self->published_version;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_content_job_get_progress (DepotContentJob *self,
                                guint64 *done_bytes,
                                guint64 *total_bytes,
                                guint64 *speed)
{
  gint64 elapsed = g_get_monotonic_time () - self->began_at;
  DepotTransferProgress progress;

  if (self->transfer != NULL)
    {
      depot_transfer_get_progress (self->transfer, &progress);
      *done_bytes = progress.done_bytes;
      *total_bytes = progress.total_bytes;
      *speed = (guint64) MAX (progress.bytes_per_second, 0);
      return;
    }
  g_mutex_lock (&self->mutex);
  *done_bytes = self->done_bytes;
  *total_bytes = self->total_bytes;
  g_mutex_unlock (&self->mutex);
  *speed = elapsed > 0 ? (guint64) ((double) *done_bytes * G_USEC_PER_SEC / (double) elapsed) : 0;
}

static void
depot_content_job_finalize (GObject *object)
{
  DepotContentJob *self = DEPOT_CONTENT_JOB (object);

  g_clear_object (&self->transfer);
  g_clear_object (&self->place);
  g_clear_pointer (&self->sending.manifest, depot_manifest_unref);
  g_clear_pointer (&self->sending.folder, depot_folder_unref);
  g_clear_object (&self->sending.source);
  g_object_unref (self->point);
  g_object_unref (self->house);
  g_free (self->package_id);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (depot_content_job_parent_class)->finalize (object);
}

static void
depot_content_job_class_init (DepotContentJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_content_job_finalize;
}

static void
depot_content_job_init (DepotContentJob *self)
{
  g_mutex_init (&self->mutex);
}

DepotContentJob *
depot_content_job_new (DepotHouse *house, const char *package_id, DepotPoint *point)
{
  DepotContentJob *self = g_object_new (DEPOT_TYPE_CONTENT_JOB, NULL);

  self->house = g_object_ref (house);
  self->package_id = g_strdup (package_id);
  self->point = g_object_ref (point);
  return self;
}

DepotBlobPlace *
depot_content_job_get_place (DepotContentJob *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_JOB (self), NULL);
  return self->place;
}
