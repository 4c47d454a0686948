/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stops single rows of a content operation while the others go on: a pause, a network that
 * begins to cost, Cancel at one point. Each may come from another process, so it is what the store
 * says that counts. */
#include "config.h"

#include "depot-content-operation-private.h"
#include "depot-content-pause.h"
#include "depot-content-queue.h"
#include "depot-store-content.h"

static DepotContentRow *
get_row (DepotContentOperation *self, guint index)
{
  return &g_array_index (self->rows, DepotContentRow, index);
}

gboolean
depot_content_row_is_taken (DepotContentOperation *self, const DepotContentRow *row)
{
  return g_strcmp0 (row->operation_id, depot_operation_get_id (DEPOT_OPERATION (self))) != 0;
}

static void
stop (DepotContentOperation *self, guint index)
{
  if (self->stops->pdata[index] != NULL)
    g_cancellable_cancel (self->stops->pdata[index]);
}

GCancellable *
depot_content_stops_add (DepotContentOperation *self, guint index)
{
  GCancellable *all = depot_operation_get_cancellable (DEPOT_OPERATION (self));
  GCancellable *own = g_cancellable_new ();

  g_signal_connect_object (
      all, "cancelled", G_CALLBACK (g_cancellable_cancel), own, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (all))
    g_cancellable_cancel (own);
  g_clear_object ((GCancellable **) &self->stops->pdata[index]);
  self->stops->pdata[index] = own;
  return own;
}

/* Pause, and the network. */

static void
on_hold_changed (DepotContentOperation *self)
{
  gboolean sends = depot_content_operation_sends (self);

  for (guint i = 0; i < self->rows->len; i++)
    if (self->running->pdata[i] != NULL
        && depot_content_get_hold (self->house, get_row (self, i)->package_id, sends) != NULL)
      stop (self, i);
}

static void
on_priority_changed (DepotContentOperation *self, GParamSpec *pspec, DepotPackage *package)
{
  depot_transfer_queue_set_priority (depot_content_queue_get (self->house),
                                     depot_package_get_id (package),
                                     depot_content_queue_priority_of (package));
}

static void
watch_package (DepotContentOperation *self, const char *package_id)
{
  DepotPackage *package
      = depot_library_find_package (depot_house_get_library (self->house), package_id);

  if (package == NULL || g_ptr_array_find (self->watched, package, NULL))
    return;
  g_ptr_array_add (self->watched, g_object_ref (package));
  g_signal_connect_object (
      package, "notify::paused", G_CALLBACK (on_hold_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      package, "notify::priority", G_CALLBACK (on_priority_changed), self, G_CONNECT_SWAPPED);
}

/* Cancel at one point. */

static char *
dup_key (const DepotContentRow *row)
{
  return g_strdup_printf ("%u %u", row->package, row->point);
}

static void
let_go (DepotContentOperation *self, GHashTable *taken)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      DepotContentRow *row = get_row (self, i);
      g_autofree char *key = dup_key (row);

      if (depot_content_row_is_taken (self, row) || !g_hash_table_contains (taken, key))
        continue;
      g_set_str (&row->operation_id, NULL);
      stop (self, i);
    }
}

static void
rows_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  g_autoptr (GArray) rows = depot_store_get_content_finish (DEPOT_STORE (source), result, NULL);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->is_looking = FALSE;
  if (self->watched == NULL)
    return; /* its work ended meanwhile */
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (depot_content_row_is_taken (self, &g_array_index (rows, DepotContentRow, i)))
      g_hash_table_add (taken, dup_key (&g_array_index (rows, DepotContentRow, i)));
  let_go (self, taken);
}

static void
look_at_rows (DepotContentOperation *self)
{
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  depot_store_list_content_async (depot_house_get_store (self->house),
                                  self->package_id,
                                  self->point_id,
                                  0,
                                  0,
                                  G_MAXINT,
                                  rows_read,
                                  g_object_ref (self));
}

/* Life. */

void
depot_content_stops_begin (DepotContentOperation *self)
{
  depot_content_stops_end (self);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->rows->len; i++)
    watch_package (self, get_row (self, i)->package_id);
  g_signal_connect_object (depot_house_get_library (self->house),
                           "content-changed",
                           G_CALLBACK (look_at_rows),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (),
                           "notify::network-metered",
                           G_CALLBACK (on_hold_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

void
depot_content_stops_end (DepotContentOperation *self)
{
  if (self->watched == NULL)
    return;
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (self->watched->pdata[i], self);
  g_signal_handlers_disconnect_by_data (depot_house_get_library (self->house), self);
  g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
}
