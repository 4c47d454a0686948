/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring-probe.h"

#include <libsecret/secret.h>

#include "depot-keyring-limit.h"

#define SECONDS 5

const SecretSchema depot_keyring_schema = {
  APPLICATION_ID ".Secret",
  SECRET_SCHEMA_NONE,
  {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "key", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static void
answer (GTask *task, DepotKeyringState state, const GError *error)
{
  DepotKeyringLimit *limit = g_task_get_task_data (task);

  if (depot_keyring_limit_is_cancelled (limit))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      return;
    }
  if (error)
    {
      g_debug ("No keyring: %s", error->message);
      /* libsecret keeps its connection for the whole run; a daemon that comes back later needs a
       * new one */
      secret_service_disconnect ();
    }
  g_task_return_int (task, state);
}

/* No default collection means that the keyring was never set up on this account: it wants the
 * person, like a locked one. */
static void
collection_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error)
    answer (task, DEPOT_KEYRING_NONE, error);
  else if (collection == NULL || secret_collection_get_locked (collection))
    answer (task, DEPOT_KEYRING_LOCKED, NULL);
  else
    answer (task, DEPOT_KEYRING_AVAILABLE, NULL);
}

static void
service_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringLimit *limit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (service == NULL)
    answer (task, DEPOT_KEYRING_NONE, error);
  else
    secret_collection_for_alias (service,
                                 SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE,
                                 depot_keyring_limit_get_cancellable (limit),
                                 collection_done,
                                 g_steal_pointer (&task));
}

/* Inside a sandbox, or when told to, libsecret keeps an encrypted file of its own and asks no
 * service. It does not say which of the two it has chosen, so this repeats how it chooses. */
static gboolean
keeps_a_file (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");

  if (backend && *backend)
    return g_str_equal (backend, "file");
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

/* whether the file opens shows only when something is looked for in it */
static void
file_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);

  answer (task, error ? DEPOT_KEYRING_NONE : DEPOT_KEYRING_AVAILABLE, error);
  g_clear_pointer (&value, secret_value_unref);
}

void
depot_keyring_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  DepotKeyringLimit *limit = depot_keyring_limit_new (cancellable, SECONDS);
  GCancellable *inner = depot_keyring_limit_get_cancellable (limit);

  g_task_set_source_tag (task, depot_keyring_probe_async);
  g_task_set_task_data (task, limit, (GDestroyNotify) depot_keyring_limit_free);
  if (keeps_a_file ())
    secret_password_lookup (
        &depot_keyring_schema, inner, file_done, task, "kind", "probe", "key", "probe", NULL);
  else
    secret_service_get (SECRET_SERVICE_OPEN_SESSION, inner, service_done, task);
}

DepotKeyringState
depot_keyring_probe_finish (GAsyncResult *result, GError **error)
{
  gssize state;

  g_return_val_if_fail (g_task_is_valid (result, NULL), DEPOT_KEYRING_UNKNOWN);

  state = g_task_propagate_int (G_TASK (result), error);
  return state < 0 ? DEPOT_KEYRING_UNKNOWN : (DepotKeyringState) state;
}
