/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-pfx-pair.h"

#include <glib/gi18n.h>

#include "depot-error.h"

typedef struct
{
  char *fingerprint;
  DepotPfxPair *pair;
} Lookup;

void
depot_pfx_pair_free (DepotPfxPair *pair)
{
  g_clear_pointer (&pair->pfx, depot_secret_bytes_unref);
  g_clear_pointer (&pair->password, depot_secret_bytes_unref);
  g_free (pair);
}

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_free (lookup->fingerprint);
  g_clear_pointer (&lookup->pair, depot_pfx_pair_free);
  g_free (lookup);
}

static GError *
missing (void)
{
  return depot_error_new (
      DEPOT_ERROR_KEYRING,
      _ ("The certificate is not in the keyring of this computer. Choose its file again."));
}

static void
password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;

  lookup->pair->password = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  if (error == NULL && lookup->pair->password == NULL)
    error = missing ();
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task, g_steal_pointer (&lookup->pair), (GDestroyNotify) depot_pfx_pair_free);
}

static void
pfx_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;

  lookup->pair->pfx = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  if (error == NULL && lookup->pair->pfx == NULL)
    error = missing ();
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  depot_keyring_lookup_async (DEPOT_KEYRING (source),
                              DEPOT_KEYRING_PFX_PASSWORD,
                              lookup->fingerprint,
                              g_task_get_cancellable (task),
                              password_found,
                              g_object_ref (task));
}

void
depot_pfx_pair_lookup_async (DepotKeyring *keyring,
                             const char *fingerprint,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (keyring, cancellable, callback, data);
  Lookup *lookup = g_new0 (Lookup, 1);

  g_task_set_source_tag (task, depot_pfx_pair_lookup_async);
  lookup->fingerprint = g_strdup (fingerprint);
  lookup->pair = g_new0 (DepotPfxPair, 1);
  g_task_set_task_data (task, lookup, lookup_free);
  depot_keyring_lookup_async (
      keyring, DEPOT_KEYRING_PFX, fingerprint, cancellable, pfx_found, task);
}

DepotPfxPair *
depot_pfx_pair_lookup_finish (DepotKeyring *keyring, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, keyring), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
