/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-file.h"

#include <glib/gi18n.h>

#include "depot-bundle.h"
#include "depot-content-snapshot.h"
#include "depot-packages.h"
#include "depot-paths.h"

#define TELL_MILLISECONDS 200

/* What of a package makes sense elsewhere. */
static const char *const carried[] = { "name",     "version",     "publisher", "language",
                                       "category", "description", "kind",      "deploymentTypes" };

typedef struct
{
  char *path;
  char *site_code;
  DepotSnapshot *snapshot; /* export */
  JsonObject *package;
  char *folder; /* import: where it was unpacked */

  DepotPackageFileProgress progress;
  gpointer user;
  guint timer;
  GMutex mutex;
  guint64 done_bytes, total_bytes;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_handle_id (&work->timer, g_source_remove);
  g_clear_pointer (&work->snapshot, depot_snapshot_free);
  g_clear_pointer (&work->package, json_object_unref);
  g_mutex_clear (&work->mutex);
  g_free (work->path);
  g_free (work->site_code);
  g_free (work->folder);
  g_free (work);
}

/* Progress: noted on the worker's thread, told on the main one. */

static void
note (guint64 done_bytes, guint64 total_bytes, gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->mutex);
  work->done_bytes = done_bytes;
  work->total_bytes = total_bytes;
  g_mutex_unlock (&work->mutex);
}

static gboolean
tell (gpointer data)
{
  Work *work = data;
  guint64 done_bytes, total_bytes;

  g_mutex_lock (&work->mutex);
  done_bytes = work->done_bytes;
  total_bytes = work->total_bytes;
  g_mutex_unlock (&work->mutex);
  work->progress (done_bytes, total_bytes, work->user);
  return G_SOURCE_CONTINUE;
}

static Work *
work_new (GTask *task, GFile *file, DepotPackageFileProgress progress, gpointer user)
{
  Work *work = g_new0 (Work, 1);

  g_mutex_init (&work->mutex);
  work->path = g_file_get_path (file);
  work->progress = progress;
  work->user = user;
  if (progress != NULL)
    work->timer = g_timeout_add (TELL_MILLISECONDS, tell, work);
  g_task_set_task_data (task, work, work_free);
  return work;
}

static gboolean
has_path (GTask *task, Work *work)
{
  if (work->path == NULL)
    g_task_return_new_error (
        task, DEPOT_ERROR, DEPOT_ERROR_FILE, _ ("The file is not on this computer."));
  return work->path != NULL;
}

static void
end_progress (Work *work)
{
  g_clear_handle_id (&work->timer, g_source_remove);
}

static JsonObject *
pick_carried (JsonObject *from)
{
  JsonObject *to = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (carried); i++)
    if (json_object_has_member (from, carried[i]))
      json_object_set_member (to, carried[i], json_object_dup_member (from, carried[i]));
  return to;
}

/* Export. */

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (depot_bundle_write (work->path,
                          work->package,
                          work->snapshot->manifest,
                          work->snapshot->folder,
                          note,
                          work,
                          cancellable,
                          &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
snapshot_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->snapshot = depot_snapshot_finish (DEPOT_HOUSE (source), result, &error);
  if (work->snapshot == NULL)
    g_task_return_error (task, error);
  else if (work->snapshot->folder == NULL)
    g_task_return_new_error (
        task, DEPOT_ERROR, DEPOT_ERROR_FILE, _ ("The source folder cannot be read any more."));
  else
    g_task_run_in_thread (task, write_in_thread);
}

void
depot_package_export_async (DepotHouse *house,
                            DepotPackage *package,
                            GFile *file,
                            DepotPackageFileProgress progress,
                            gpointer user,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autoptr (JsonObject) json = NULL;
  Work *work;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_PACKAGE (package));

  g_task_set_source_tag (task, depot_package_export_async);
  work = work_new (task, file, progress, user);
  json = depot_package_to_json (package);
  work->package = pick_carried (json);
  if (has_path (task, work))
    depot_snapshot_async (house, package, FALSE, cancellable, snapshot_opened, g_object_ref (task));
}

gboolean
depot_package_export_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) flaw = NULL;

  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);

  end_progress (g_task_get_task_data (G_TASK (result)));
  if (g_task_propagate_boolean (G_TASK (result), &flaw))
    return TRUE;
  g_propagate_error (error, depot_error_from_any (flaw));
  return FALSE;
}

/* Import. */

static void
forget_folder (Work *work)
{
  g_autoptr (GFile) folder = g_file_new_for_path (work->folder);

  depot_bundle_forget (folder);
}

static void
package_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotPackage *package = depot_package_add_finish (DEPOT_HOUSE (source), result, &error);

  if (package != NULL)
    {
      g_task_return_pointer (task, g_object_ref (package), g_object_unref);
      return;
    }
  forget_folder (g_task_get_task_data (task));
  g_task_return_error (task, error);
}

static DepotPackage *
make_package (Work *work, GError **error)
{
  g_autoptr (JsonObject) json = pick_carried (work->package);
  g_autofree char *uri = g_filename_to_uri (work->folder, NULL, error);

  if (uri == NULL)
    return NULL;
  json_object_set_string_member (json, "sourceUri", uri);
  return depot_package_from_json (json, error);
}

static void
unpacked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (DepotPackage) package = NULL;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      package = make_package (work, &error);
      if (package == NULL)
        forget_folder (work);
    }
  if (package == NULL)
    g_task_return_error (task, error);
  else
    depot_package_add_async (DEPOT_HOUSE (source),
                             package,
                             work->site_code,
                             g_task_get_cancellable (task),
                             package_added,
                             g_object_ref (task));
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autofree char *parent = depot_paths_dup_sources ();
  GError *error = NULL;

  work->package
      = depot_bundle_read (work->path, parent, note, work, &work->folder, cancellable, &error);
  if (work->package != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
depot_package_import_async (DepotHouse *house,
                            GFile *file,
                            const char *site_code,
                            DepotPackageFileProgress progress,
                            gpointer user,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autoptr (GTask) worker = NULL;
  Work *work;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (G_IS_FILE (file));

  g_task_set_source_tag (task, depot_package_import_async);
  work = work_new (task, file, progress, user);
  work->site_code = g_strdup (site_code);
  if (!has_path (task, work))
    return;
  worker = g_task_new (house, cancellable, unpacked, g_object_ref (task));
  g_task_set_check_cancellable (worker, FALSE); /* what was unpacked is known in any case */
  g_task_set_task_data (worker, work, NULL);    /* owned by task, which waits for it */
  g_task_run_in_thread (worker, read_in_thread);
}

DepotPackage *
depot_package_import_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_autoptr (DepotPackage) package = NULL;
  g_autoptr (GError) flaw = NULL;

  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  end_progress (g_task_get_task_data (G_TASK (result)));
  package = g_task_propagate_pointer (G_TASK (result), &flaw);
  if (flaw != NULL)
    g_propagate_error (error, depot_error_from_any (flaw));
  return package != NULL ? depot_library_find_package (depot_house_get_library (house),
                                                       depot_package_get_id (package))
                         : NULL;
}
