/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring.h"

#include <string.h>

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "depot-error.h"
#include "depot-keyring-access.h"
#include "depot-keyring-probe.h"
#include "depot-secret-base64.h"

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

static void
store_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      depot_keyring_access_fail (task, error);
      return;
    }
  depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_AVAILABLE);
  g_task_return_boolean (task, TRUE);
}

static void
store_work (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  gsize size;
  gconstpointer bytes = depot_secret_bytes_get_data (access->secret, &size);
  g_autoptr (DepotSecretBytes) text = depot_secret_bytes_take_text (g_base64_encode (bytes, size));
  g_autoptr (SecretValue) value = secret_value_new (depot_secret_bytes_peek_text (text),
                                                    (gssize) depot_secret_bytes_get_size (text),
                                                    "text/plain");

  secret_password_store_binary (&depot_keyring_schema,
                                SECRET_COLLECTION_DEFAULT,
                                access->label,
                                value,
                                depot_keyring_limit_get_cancellable (access->limit),
                                store_done,
                                task,
                                "kind",
                                access->kind,
                                "key",
                                access->key,
                                NULL);
}

static char *
kept_name (DepotKeyringAccess *access)
{
  return g_strjoin (" ", access->kind, access->key, NULL);
}

void
depot_keyring_store_async (DepotKeyring *self,
                           const char *kind,
                           const char *key,
                           const char *label,
                           DepotSecretBytes *secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;
  DepotKeyringAccess *access;

  g_return_if_fail (DEPOT_IS_KEYRING (self));
  g_return_if_fail (kind != NULL && key != NULL && label != NULL && secret != NULL);

  task = depot_keyring_access_new (self, kind, key, cancellable, callback, data);
  access = g_task_get_task_data (task);
  access->label = g_strdup (label);
  access->secret = depot_secret_bytes_ref (secret);
  g_task_set_source_tag (task, depot_keyring_store_async);
  if (self->is_session_only)
    {
      g_hash_table_replace (self->kept, kept_name (access), depot_secret_bytes_ref (secret));
      g_task_return_boolean (task, TRUE);
    }
  else
    depot_keyring_access_start (g_steal_pointer (&task), store_work);
}

gboolean
depot_keyring_store_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* libsecret keeps a NUL behind the value; one inside it is damage. */
static DepotSecretBytes *
decode (SecretValue *value)
{
  gsize size;
  const char *text = secret_value_get (value, &size);

  return strlen (text) == size ? depot_secret_bytes_new_base64 (text) : NULL;
}

static void
return_found (GTask *task, SecretValue *value)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  DepotSecretBytes *secret = decode (value);

  depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_AVAILABLE);
  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) depot_secret_bytes_unref);
  else
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_KEYRING,
                         /* Translators: %s is the kind of item, such as refresh-token */
                         _ ("What the keyring has as “%s” is damaged. Enter it again."),
                         access->kind));
}

static void
lookup_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);

  if (error)
    depot_keyring_access_fail (task, error);
  else if (value == NULL)
    depot_keyring_access_found_nothing (task);
  else
    return_found (task, value);
  g_clear_pointer (&value, secret_value_unref);
}

static void
lookup_work (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  secret_password_lookup (&depot_keyring_schema,
                          depot_keyring_limit_get_cancellable (access->limit),
                          lookup_done,
                          task,
                          "kind",
                          access->kind,
                          "key",
                          access->key,
                          NULL);
}

void
depot_keyring_lookup_async (DepotKeyring *self,
                            const char *kind,
                            const char *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  DepotSecretBytes *secret;

  g_return_if_fail (DEPOT_IS_KEYRING (self));
  g_return_if_fail (kind != NULL && key != NULL);

  task = depot_keyring_access_new (self, kind, key, cancellable, callback, data);
  g_task_set_source_tag (task, depot_keyring_lookup_async);
  if (!self->is_session_only)
    {
      depot_keyring_access_start (g_steal_pointer (&task), lookup_work);
      return;
    }
  name = kept_name (g_task_get_task_data (task));
  secret = g_hash_table_lookup (self->kept, name);
  g_task_return_pointer (task,
                         secret ? depot_secret_bytes_ref (secret) : NULL,
                         (GDestroyNotify) depot_secret_bytes_unref);
}

DepotSecretBytes *
depot_keyring_lookup_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
clear_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  gboolean cleared = secret_password_clear_finish (result, &error);

  if (error)
    depot_keyring_access_fail (task, error);
  else if (!cleared)
    depot_keyring_access_found_nothing (task);
  else
    {
      depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_AVAILABLE);
      g_task_return_pointer (task, NULL, NULL);
    }
}

static void
clear_work (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  secret_password_clear (&depot_keyring_schema,
                         depot_keyring_limit_get_cancellable (access->limit),
                         clear_done,
                         task,
                         "kind",
                         access->kind,
                         "key",
                         access->key,
                         NULL);
}

void
depot_keyring_clear_async (DepotKeyring *self,
                           const char *kind,
                           const char *key,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (DEPOT_IS_KEYRING (self));
  g_return_if_fail (kind != NULL && key != NULL);

  task = depot_keyring_access_new (self, kind, key, cancellable, callback, data);
  g_task_set_source_tag (task, depot_keyring_clear_async);
  name = kept_name (g_task_get_task_data (task));
  g_hash_table_remove (self->kept, name);
  if (self->is_session_only)
    g_task_return_pointer (task, NULL, NULL);
  else
    depot_keyring_access_start (g_steal_pointer (&task), clear_work);
}

gboolean
depot_keyring_clear_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_task_propagate_pointer (G_TASK (result), &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
