/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-scan-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "depot-error.h"

/* Each level holds a descriptor while its children are walked. */
#define MAX_DEPTH 200
/* 50,000 blocks of 4,000 MiB: Azure reference, "Blob storage data plane". */
#define MAX_BLOB_BYTES (G_GUINT64_CONSTANT (50000) * 4000 * 1024 * 1024)

typedef struct
{
  DepotScan *scan;
  GString *path; /* of what is looked at */
  guint depth;
} Walk;

static gboolean walk_folder (Walk *walk, int descriptor);

static void
take_file (Walk *walk, const struct stat *now)
{
  DepotManifestEntry *entry;

  if ((guint64) now->st_size > MAX_BLOB_BYTES)
    {
      depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_TOO_LARGE, NULL);
      return;
    }
  entry = depot_manifest_add (walk->scan->manifest, walk->path->str, DEPOT_ENTRY_FILE);
  depot_folder_note_file (entry, now);
  depot_scan_advance (walk->scan, 1, 0);
}

/* Up the tree by the name alone: the target may not exist when a client makes the link. */
static gboolean
climbs_out (const char *path, const char *target)
{
  g_auto (GStrv) parts = g_strsplit (target, "/", -1);
  int depth = 0;

  if (*target == '/')
    return TRUE;
  for (const char *at = path; *at != '\0'; at++)
    depth += *at == '/';
  for (gsize i = 0; parts[i] != NULL && depth >= 0; i++)
    if (g_str_equal (parts[i], ".."))
      depth--;
    else if (*parts[i] != '\0' && !g_str_equal (parts[i], "."))
      depth++;
  return depth < 0;
}

static void
take_link (Walk *walk, int folder, const char *name)
{
  const char *path = walk->path->str;
  char target[PATH_MAX];
  gssize length = readlinkat (folder, name, target, sizeof target - 1);
  DepotManifestEntry *entry;

  if (length < 0)
    {
      depot_scan_refuse (walk->scan, path, DEPOT_REFUSAL_UNREADABLE, g_strerror (errno));
      return;
    }
  target[length] = '\0';
  if (climbs_out (path, target))
    depot_scan_refuse (walk->scan, path, DEPOT_REFUSAL_LINK_OUTSIDE, NULL);
  else if (!depot_folder_link_stays (walk->scan->folder, path))
    depot_scan_refuse (walk->scan,
                       path,
                       errno == EXDEV ? DEPOT_REFUSAL_LINK_OUTSIDE : DEPOT_REFUSAL_LINK_NOWHERE,
                       NULL);
  else
    {
      entry = depot_manifest_add (walk->scan->manifest, path, DEPOT_ENTRY_LINK);
      entry->target = g_strdup (target);
    }
}

static gboolean
enter_folder (Walk *walk, int parent, const char *name)
{
  int descriptor = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  gboolean good;

  if (walk->depth >= MAX_DEPTH)
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_TOO_DEEP, NULL);
  else if (descriptor < 0)
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_UNREADABLE, g_strerror (errno));
  if (descriptor < 0 || walk->depth >= MAX_DEPTH)
    {
      if (descriptor >= 0)
        close (descriptor);
      return TRUE;
    }
  walk->depth++;
  good = walk_folder (walk, descriptor);
  walk->depth--;
  return good;
}

static gboolean
take_name (Walk *walk, int folder, const char *name)
{
  gsize before = walk->path->len;
  struct stat now;
  gboolean good = TRUE;

  if (before > 0)
    g_string_append_c (walk->path, '/');
  g_string_append (walk->path, name);
  if (walk->path->len >= PATH_MAX)
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_TOO_DEEP, NULL);
  else if (fstatat (folder, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_UNREADABLE, g_strerror (errno));
  else if (S_ISREG (now.st_mode))
    take_file (walk, &now);
  else if (S_ISDIR (now.st_mode))
    good = enter_folder (walk, folder, name);
  else if (S_ISLNK (now.st_mode))
    take_link (walk, folder, name);
  else
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_SPECIAL, NULL);
  g_string_truncate (walk->path, before);
  return good;
}

/* Closes descriptor. FALSE: cancelled. */
static gboolean
walk_folder (Walk *walk, int descriptor)
{
  DIR *folder = fdopendir (descriptor);
  gboolean good = TRUE, is_empty = TRUE;
  struct dirent *item;

  if (folder == NULL)
    {
      close (descriptor);
      depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_UNREADABLE, g_strerror (errno));
      return TRUE;
    }
  while (good && (errno = 0, item = readdir (folder)) != NULL)
    if (!g_str_equal (item->d_name, ".") && !g_str_equal (item->d_name, ".."))
      {
        is_empty = FALSE;
        good = take_name (walk, dirfd (folder), item->d_name)
               && !g_cancellable_is_cancelled (walk->scan->cancellable);
      }
  if (good && item == NULL && errno != 0)
    depot_scan_refuse (walk->scan, walk->path->str, DEPOT_REFUSAL_UNREADABLE, g_strerror (errno));
  closedir (folder);
  if (is_empty && walk->path->len > 0)
    depot_manifest_add (walk->scan->manifest, walk->path->str, DEPOT_ENTRY_FOLDER);
  return good;
}

gboolean
depot_scan_walk (DepotScan *self, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Walk walk = { .scan = self, .path = path };
  int descriptor = openat (
      depot_folder_get_descriptor (self->folder), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (descriptor < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  if (!walk_folder (&walk, descriptor))
    return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
  depot_manifest_sort (self->manifest);
  return TRUE;
}
