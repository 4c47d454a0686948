/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who runs the operations: one process at a time. Whoever may keep asks every few seconds and takes
 * over when nobody living does; whoever loses the lease lets go at once.
 */
#include "config.h"

#include "depot-health-private.h"

#include <glib/gi18n.h>

#include "depot-point-verbs.h"
#include "depot-practice.h"

static gboolean
same_lease (DepotLease *one, DepotLease *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return g_strcmp0 (one->holder, other->holder) == 0 && one->since == other->since;
}

void
depot_house_take_lease (DepotHouse *self, DepotLease *lease)
{
  if (same_lease (self->lease, lease))
    {
      g_clear_pointer (&lease, depot_lease_free);
      return;
    }
  g_clear_pointer (&self->lease, depot_lease_free);
  self->lease = lease;
  g_object_notify_by_pspec (G_OBJECT (self), depot_house_props[DEPOT_HOUSE_PROP_KEEPER_TEXT]);
}

gboolean
depot_house_is_keeper (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), FALSE);
  return self->store != NULL && !self->is_closed && depot_store_is_keeper (self->store);
}

char *
depot_house_dup_keeper_text (DepotHouse *self)
{
  g_autoptr (GDateTime) since = NULL;
  g_autofree char *clock = NULL;

  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);

  if (self->lease == NULL)
    return NULL;
  since = g_date_time_new_from_unix_local (self->lease->since);
  clock = since != NULL ? g_date_time_format (since, "%R") : g_strdup ("");
  /* Translators: who runs the operations: "admin@desk, process 123, since 12:01" */
  return g_strdup_printf (_ ("%s, process %" G_GINT64_FORMAT ", since %s"),
                          self->lease->owner,
                          self->lease->pid,
                          clock);
}

static void
practice_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (depot_practice_start_finish (DEPOT_HOUSE (source), result, &error) == NULL)
    g_warning ("%s", error->message);
}

/* Work left over in the practice cloud cannot go on while that is not running. */
static void
start_practice_if_needed (DepotHouse *self)
{
  if (self->practice_was_asked || depot_house_find_cloud (self, DEPOT_CLOUD_PRACTICE) == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (self->points), i);

      if (depot_point_state_is_busy (depot_point_get_state (point))
          && g_strcmp0 (depot_point_get_cloud_id (point), DEPOT_CLOUD_PRACTICE) == 0)
        {
          self->practice_was_asked = TRUE;
          depot_practice_start_async (self, NULL, practice_started, NULL);
          return;
        }
    }
}

static void
on_keeper_changed (DepotHouse *self)
{
  gboolean keeps = depot_house_is_keeper (self);

  if (keeps == depot_operation_queue_is_keeping (self->queue))
    return;
  depot_operation_queue_set_keeping (self->queue, keeps);
  if (keeps)
    {
      start_practice_if_needed (self);
      depot_house_start_health (self);
    }
  else
    depot_house_stop_health (self);
}

static void
lease_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  g_autoptr (GError) error = NULL;
  DepotLease *holder = NULL;
  gboolean is_ours = depot_store_lease_finish (DEPOT_STORE (source), result, &holder, &error);

  self->is_asking_lease = FALSE;
  if (self->is_closed)
    {
      g_clear_pointer (&holder, depot_lease_free);
      return;
    }
  if (error != NULL)
    g_warning ("The keeper lease cannot be read: %s", error->message);
  depot_house_take_lease (self, holder);
  if (is_ours)
    on_keeper_changed (self);
}

static void
holder_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  DepotLease *holder = NULL;

  self->is_asking_lease = FALSE;
  if (depot_store_get_lease_finish (DEPOT_STORE (source), result, &holder, NULL))
    depot_house_take_lease (self, holder);
}

static gboolean
ask_for_lease (gpointer data)
{
  DepotHouse *self = data;

  if (depot_store_is_keeper (self->store))
    {
      depot_house_settle_points (self);
      depot_house_prune (self);
      start_practice_if_needed (self);
    }
  if (self->is_asking_lease || depot_store_is_keeper (self->store))
    return G_SOURCE_CONTINUE;
  self->is_asking_lease = TRUE;
  if (self->keep)
    depot_store_lease_async (self->store, lease_answered, g_object_ref (self));
  else
    depot_store_get_lease_async (self->store, holder_read, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

void
depot_house_start_keeping (DepotHouse *self)
{
  g_signal_connect_object (
      self->store, "notify::is-keeper", G_CALLBACK (on_keeper_changed), self, G_CONNECT_SWAPPED);
  self->lease_timer
      = depot_clock_call_after (self->clock, DEPOT_LEASE_RENEW_SECONDS, ask_for_lease, self, NULL);
  ask_for_lease (self);
}

void
depot_house_stop_keeping (DepotHouse *self)
{
  if (self->lease_timer != 0)
    depot_clock_forget (self->clock, self->lease_timer);
  self->lease_timer = 0;
  depot_house_stop_health (self);
  depot_operation_queue_set_keeping (self->queue, FALSE);
}
