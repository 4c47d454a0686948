/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-job.h"

#include <glib/gi18n.h>

#include "depot-blob-container.h"
#include "depot-content-place.h"
#include "depot-content-queue.h"
#include "depot-service-template.h"

/* A transfer of somebody else may have sent these a moment ago and not published yet. */
#define GRACE_SECONDS (24 * 60 * 60)

struct _DepotContentJob
{
  GObject parent_instance;

  DepotHouse *house;
  char *package_id;
  DepotPoint *point;
  DepotBlobPlace *place;
  DepotTransfer *transfer; /* while sending */

  GMutex mutex;
  guint64 done_bytes, total_bytes; /* while validating */
  gint64 began_at;                 /* monotonic */
  guint published_version;
};

G_DEFINE_FINAL_TYPE (DepotContentJob, depot_content_job, G_TYPE_OBJECT)

/* The way to the point's container. */

static GError *
nothing_built (DepotPoint *point)
{
  return depot_error_new (
      DEPOT_ERROR_CONFLICT, _ ("%s has no storage in Azure (yet)."), depot_point_get_name (point));
}

DepotBlobPlace *
depot_content_point_get_place (DepotHouse *house, DepotPoint *point, GError **error)
{
  g_autofree char *endpoint = NULL, *tenant_id = NULL, *account_id = NULL, *url = NULL, *key = NULL;
  DepotCloud *cloud = depot_house_find_cloud (house, depot_point_get_cloud_id (point));
  g_autoptr (DepotBlobContainer) container = NULL;
  DepotArm *arm;

  g_object_get (
      point, "blob-endpoint", &endpoint, "tenant-id", &tenant_id, "account-id", &account_id, NULL);
  if (endpoint == NULL)
    {
      g_propagate_error (error, nothing_built (point));
      return NULL;
    }
  arm = depot_house_find_unattended_arm (
      house, depot_point_get_cloud_id (point), tenant_id, account_id, error);
  if (arm == NULL)
    return NULL;
  url = g_strconcat (
      endpoint, g_str_has_suffix (endpoint, "/") ? "" : "/", DEPOT_TEMPLATE_CONTAINER_NAME, NULL);
  container = depot_blob_container_new (cloud, url, depot_arm_get_tokens (arm), NULL, error);
  if (container == NULL)
    return NULL;
  key = g_strconcat (account_id != NULL ? account_id : "", " ", url, NULL);
  return depot_transfer_queue_share_place (
      depot_content_queue_get (house), key, DEPOT_BLOB_PLACE (container));
}

/* FALSE after the task got its answer. */
static gboolean
find_place (DepotContentJob *self, GTask *task)
{
  GError *error = NULL;

  if (self->place == NULL)
    self->place = depot_content_point_get_place (self->house, self->point, &error);
  if (self->place != NULL)
    return TRUE;
  g_task_return_error (task, error);
  return FALSE;
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

void
depot_content_job_send_async (DepotContentJob *self,
                              const DepotContentSending *sending,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  DepotTransferOptions options = { .package_id = self->package_id,
                                   .version = sending->version,
                                   .verify = DEPOT_VERIFY_FULL,
                                   .sends_all = sending->sends_all };
  DepotTransferQueue *queue = depot_content_queue_get (self->house);

  g_task_set_source_tag (task, depot_content_job_send_async);
  if (!find_place (self, task))
    return;
  options.limit = depot_transfer_queue_get_limit (queue);
  self->published_version = sending->version;
  self->transfer = depot_transfer_new (
      sending->manifest, sending->folder, self->place, sending->source, &options);
  depot_transfer_queue_run_async (
      queue, self->transfer, DEPOT_TRANSFER_NORMAL, cancellable, sent, g_object_ref (task));
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

void
depot_content_job_validate_async (DepotContentJob *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_job_validate_async);
  self->began_at = g_get_monotonic_time ();
  if (find_place (self, task))
    g_task_run_in_thread (task, validate);
}

/* Remove. */

static void
remove_content (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DepotContentJob *self = source;
  GError *error = NULL;
  g_autoptr (GPtrArray) unused = NULL;

  if (depot_content_unpublish (self->place, self->package_id, cancellable, &error))
    unused = depot_content_find_unused (self->place, GRACE_SECONDS, cancellable, &error);
  if (unused != NULL && depot_content_remove_unused (self->place, unused, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
depot_content_job_remove_async (DepotContentJob *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_job_remove_async);
  if (find_place (self, task))
    g_task_run_in_thread (task, remove_content);
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

DepotPoint *
depot_content_job_get_point (DepotContentJob *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_JOB (self), NULL);
  return self->point;
}
