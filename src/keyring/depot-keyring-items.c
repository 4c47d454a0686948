/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with one item: store, look up, clear. */
#include "config.h"

#include "depot-keyring.h"

#include <libsecret/secret.h>

#include "depot-keyring-access.h"
#include "depot-keyring-probe.h"

static void
store_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  depot_keyring_access_unlock (task);
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
  depot_keyring_access_write (task, store_done);
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
  if (depot_keyring_is_session_only (self))
    {
      g_hash_table_replace (depot_keyring_get_kept (self),
                            depot_keyring_access_dup_name (task),
                            depot_secret_bytes_ref (secret));
      g_task_return_boolean (task, TRUE);
    }
  else
    depot_keyring_access_start_writing (g_steal_pointer (&task), store_work);
}

gboolean
depot_keyring_store_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lookup_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotSecretBytes *secret = depot_keyring_access_read_finish (task, result);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) depot_secret_bytes_unref);
}

static void
lookup_work (GTask *task)
{
  depot_keyring_access_read (task, lookup_done);
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
  if (!depot_keyring_is_session_only (self))
    {
      depot_keyring_access_start (g_steal_pointer (&task), lookup_work);
      return;
    }
  name = depot_keyring_access_dup_name (task);
  secret = g_hash_table_lookup (depot_keyring_get_kept (self), name);
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

  depot_keyring_access_unlock (task);
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
  name = depot_keyring_access_dup_name (task);
  g_hash_table_remove (depot_keyring_get_kept (self), name);
  if (depot_keyring_is_session_only (self))
    g_task_return_pointer (task, NULL, NULL);
  else
    depot_keyring_access_start_writing (g_steal_pointer (&task), clear_work);
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
