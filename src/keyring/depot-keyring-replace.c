/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compare and swap: look, compare and store with the lock in hand, and the lock only then given
 * back. */
#include "config.h"

#include "depot-keyring.h"

#include <libsecret/secret.h>

#include "depot-keyring-access.h"

/* The task carries the secret that was written, or NULL when it was not. */
static void
replaced (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  depot_keyring_access_unlock (task);
  g_task_return_pointer (
      task, depot_secret_bytes_ref (access->secret), (GDestroyNotify) depot_secret_bytes_unref);
}

static void
store_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    replaced (task);
  else
    depot_keyring_access_fail (task, error);
}

static void
present_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringAccess *access = g_task_get_task_data (task);
  g_autoptr (DepotSecretBytes) present = depot_keyring_access_read_finish (task, result);

  if (present == NULL)
    return;
  if (depot_secret_bytes_equal (present, access->known))
    depot_keyring_access_write (g_steal_pointer (&task), store_done);
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
replace_work (GTask *task)
{
  depot_keyring_access_read (task, present_found);
}

static void
replace_kept (DepotKeyring *self, GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  g_autofree char *name = depot_keyring_access_dup_name (task);
  DepotSecretBytes *present = g_hash_table_lookup (depot_keyring_get_kept (self), name);

  if (present == NULL || !depot_secret_bytes_equal (present, access->known))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_hash_table_replace (depot_keyring_get_kept (self),
                        g_steal_pointer (&name),
                        depot_secret_bytes_ref (access->secret));
  replaced (task);
}

void
depot_keyring_replace_async (DepotKeyring *self,
                             const char *kind,
                             const char *key,
                             const char *label,
                             DepotSecretBytes *known,
                             DepotSecretBytes *secret,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = NULL;
  DepotKeyringAccess *access;

  g_return_if_fail (DEPOT_IS_KEYRING (self));
  g_return_if_fail (kind != NULL && key != NULL && label != NULL);
  g_return_if_fail (known != NULL && secret != NULL);

  task = depot_keyring_access_new (self, kind, key, cancellable, callback, data);
  access = g_task_get_task_data (task);
  access->label = g_strdup (label);
  access->known = depot_secret_bytes_ref (known);
  access->secret = depot_secret_bytes_ref (secret);
  g_task_set_source_tag (task, depot_keyring_replace_async);
  if (depot_keyring_is_session_only (self))
    replace_kept (self, task);
  else
    depot_keyring_access_start_writing (g_steal_pointer (&task), replace_work);
}

gboolean
depot_keyring_replace_finish (DepotKeyring *self, GAsyncResult *result, GError **error)
{
  g_autoptr (DepotSecretBytes) written = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  written = g_task_propagate_pointer (G_TASK (result), error);
  return written != NULL;
}
