/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "keyring-hands.h"

void
hands_wait_done (GObject *source, GAsyncResult *result, gpointer data)
{
  HandsWait *wait = data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

GAsyncResult *
hands_wait_for (HandsWait *wait)
{
  g_main_loop_run (wait->loop);
  g_main_loop_unref (wait->loop);
  return wait->result;
}

gboolean
hands_check (DepotKeyring *keyring, GError **error)
{
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) result = NULL;

  depot_keyring_check_async (keyring, NULL, hands_wait_done, &wait);
  result = hands_wait_for (&wait);
  return depot_keyring_check_finish (keyring, result, error);
}

gboolean
hands_store (
    DepotKeyring *keyring, const char *key, gconstpointer bytes, gsize size, GError **error)
{
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new (bytes, size);
  g_autoptr (GAsyncResult) result = NULL;

  depot_keyring_store_async (
      keyring, DEPOT_KEYRING_PFX, key, "Cloud Depot: test", secret, NULL, hands_wait_done, &wait);
  result = hands_wait_for (&wait);
  return depot_keyring_store_finish (keyring, result, error);
}

DepotSecretBytes *
hands_lookup (DepotKeyring *keyring, const char *key, GError **error)
{
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) result = NULL;

  depot_keyring_lookup_async (keyring, DEPOT_KEYRING_PFX, key, NULL, hands_wait_done, &wait);
  result = hands_wait_for (&wait);
  return depot_keyring_lookup_finish (keyring, result, error);
}

gboolean
hands_clear (DepotKeyring *keyring, const char *key, GError **error)
{
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) result = NULL;

  depot_keyring_clear_async (keyring, DEPOT_KEYRING_PFX, key, NULL, hands_wait_done, &wait);
  result = hands_wait_for (&wait);
  return depot_keyring_clear_finish (keyring, result, error);
}

void
hands_assert_kept (DepotKeyring *keyring, const char *key, gconstpointer bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) secret = hands_lookup (keyring, key, &error);
  gsize found_size = 0;
  gconstpointer found;

  g_assert_no_error (error);
  g_assert_nonnull (secret);
  found = depot_secret_bytes_get_data (secret, &found_size);
  g_assert_cmpmem (found, found_size, bytes, size);
}
