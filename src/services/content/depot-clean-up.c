/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clean-up.h"

#include <glib/gi18n.h>

#include "depot-content-keep.h"
#include "depot-content-place.h"
#include "depot-point-place.h"

struct _DepotCleanUp
{
  GPtrArray *blobs; /* DepotUnusedBlob */
};

typedef struct
{
  DepotBlobPlace *place;
  DepotCleanUp *list; /* what is to go; NULL: only look */
} Work;

static DepotCleanUp *
clean_up_new (GPtrArray *blobs)
{
  DepotCleanUp *self = g_new0 (DepotCleanUp, 1);

  self->blobs = blobs;
  return self;
}

void
depot_clean_up_free (DepotCleanUp *self)
{
  g_ptr_array_unref (self->blobs);
  g_free (self);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->place);
  g_clear_pointer (&work->list, depot_clean_up_free);
  g_free (work);
}

static const DepotUnusedBlob *
get_blob (DepotCleanUp *self, guint index)
{
  return self->blobs->pdata[index];
}

guint
depot_clean_up_get_n (DepotCleanUp *self)
{
  return self->blobs->len;
}

guint64
depot_clean_up_get_bytes (DepotCleanUp *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->blobs->len; i++)
    bytes += get_blob (self, i)->size_bytes;
  return bytes;
}

const char *
depot_clean_up_get_name (DepotCleanUp *self, guint index)
{
  g_return_val_if_fail (index < self->blobs->len, NULL);
  return get_blob (self, index)->name;
}

guint64
depot_clean_up_get_size (DepotCleanUp *self, guint index)
{
  g_return_val_if_fail (index < self->blobs->len, 0);
  return get_blob (self, index)->size_bytes;
}

/* On a thread of its own. */

static GError *
remove_listed (Work *work, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean is_busy = FALSE;

  if (work->list->blobs->len > 0
      && depot_content_remove_unused (work->place, work->list->blobs, &is_busy, cancellable, &error)
      && is_busy)
    error = depot_error_new (DEPOT_ERROR_CONFLICT,
                             _ ("Content is being sent there now, so nothing was removed. Try "
                                "again later."));
  return error;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  GPtrArray *blobs;

  if (work->list != NULL)
    error = remove_listed (work, cancellable);
  else
    {
      blobs = depot_content_find_unused (
          work->place, DEPOT_CONTENT_GRACE_SECONDS, cancellable, &error);
      work->list = blobs != NULL ? clean_up_new (blobs) : NULL;
    }
  if (error != NULL)
    {
      g_task_return_error (task, depot_error_from_any (error));
      g_error_free (error);
    }
  else
    g_task_return_pointer (
        task, g_steal_pointer (&work->list), (GDestroyNotify) depot_clean_up_free);
}

/* On the main thread. */

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->place = depot_point_place_open_finish (DEPOT_HOUSE (source), result, &error);
  if (work->place != NULL)
    g_task_run_in_thread (task, work_in_thread);
  else
    g_task_return_error (task, error);
}

static void
begin (DepotHouse *house, DepotPoint *point, DepotCleanUp *list, GTask *task)
{
  Work *work = g_new0 (Work, 1);

  work->list = list;
  g_task_set_task_data (task, work, work_free);
  depot_point_place_open_async (house, point, g_task_get_cancellable (task), opened, task);
}

void
depot_clean_up_list_async (DepotHouse *house,
                           DepotPoint *point,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  begin (house, point, NULL, g_task_new (house, cancellable, callback, data));
}

DepotCleanUp *
depot_clean_up_list_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
depot_clean_up_remove_async (DepotHouse *house,
                             DepotPoint *point,
                             DepotCleanUp *list,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));
  g_return_if_fail (list != NULL);

  begin (house, point, list, g_task_new (house, cancellable, callback, data));
}

DepotCleanUp *
depot_clean_up_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  return depot_clean_up_list_finish (house, result, error);
}
