/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define FILE_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

struct _DepotFolder
{
  gatomicrefcount references;
  int descriptor;
};

DepotFolder *
depot_folder_open (const char *path, GError **error)
{
  int descriptor = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DepotFolder *self;

  if (descriptor < 0)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_FILE,
                                          _ ("The folder “%s” cannot be read: %s"),
                                          path,
                                          g_strerror (errno)));
      return NULL;
    }
  self = g_new0 (DepotFolder, 1);
  g_atomic_ref_count_init (&self->references);
  self->descriptor = descriptor;
  return self;
}

DepotFolder *
depot_folder_ref (DepotFolder *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
depot_folder_unref (DepotFolder *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  close (self->descriptor);
  g_free (self);
}

int
depot_folder_get_descriptor (DepotFolder *self)
{
  return self->descriptor;
}

static int
open_beneath (DepotFolder *self, const char *path, int flags, guint64 resolve)
{
  struct open_how how
      = { .flags = (guint64) flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve };
  int descriptor;

  /* EAGAIN: something was renamed just now and the kernel could not be sure. */
  do
    descriptor = (int) syscall (SYS_openat2, self->descriptor, path, &how, sizeof how);
  while (descriptor < 0 && (errno == EINTR || errno == EAGAIN));
  return descriptor;
}

/* For kernels and sandboxes without openat2: folder by folder. */
static int
open_step_by_step (DepotFolder *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  int folder = dup (self->descriptor);

  for (gsize i = 0; folder >= 0 && parts[i] != NULL; i++)
    {
      int flags
          = parts[i + 1] != NULL ? O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC : FILE_FLAGS;
      int next = openat (folder, parts[i], flags);
      int flaw = errno;

      close (folder);
      errno = flaw;
      folder = next;
    }
  return folder;
}

int
depot_folder_open_file (DepotFolder *self, const char *path)
{
  int descriptor = open_beneath (self, path, FILE_FLAGS, RESOLVE_NO_SYMLINKS);

  if (descriptor < 0 && (errno == ENOSYS || errno == EPERM))
    descriptor = open_step_by_step (self, path);
  return descriptor;
}

gboolean
depot_folder_link_stays (DepotFolder *self, const char *path)
{
  int descriptor = open_beneath (self, path, O_PATH | O_CLOEXEC, 0);

  if (descriptor < 0)
    return FALSE;
  close (descriptor);
  return TRUE;
}

static gint64
to_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * 1000000000 + time->tv_nsec;
}

gboolean
depot_folder_same_file (const DepotManifestEntry *entry, const struct stat *now)
{
  return S_ISREG (now->st_mode) && entry->size_bytes == (guint64) now->st_size
         && entry->inode == (guint64) now->st_ino && entry->modified_ns == to_ns (&now->st_mtim)
         && entry->changed_ns == to_ns (&now->st_ctim);
}

void
depot_folder_note_file (DepotManifestEntry *entry, const struct stat *now)
{
  entry->size_bytes = (guint64) now->st_size;
  entry->inode = (guint64) now->st_ino;
  entry->modified_ns = to_ns (&now->st_mtim);
  entry->changed_ns = to_ns (&now->st_ctim);
  entry->is_executable = (now->st_mode & 0111) != 0;
}
