/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring-limit.h"

struct _DepotKeyringLimit
{
  GCancellable *inner, *outer;
  gulong cancelled_id;
  guint timer;
  gboolean is_over;
};

static gboolean
on_time_over (gpointer data)
{
  DepotKeyringLimit *self = data;

  self->timer = 0;
  self->is_over = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled (GCancellable *outer, GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

DepotKeyringLimit *
depot_keyring_limit_new (GCancellable *outer, guint seconds)
{
  DepotKeyringLimit *self = g_new0 (DepotKeyringLimit, 1);

  self->inner = g_cancellable_new ();
  self->timer = g_timeout_add_seconds (seconds, on_time_over, self);
  if (outer)
    {
      self->outer = g_object_ref (outer);
      self->cancelled_id = g_cancellable_connect (
          outer, G_CALLBACK (on_outer_cancelled), g_object_ref (self->inner), g_object_unref);
    }
  return self;
}

void
depot_keyring_limit_free (DepotKeyringLimit *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->outer)
    g_cancellable_disconnect (self->outer, self->cancelled_id);
  g_clear_object (&self->outer);
  g_object_unref (self->inner);
  g_free (self);
}

GCancellable *
depot_keyring_limit_get_cancellable (DepotKeyringLimit *self)
{
  return self->inner;
}

gboolean
depot_keyring_limit_is_over (DepotKeyringLimit *self)
{
  return self->is_over;
}

gboolean
depot_keyring_limit_is_cancelled (DepotKeyringLimit *self)
{
  return self->outer && g_cancellable_is_cancelled (self->outer);
}
