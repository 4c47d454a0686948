/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-transfer-queue.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-transfer-private.h"

typedef struct
{
  DepotTransfer *transfer;
  DepotTransferPriority priority;
  GTask *task;
  GCancellable *cancellable;
  gulong cancelled_id;
} Turn;

struct _DepotTransferQueue
{
  GObject parent_instance;

  guint max_packages, max_transfers;
  DepotRateLimit *limit;
  GPtrArray *waiting; /* of Turn: the highest priority first, then who came first */
  GPtrArray *running; /* of Turn */
  GHashTable *places; /* key → GWeakRef */
};

G_DEFINE_FINAL_TYPE (DepotTransferQueue, depot_transfer_queue, G_TYPE_OBJECT)

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  if (turn->cancelled_id != 0)
    g_signal_handler_disconnect (turn->cancellable, turn->cancelled_id);
  g_object_unref (turn->transfer);
  g_object_unref (turn->task);
  g_clear_object (&turn->cancellable);
  g_free (turn);
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
depot_transfer_queue_finalize (GObject *object)
{
  DepotTransferQueue *self = DEPOT_TRANSFER_QUEUE (object);

  /* Each turn's task holds the queue: nobody waits any more. */
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->running);
  g_hash_table_unref (self->places);
  depot_rate_limit_unref (self->limit);
  G_OBJECT_CLASS (depot_transfer_queue_parent_class)->finalize (object);
}

static void
depot_transfer_queue_class_init (DepotTransferQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_transfer_queue_finalize;
}

static void
depot_transfer_queue_init (DepotTransferQueue *self)
{
  self->max_packages = DEPOT_TRANSFER_QUEUE_PACKAGES;
  self->max_transfers = DEPOT_TRANSFER_QUEUE_TRANSFERS;
  self->limit = depot_rate_limit_new (NULL, NULL);
  self->waiting = g_ptr_array_new_with_free_func (turn_free);
  self->running = g_ptr_array_new_with_free_func (turn_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, weak_free);
}

DepotTransferQueue *
depot_transfer_queue_new (void)
{
  return g_object_new (DEPOT_TYPE_TRANSFER_QUEUE, NULL);
}

/* ---- whose turn it is --------------------------------------------------------------------------
 */

static guint
count_running_of (DepotTransferQueue *self, const char *package_id)
{
  guint count = 0;

  for (guint i = 0; i < self->running->len; i++)
    {
      const Turn *turn = g_ptr_array_index (self->running, i);

      count += g_str_equal (turn->transfer->package_id, package_id);
    }
  return count;
}

static guint
count_packages (DepotTransferQueue *self)
{
  g_autoptr (GHashTable) packages = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->running->len; i++)
    {
      const Turn *turn = g_ptr_array_index (self->running, i);

      g_hash_table_add (packages, turn->transfer->package_id);
    }
  return g_hash_table_size (packages);
}

/* Where a package of higher priority waits for a place, those below start no further transfers:
 * they would keep theirs forever. */
static gint
find_next (DepotTransferQueue *self)
{
  gint barred = DEPOT_TRANSFER_LOW - 1;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      const Turn *turn = g_ptr_array_index (self->waiting, i);
      guint same = count_running_of (self, turn->transfer->package_id);

      if ((gint) turn->priority < barred)
        return -1;
      if (same == 0 ? count_packages (self) < self->max_packages : same < self->max_transfers)
        return (gint) i;
      if (same == 0)
        barred = (gint) turn->priority;
    }
  return -1;
}

static void start_more (DepotTransferQueue *self);

static void
transfer_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotTransferQueue) self = data;
  GError *error = NULL;
  gboolean good = depot_transfer_run_finish (DEPOT_TRANSFER (source), result, &error);

  for (guint i = 0; i < self->running->len; i++)
    {
      Turn *turn = g_ptr_array_index (self->running, i);
      g_autoptr (GTask) task = NULL;

      if (turn->transfer != DEPOT_TRANSFER (source))
        continue;
      task = g_object_ref (turn->task);
      g_ptr_array_remove_index (self->running, i);
      if (good)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, error);
      break;
    }
  start_more (self);
}

static void
start_more (DepotTransferQueue *self)
{
  for (gint next = find_next (self); next >= 0; next = find_next (self))
    {
      Turn *turn = g_ptr_array_steal_index (self->waiting, (guint) next);

      g_ptr_array_add (self->running, turn);
      depot_transfer_run_async (
          turn->transfer, turn->cancellable, transfer_ended, g_object_ref (self));
    }
}

static void
insert_waiting (DepotTransferQueue *self, Turn *turn)
{
  guint at = 0;

  while (at < self->waiting->len
         && ((Turn *) g_ptr_array_index (self->waiting, at))->priority >= turn->priority)
    at++;
  g_ptr_array_insert (self->waiting, (gint) at, turn);
}

/* ---- for operations ----------------------------------------------------------------------------
 */

/* Cancelling may happen in any thread and holds a lock: the list is looked at afterwards. */
static gboolean
drop_cancelled (gpointer data)
{
  DepotTransferQueue *self = data;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      Turn *turn = g_ptr_array_index (self->waiting, i);
      g_autoptr (GTask) task = NULL;

      if (!g_cancellable_is_cancelled (turn->cancellable))
        continue;
      task = g_object_ref (turn->task);
      g_ptr_array_remove_index (self->waiting, i--);
      g_task_return_error (task, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Cancelled")));
    }
  start_more (self);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_cancelled, g_object_ref (data), g_object_unref);
}

void
depot_transfer_queue_run_async (DepotTransferQueue *self,
                                DepotTransfer *transfer,
                                DepotTransferPriority priority,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Turn *turn = g_new0 (Turn, 1);

  g_return_if_fail (DEPOT_IS_TRANSFER_QUEUE (self));

  turn->transfer = g_object_ref (transfer);
  turn->priority = priority;
  turn->task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (turn->task, depot_transfer_queue_run_async);
  g_task_set_check_cancellable (turn->task, FALSE);
  insert_waiting (self, turn);
  if (cancellable != NULL)
    {
      turn->cancellable = g_object_ref (cancellable);
      turn->cancelled_id
          = g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, 0);
    }
  if (g_cancellable_is_cancelled (cancellable))
    on_cancelled (cancellable, self);
  else
    start_more (self);
}

gboolean
depot_transfer_queue_run_finish (DepotTransferQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_transfer_queue_set_priority (DepotTransferQueue *self,
                                   const char *package_id,
                                   DepotTransferPriority priority)
{
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();

  for (guint i = 0; i < self->waiting->len; i++)
    {
      Turn *turn = g_ptr_array_index (self->waiting, i);

      if (turn->priority != priority && g_str_equal (turn->transfer->package_id, package_id))
        g_ptr_array_add (moved, g_ptr_array_steal_index (self->waiting, i--));
    }
  for (guint i = 0; i < moved->len; i++)
    {
      Turn *turn = g_ptr_array_index (moved, i);

      turn->priority = priority;
      insert_waiting (self, turn);
    }
  start_more (self);
}

void
depot_transfer_queue_set_limits (DepotTransferQueue *self, guint max_packages, guint max_transfers)
{
  self->max_packages = CLAMP (max_packages, 1, DEPOT_TRANSFER_QUEUE_MOST);
  self->max_transfers = CLAMP (max_transfers, 1, DEPOT_TRANSFER_QUEUE_MOST);
  start_more (self);
}

guint
depot_transfer_queue_get_max_packages (DepotTransferQueue *self)
{
  return self->max_packages;
}

guint
depot_transfer_queue_get_max_transfers (DepotTransferQueue *self)
{
  return self->max_transfers;
}

DepotRateLimit *
depot_transfer_queue_get_limit (DepotTransferQueue *self)
{
  return self->limit;
}

guint
depot_transfer_queue_count_running (DepotTransferQueue *self)
{
  return self->running->len;
}

guint
depot_transfer_queue_count_waiting (DepotTransferQueue *self)
{
  return self->waiting->len;
}

DepotBlobPlace *
depot_transfer_queue_share_place (DepotTransferQueue *self, const char *key, DepotBlobPlace *place)
{
  GWeakRef *known = g_hash_table_lookup (self->places, key);
  DepotBlobPlace *shared = known != NULL ? g_weak_ref_get (known) : NULL;

  if (shared != NULL)
    return shared;
  if (known == NULL)
    {
      known = g_new0 (GWeakRef, 1);
      g_weak_ref_init (known, NULL);
      g_hash_table_insert (self->places, g_strdup (key), known);
    }
  g_weak_ref_set (known, place);
  return g_object_ref (place);
}
