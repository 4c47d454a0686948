/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks for the lease when: once by wish, and then every few seconds by itself. */
#include "config.h"

#include "depot-lease.h"
#include "depot-store-private.h"

typedef struct
{
  DepotLeaseWish wish;
  DepotLease *me;
  DepotLease *holder; /* afterwards */
} Talk;

static void
talk_free (gpointer data)
{
  Talk *talk = data;

  depot_lease_free (talk->me);
  depot_lease_free (talk->holder);
  g_free (talk);
}

static gboolean
negotiate (DepotDatabase *database, gpointer data, GError **error)
{
  Talk *talk = data;

  return depot_lease_negotiate (database, talk->wish, talk->me, &talk->holder, error);
}

static void
ask (DepotStore *self, DepotLeaseWish wish, GAsyncReadyCallback callback, gpointer data)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->wish = wish;
  talk->me = depot_lease_new_for_me (depot_store_get_holder (self),
                                     depot_clock_now (depot_store_get_clock (self)));
  depot_store_job_async (self, negotiate, talk, talk_free, callback, data);
}

static gboolean
holds_it (DepotStore *self, const Talk *talk)
{
  return talk->holder != NULL && g_str_equal (talk->holder->holder, depot_store_get_holder (self));
}

/* Renewal: a timer that is set again only after an answer, so that a slow disk is not asked twice
 * at once. */

typedef struct
{
  DepotStore *store; /* weak */
  gint64 held_at;    /* last time it was surely ours */
} Renewal;

static void set_renewal (DepotStore *self, Renewal *renewal);

/* Only the latest of a store goes on: it may have given the lease back and taken it again. */
static gboolean
is_current (Renewal *renewal)
{
  return renewal->store != NULL
         && g_object_get_data (G_OBJECT (renewal->store), "depot-lease-renewal") == renewal;
}

static void
renewal_clear (gpointer data)
{
  g_clear_weak_pointer (&((Renewal *) data)->store);
}

static void
renewal_release (gpointer data)
{
  g_rc_box_release_full (data, renewal_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Renewal, renewal_release)

static void
renewed (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotStore *self = DEPOT_STORE (source);
  g_autoptr (Renewal) renewal = data;
  gint64 now = depot_clock_now (depot_store_get_clock (self));
  g_autoptr (GError) error = NULL;
  Talk *talk = depot_store_job_finish (self, result, &error);
  gboolean may_keep = depot_store_is_keeper (self);

  if (!is_current (renewal))
    return;
  if (talk != NULL && holds_it (self, talk))
    renewal->held_at = now;
  else if (talk != NULL || ABS (now - renewal->held_at) >= DEPOT_LEASE_DEAD_SECONDS)
    may_keep = FALSE; /* taken by another, or so long unwritten that another may take it */

  if (may_keep)
    set_renewal (self, renewal);
  else
    depot_store_set_keeper (self, FALSE);
}

static gboolean
on_time_to_renew (gpointer data)
{
  Renewal *renewal = data;

  if (is_current (renewal) && depot_store_is_keeper (renewal->store))
    ask (renewal->store, DEPOT_LEASE_TRY, renewed, g_rc_box_acquire (renewal));
  return G_SOURCE_REMOVE;
}

static void
set_renewal (DepotStore *self, Renewal *renewal)
{
  depot_clock_call_after (depot_store_get_clock (self),
                          DEPOT_LEASE_RENEW_SECONDS,
                          on_time_to_renew,
                          g_rc_box_acquire (renewal),
                          renewal_release);
}

static void
start_renewals (DepotStore *self)
{
  Renewal *renewal = g_rc_box_new0 (Renewal);

  g_set_weak_pointer (&renewal->store, self);
  renewal->held_at = depot_clock_now (depot_store_get_clock (self));
  g_object_set_data_full (G_OBJECT (self), "depot-lease-renewal", renewal, renewal_release);
  set_renewal (self, renewal);
}

/* What others ask. */

static void
asked (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotStore *self = DEPOT_STORE (source);
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Talk *talk = depot_store_job_finish (self, result, &error);
  gboolean is_new;

  if (talk == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  is_new = holds_it (self, talk) && !depot_store_is_keeper (self);
  if (talk->wish != DEPOT_LEASE_LOOK)
    depot_store_set_keeper (self, holds_it (self, talk));
  if (is_new && talk->wish != DEPOT_LEASE_LOOK)
    start_renewals (self);
  g_task_return_pointer (task, g_steal_pointer (&talk->holder), (GDestroyNotify) depot_lease_free);
}

static void
ask_for_other (DepotStore *self, DepotLeaseWish wish, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  ask (self, wish, asked, g_task_new (self, NULL, callback, data));
}

void
depot_store_lease_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  ask_for_other (self, DEPOT_LEASE_TRY, callback, data);
}

void
depot_store_break_lease_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  ask_for_other (self, DEPOT_LEASE_BREAK, callback, data);
}

void
depot_store_get_lease_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  ask_for_other (self, DEPOT_LEASE_LOOK, callback, data);
}

gboolean
depot_store_get_lease_finish (DepotStore *self,
                              GAsyncResult *result,
                              DepotLease **holder,
                              GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DepotLease) found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (holder != NULL)
    *holder = g_steal_pointer (&found);
  return TRUE;
}

gboolean
depot_store_lease_finish (DepotStore *self,
                          GAsyncResult *result,
                          DepotLease **holder,
                          GError **error)
{
  g_autoptr (DepotLease) found = NULL;
  gboolean is_held;

  if (!depot_store_get_lease_finish (self, result, &found, error))
    return FALSE;
  is_held = found != NULL && g_str_equal (found->holder, depot_store_get_holder (self));
  if (holder != NULL)
    *holder = g_steal_pointer (&found);
  return is_held;
}
