/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-snapshot.h"

#include <glib/gi18n.h>

#include "depot-library.h"
#include "depot-paths.h"
#include "depot-store-packages.h"

typedef struct
{
  DepotPackage *package; /* a copy */
  gboolean is_new;
  char *path, *manifest_path, *previous_path;
  DepotSnapshot *snapshot;
} Work;

void
depot_snapshot_free (DepotSnapshot *snapshot)
{
  g_clear_pointer (&snapshot->manifest, depot_manifest_unref);
  g_clear_pointer (&snapshot->folder, depot_folder_unref);
  g_free (snapshot->first_left_out);
  g_free (snapshot);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->package);
  g_free (work->path);
  g_free (work->manifest_path);
  g_free (work->previous_path);
  g_clear_pointer (&work->snapshot, depot_snapshot_free);
  g_free (work);
}

/* On a thread of its own. */

static void
note_left_out (DepotSnapshot *snapshot, GPtrArray *refusals)
{
  snapshot->n_left_out = refusals->len;
  if (refusals->len > 0)
    {
      const DepotRefusal *first = refusals->pdata[0];

      snapshot->first_left_out = g_strdup_printf ("%s: %s", first->path, first->text);
    }
}

static gboolean
scan (Work *work, GCancellable *cancellable, GError **error)
{
  DepotScanOptions options = { 0 };
  g_autoptr (DepotManifest) previous
      = work->previous_path != NULL ? depot_manifest_load (work->previous_path, NULL) : NULL;
  g_autoptr (DepotScanResult) found = NULL;
  GError *refusal;

  options.previous = previous;
  work->snapshot->folder = depot_folder_open (work->path, error);
  if (work->snapshot->folder == NULL)
    return FALSE;
  found = depot_scan_run (work->snapshot->folder, &options, cancellable, error);
  if (found == NULL)
    return FALSE;
  refusal = depot_scan_result_dup_error (found);
  if (refusal != NULL)
    {
      g_propagate_error (error, refusal);
      return FALSE;
    }
  note_left_out (work->snapshot, found->refusals);
  work->snapshot->manifest = depot_manifest_ref (found->manifest);
  return depot_manifest_save (found->manifest, work->manifest_path, error);
}

static gboolean
open_again (Work *work, GError **error)
{
  work->snapshot->folder = work->path != NULL ? depot_folder_open (work->path, NULL) : NULL;
  work->snapshot->manifest = depot_manifest_load (work->manifest_path, error);
  return work->snapshot->manifest != NULL;
}

static void
make_or_open (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (work->is_new ? scan (work, cancellable, &error) : open_again (work, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* On the main thread again. */

static void
version_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_store_add_version_finish (DEPOT_STORE (source), result, &error))
    g_task_return_pointer (
        task, g_steal_pointer (&work->snapshot), (GDestroyNotify) depot_snapshot_free);
  else
    g_task_return_error (task, error);
}

static void
add_version (GTask *task, Work *work)
{
  DepotHouse *house = g_task_get_source_object (task);
  const DepotManifest *manifest = work->snapshot->manifest;
  gint64 now = depot_clock_now (depot_house_get_clock (house));
  g_autofree char *content_id
      = depot_package_dup_content_id_for (work->package, work->snapshot->version);
  g_autofree char *name = g_path_get_basename (work->manifest_path);
  DepotPackageVersion version = { work->snapshot->version,
                                  content_id,
                                  depot_manifest_get_size_bytes (manifest),
                                  depot_manifest_count_files (manifest),
                                  name,
                                  now };

  g_object_set (work->package,
                "source-version",
                version.version,
                "content-id",
                content_id,
                "size-bytes",
                version.size_bytes,
                "n-files",
                (guint) version.n_files,
                "snapshot-at",
                now,
                NULL);
  depot_store_add_version_async (
      depot_house_get_store (house), work->package, &version, version_added, g_object_ref (task));
}

static void
made_or_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (work->is_new)
    add_version (task, work);
  else
    g_task_return_pointer (
        task, g_steal_pointer (&work->snapshot), (GDestroyNotify) depot_snapshot_free);
}

static char *
dup_manifest_path (const char *package_id, guint version)
{
  g_autofree char *folder = depot_paths_dup_manifests ();
  g_autofree char *name = g_strdup_printf ("%s.%u.json", package_id, version);

  return g_build_filename (folder, name, NULL);
}

static Work *
work_new (DepotPackage *package, gboolean is_new)
{
  Work *work = g_new0 (Work, 1);
  const char *id = depot_package_get_id (package);
  guint version = depot_package_get_source_version (package);
  const char *uri = depot_package_get_source_uri (package);

  work->package = depot_package_copy (package);
  work->is_new = is_new || version == 0;
  work->path = uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;
  work->snapshot = g_new0 (DepotSnapshot, 1);
  work->snapshot->version = work->is_new ? version + 1 : version;
  work->manifest_path = dup_manifest_path (id, work->snapshot->version);
  work->previous_path = version > 0 ? dup_manifest_path (id, version) : NULL;
  return work;
}

void
depot_snapshot_async (DepotHouse *house,
                      DepotPackage *package,
                      gboolean is_new,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autoptr (GTask) worker = NULL;
  Work *work = work_new (package, is_new);

  g_task_set_source_tag (task, depot_snapshot_async);
  g_task_set_task_data (task, work, work_free);
  if (work->is_new && work->path == NULL)
    {
      g_task_return_error (
          task, depot_error_new (DEPOT_ERROR_FILE, _ ("The package has no source folder.")));
      return;
    }
  worker = g_task_new (house, cancellable, made_or_opened, g_object_ref (task));
  g_task_set_task_data (worker, work, NULL); /* owned by task, which waits for it */
  g_task_run_in_thread (worker, make_or_open);
}

DepotSnapshot *
depot_snapshot_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
