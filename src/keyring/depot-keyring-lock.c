/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include <glib/gstdio.h>

#include "depot-paths.h"

/* a writer is done in some milliseconds */
#define TRY_AGAIN_MS 20

struct _DepotKeyringLock
{
  int fd; /* -1: goes on without */
  gint64 wait_until;
};

void
depot_keyring_lock_free (DepotKeyringLock *self)
{
  g_clear_fd (&self->fd, NULL);
  g_free (self);
}

static void
go_without (DepotKeyringLock *self, const char *path)
{
  g_warning ("The keyring is written without a lock, %s: %s", path, g_strerror (errno));
  g_clear_fd (&self->fd, NULL);
}

static void
open_file (DepotKeyringLock *self)
{
  g_autofree char *path = depot_paths_dup_keyring_lock ();

  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (self->fd < 0)
    go_without (self, path);
}

/* TRUE: no more waiting. */
static gboolean
try_once (DepotKeyringLock *self)
{
  g_autofree char *path = NULL;

  if (self->fd < 0 || flock (self->fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno == EWOULDBLOCK || errno == EINTR)
    return FALSE;
  path = depot_paths_dup_keyring_lock ();
  go_without (self, path);
  return TRUE;
}

/* TRUE: the task has its answer. */
static gboolean
answer (GTask *task)
{
  DepotKeyringLock *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  if (try_once (self))
    {
      DepotKeyringLock *taken = g_new0 (DepotKeyringLock, 1);

      taken->fd = g_steal_fd (&self->fd);
      g_task_return_pointer (task, taken, (GDestroyNotify) depot_keyring_lock_free);
      return TRUE;
    }
  if (g_get_monotonic_time () < self->wait_until)
    return FALSE;
  g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "another process is writing into the keyring");
  return TRUE;
}

static gboolean
on_time_to_try (gpointer task)
{
  return answer (task) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
depot_keyring_lock_take_async (guint wait_seconds,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  DepotKeyringLock *self = g_new0 (DepotKeyringLock, 1);

  g_task_set_source_tag (task, depot_keyring_lock_take_async);
  g_task_set_task_data (task, self, (GDestroyNotify) depot_keyring_lock_free);
  self->wait_until = g_get_monotonic_time () + wait_seconds * G_USEC_PER_SEC;
  open_file (self);
  if (!answer (task))
    g_timeout_add_full (
        G_PRIORITY_DEFAULT, TRY_AGAIN_MS, on_time_to_try, g_steal_pointer (&task), g_object_unref);
}

DepotKeyringLock *
depot_keyring_lock_take_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
