/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-inspect.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-package-guess.h"
#include "depot-paths.h"

/* A folder with one installer is named by it; one with many is no installer's folder. */
#define MAX_FILES_LOOKED_AT 64

/* Bytes of an open file. */

static gboolean
read_at (gpointer data, guint64 offset, guint8 *buffer, gsize n_bytes)
{
  GFileInputStream *stream = data;
  gsize n_read = 0;

  return g_seekable_seek (G_SEEKABLE (stream), (goffset) offset, G_SEEK_SET, NULL, NULL)
         && g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, n_bytes, &n_read, NULL, NULL)
         && n_read == n_bytes;
}

static DepotPackageGuess *
guess_file (GFile *file, guint64 size_bytes)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  DepotByteSource bytes = { read_at, stream, size_bytes };

  return depot_package_guess (name, stream != NULL ? &bytes : NULL);
}

/* Folders. */

static gboolean
is_installer (const char *name)
{
  static const char *const endings[] = { ".exe", ".msi", ".deb", ".rpm", ".appimage" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static DepotPackageGuess *
guess_folder (GFile *folder)
{
  g_autofree char *folder_name = g_file_get_basename (folder);
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      folder,
      G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                     "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
      NULL,
      NULL);
  g_autoptr (GFile) installer = NULL;
  guint64 size_bytes = 0;
  guint n_installers = 0;

  for (guint i = 0; files != NULL && i < MAX_FILES_LOOKED_AT; i++)
    {
      GFileInfo *info;
      GFile *child;

      if (!g_file_enumerator_iterate (files, &info, &child, NULL, NULL) || info == NULL)
        break;
      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
          || !is_installer (g_file_info_get_name (info)))
        continue;
      n_installers++;
      g_set_object (&installer, child);
      size_bytes = (guint64) g_file_info_get_size (info);
    }
  return n_installers == 1 ? guess_file (installer, size_bytes)
                           : depot_package_guess (folder_name, NULL);
}

/* Files. */

static GFile *
copy_to_own_folder (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *sources = depot_paths_dup_sources ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFile) folder = g_file_new_build_filename (sources, id, NULL);
  g_autoptr (GFile) copy = g_file_get_child (folder, name);

  if (!g_file_make_directory (folder, cancellable, error))
    return NULL;
  if (g_file_copy (file, copy, G_FILE_COPY_NONE, cancellable, NULL, NULL, error))
    return g_steal_pointer (&folder);
  g_file_delete (folder, NULL, NULL);
  return NULL;
}

static DepotPackage *
make_package (GFile *source, const DepotPackageGuess *guess)
{
  g_autofree char *uri = g_file_get_uri (source);

  return g_object_new (DEPOT_TYPE_PACKAGE,
                       "name",
                       guess->name,
                       "version",
                       guess->version,
                       "publisher",
                       guess->publisher,
                       "language",
                       guess->language,
                       "source-uri",
                       uri,
                       NULL);
}

static DepotPackage *
inspect_found (GFile *file, GFileInfo *info, GCancellable *cancellable, GError **error)
{
  g_autoptr (DepotPackageGuess) guess = NULL;
  g_autoptr (GFile) folder = NULL;

  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_DIRECTORY:
      guess = guess_folder (file);
      return make_package (file, guess);
    case G_FILE_TYPE_REGULAR:
      guess = guess_file (file, (guint64) g_file_info_get_size (info));
      folder = copy_to_own_folder (file, cancellable, error);
      return folder != NULL ? make_package (folder, guess) : NULL;
    case G_FILE_TYPE_UNKNOWN:
    case G_FILE_TYPE_SYMBOLIC_LINK:
    case G_FILE_TYPE_SPECIAL:
    case G_FILE_TYPE_SHORTCUT:
    case G_FILE_TYPE_MOUNTABLE:
    default:
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_FILE, _ ("Only a folder or a file can become a package.")));
      return NULL;
    }
}

static void
inspect (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info
      = g_file_query_info (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE,
                           cancellable,
                           &error);
  DepotPackage *package = info != NULL ? inspect_found (file, info, cancellable, &error) : NULL;

  if (package != NULL)
    g_task_return_pointer (task, package, g_object_unref);
  else if (error->domain == DEPOT_ERROR)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, depot_error_new (DEPOT_ERROR_FILE, "%s", error->message));
}

void
depot_package_inspect_async (GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, depot_package_inspect_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, inspect);
}

DepotPackage *
depot_package_inspect_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
