/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring.h"

#include "depot-keyring-access.h"
#include "depot-keyring-probe.h"

struct _DepotKeyring
{
  GObject parent_instance;

  DepotKeyringState state;
  gboolean is_session_only;
  GHashTable *kept; /* "kind key" → DepotSecretBytes, for this run only */
};

G_DEFINE_FINAL_TYPE (DepotKeyring, depot_keyring, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
  PROP_SESSION_ONLY,
} DepotKeyringProperty;

static GParamSpec *props[PROP_SESSION_ONLY + 1];

static void
depot_keyring_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  DepotKeyring *self = DEPOT_KEYRING (object);

  switch ((DepotKeyringProperty) id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SESSION_ONLY:
      g_value_set_boolean (value, self->is_session_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
depot_keyring_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  switch ((DepotKeyringProperty) id)
    {
    case PROP_SESSION_ONLY:
      depot_keyring_set_session_only (DEPOT_KEYRING (object), g_value_get_boolean (value));
      break;
    case PROP_STATE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
depot_keyring_finalize (GObject *object)
{
  g_hash_table_unref (DEPOT_KEYRING (object)->kept);
  G_OBJECT_CLASS (depot_keyring_parent_class)->finalize (object);
}

static void
depot_keyring_class_init (DepotKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_keyring_get_property;
  object_class->set_property = depot_keyring_set_property;
  object_class->finalize = depot_keyring_finalize;
  props[PROP_STATE] = g_param_spec_uint ("state",
                                         NULL,
                                         NULL,
                                         0,
                                         DEPOT_KEYRING_NONE,
                                         DEPOT_KEYRING_UNKNOWN,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SESSION_ONLY]
      = g_param_spec_boolean ("session-only",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_keyring_init (DepotKeyring *self)
{
  self->kept = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) depot_secret_bytes_unref);
}

DepotKeyring *
depot_keyring_new (void)
{
  return g_object_new (DEPOT_TYPE_KEYRING, NULL);
}

DepotKeyringState
depot_keyring_get_state (DepotKeyring *self)
{
  g_return_val_if_fail (DEPOT_IS_KEYRING (self), DEPOT_KEYRING_UNKNOWN);
  return self->state;
}

void
depot_keyring_set_state (DepotKeyring *self, DepotKeyringState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

GHashTable *
depot_keyring_get_kept (DepotKeyring *self)
{
  return self->kept;
}

void
depot_keyring_set_session_only (DepotKeyring *self, gboolean session_only)
{
  g_return_if_fail (DEPOT_IS_KEYRING (self));

  if (self->is_session_only == session_only)
    return;
  self->is_session_only = session_only;
  if (!session_only)
    g_hash_table_remove_all (self->kept);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_ONLY]);
}

gboolean
depot_keyring_is_session_only (DepotKeyring *self)
{
  g_return_val_if_fail (DEPOT_IS_KEYRING (self), FALSE);
  return self->is_session_only;
}

static void
check_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringState state = depot_keyring_probe_finish (result, NULL);

  if (state == DEPOT_KEYRING_UNKNOWN)
    depot_keyring_access_fail_cancelled (task);
  else if (state == DEPOT_KEYRING_NONE)
    depot_keyring_access_fail_none (task);
  else if (state == DEPOT_KEYRING_LOCKED)
    depot_keyring_access_fail_locked (task);
  else
    {
      depot_keyring_set_state (g_task_get_source_object (task), state);
      g_task_return_boolean (task, TRUE);
    }
}

void
depot_keyring_check_async (DepotKeyring *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DEPOT_IS_KEYRING (self));

  task = depot_keyring_access_new (self, NULL, NULL, cancellable, callback, data);
  g_task_set_source_tag (task, depot_keyring_check_async);
  if (self->is_session_only)
    g_task_return_boolean (task, TRUE);
  else
    depot_keyring_probe_async (cancellable, check_done, g_steal_pointer (&task));
}

gboolean
depot_keyring_check_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
