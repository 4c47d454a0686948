/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-scan-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

#define TELL_EVERY_US (G_USEC_PER_SEC / 10)

static void
refusal_free (gpointer data)
{
  DepotRefusal *refusal = data;

  g_free (refusal->path);
  g_free (refusal->text);
  g_free (refusal);
}

void
depot_scan_result_free (DepotScanResult *self)
{
  g_clear_pointer (&self->manifest, depot_manifest_unref);
  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  g_free (self);
}

static char *
explain (const char *path, DepotRefusalReason reason, const char *detail)
{
  switch (reason)
    {
    case DEPOT_REFUSAL_SPECIAL:
      return g_strdup_printf (_ ("“%s” is a device, FIFO or socket"), path);
    case DEPOT_REFUSAL_LINK_OUTSIDE:
      return g_strdup_printf (_ ("The link “%s” leads out of the folder"), path);
    case DEPOT_REFUSAL_LINK_NOWHERE:
      return g_strdup_printf (_ ("The link “%s” leads nowhere"), path);
    case DEPOT_REFUSAL_CHANGING:
      return g_strdup_printf (_ ("The file “%s” changes while it is read"), path);
    case DEPOT_REFUSAL_TOO_DEEP:
      return g_strdup_printf (_ ("“%s” lies too deep"), path);
    case DEPOT_REFUSAL_TOO_LARGE:
      return g_strdup_printf (_ ("The file “%s” is larger than a blob can be"), path);
    case DEPOT_REFUSAL_UNREADABLE:
    default:
      return g_strdup_printf (
          _ ("“%s” cannot be read: %s"), path, detail != NULL ? detail : _ ("unknown reason"));
    }
}

void
depot_scan_refuse (DepotScan *self, const char *path, DepotRefusalReason reason, const char *detail)
{
  DepotRefusal *refusal = g_new0 (DepotRefusal, 1);

  refusal->path = depot_manifest_escape_path (path);
  refusal->reason = reason;
  refusal->text = explain (refusal->path, reason, detail);
  refusal->is_fatal = reason >= DEPOT_REFUSAL_UNREADABLE;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->refusals, refusal);
  g_mutex_unlock (&self->lock);
}

void
depot_scan_advance (DepotScan *self, guint files, guint64 bytes)
{
  gint64 now = g_get_monotonic_time ();
  DepotScanProgress copy;
  gboolean tell;

  g_mutex_lock (&self->lock);
  self->progress.files += files;
  self->progress.done_bytes += bytes;
  tell = now - self->told_us >= TELL_EVERY_US;
  if (tell)
    self->told_us = now;
  copy = self->progress;
  g_mutex_unlock (&self->lock);
  if (tell && self->options->progress != NULL)
    self->options->progress (&copy, self->options->user);
}

static int
compare_refusals (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(DepotRefusal *const *) a)->path, (*(DepotRefusal *const *) b)->path);
}

DepotScanResult *
depot_scan_run (DepotFolder *folder,
                const DepotScanOptions *options,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (DepotScanResult) result = g_new0 (DepotScanResult, 1);
  DepotScan scan = { .folder = folder, .options = options, .cancellable = cancellable };
  gboolean good;

  result->manifest = depot_manifest_new (
      options->previous != NULL ? depot_manifest_get_part_key (options->previous) : NULL);
  result->refusals = g_ptr_array_new_with_free_func (refusal_free);
  scan.manifest = result->manifest;
  scan.refusals = result->refusals;
  g_mutex_init (&scan.lock);
  good = depot_scan_walk (&scan, error);
  if (good)
    {
      scan.progress.phase = DEPOT_SCAN_HASHING;
      scan.progress.total_bytes = depot_manifest_get_size_bytes (scan.manifest);
      good = depot_scan_hash (&scan, error);
    }
  g_mutex_clear (&scan.lock);
  if (!good)
    return NULL;
  g_ptr_array_sort (result->refusals, compare_refusals);
  return g_steal_pointer (&result);
}

GError *
depot_scan_result_dup_error (const DepotScanResult *self)
{
  for (guint i = 0; i < self->refusals->len; i++)
    {
      const DepotRefusal *refusal = g_ptr_array_index (self->refusals, i);

      if (refusal->is_fatal)
        return depot_error_new (DEPOT_ERROR_FILE, "%s", refusal->text);
    }
  return NULL;
}

/* ---- for the main thread ----------------------------------------------------------------------
 */

typedef struct
{
  char *path;
  DepotScanOptions options, asked;
  GMainContext *context;
} Job;

typedef struct
{
  DepotScanOptions asked;
  DepotScanProgress progress;
} News;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_pointer (&job->options.previous, depot_manifest_unref);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_free (job);
}

static gboolean
tell_news (gpointer data)
{
  News *news = data;

  news->asked.progress (&news->progress, news->asked.user);
  return G_SOURCE_REMOVE;
}

static void
carry_progress (const DepotScanProgress *progress, gpointer user)
{
  Job *job = user;
  News *news = g_new0 (News, 1);

  news->asked = job->asked;
  news->progress = *progress;
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, tell_news, news, g_free);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (DepotFolder) folder = depot_folder_open (job->path, &error);
  DepotScanResult *result
      = folder != NULL ? depot_scan_run (folder, &job->options, cancellable, &error) : NULL;

  if (result == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, (GDestroyNotify) depot_scan_result_free);
}

void
depot_scan_async (const char *path,
                  const DepotScanOptions *options,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, depot_scan_async);
  job->path = g_strdup (path);
  job->asked = job->options = *options;
  job->context = g_main_context_ref_thread_default ();
  if (job->options.previous != NULL)
    depot_manifest_ref (job->options.previous);
  job->options.user = job;
  job->options.progress = options->progress != NULL ? carry_progress : NULL;
  job->options.while_hashing = NULL;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_job);
}

DepotScanResult *
depot_scan_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;
  DepotScanResult *found = g_task_propagate_pointer (G_TASK (result), &cause);

  if (found == NULL)
    g_propagate_error (error, depot_error_from_any (cause));
  return found;
}
