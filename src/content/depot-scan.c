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
