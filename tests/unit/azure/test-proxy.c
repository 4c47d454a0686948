/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-proxy.h"
#include "depot-test-wait.h"

#define AZURE "https://management.azure.com"

static DepotProxy *
make_proxy (const char *user)
{
  DepotProxy *proxy = depot_proxy_new ();
  g_autoptr (DepotProxySettings) settings = depot_proxy_settings_new (
      DEPOT_PROXY_SERVER, "proxy.contoso.com", 3128, user, "fabrikam.com, 10.0.0.0/8");

  depot_proxy_apply (proxy, settings);
  return proxy;
}

static char *
find (DepotProxy *proxy, const char *address, GError **error)
{
  g_auto (GStrv) servers = g_proxy_resolver_lookup (G_PROXY_RESOLVER (proxy), address, NULL, error);

  return servers != NULL ? g_strjoinv (" ", servers) : NULL;
}

static void
test_exceptions (void)
{
  static const struct
  {
    const char *address, *expected;
  } rows[] = {
    { AZURE, "http://proxy.contoso.com:3128" },
    { "https://wallacefalls.fabrikam.com", "direct://" },
    { "https://10.1.2.3:443", "direct://" },
    { "https://localhost:8443", "direct://" },
    { "https://palouse.blob.localhost:8443", "direct://" },
    { "https://127.77.0.1:443", "direct://" },
    { "https://[::1]:443", "direct://" },
    { "https://localhost.contoso.com", "http://proxy.contoso.com:3128" },
  };
  g_autoptr (DepotProxy) proxy = make_proxy (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = find (proxy, rows[i].address, NULL);

      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

static void
test_waits_for_password (void)
{
  g_autoptr (DepotProxy) proxy = make_proxy ("wallace falls");
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("a:b@c/d");
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) servers = NULL;

  g_proxy_resolver_lookup_async (
      G_PROXY_RESOLVER (proxy), AZURE, NULL, depot_test_keep_result, &result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (result);
  depot_proxy_give_password (proxy, password, NULL);
  depot_test_wait_for ((gpointer *) &result, "the password");
  servers = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (proxy), result, NULL);
  g_assert_cmpstr (servers[0], ==, "http://wallace%20falls:a:b%40c%2Fd@proxy.contoso.com:3128");
}

/* The keyring is locked: that is what is wrong, not the proxy. */
static void
test_no_password (void)
{
  g_autoptr (DepotProxy) proxy = make_proxy ("wallacefalls");
  g_autoptr (GError) error = NULL;
  g_autofree char *at_home = NULL, *found = NULL;

  depot_proxy_give_password (proxy, NULL, depot_error_new (DEPOT_ERROR_KEYRING, "Locked"));
  found = find (proxy, AZURE, &error);
  g_assert_null (found);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
  at_home = find (proxy, "https://localhost:1", NULL);
  g_assert_cmpstr (at_home, ==, "direct://");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("DEPOT_PROXY_LOOPBACK");
  g_test_add_func ("/proxy/exceptions", test_exceptions);
  g_test_add_func ("/proxy/waits-for-password", test_waits_for_password);
  g_test_add_func ("/proxy/no-password", test_no_password);
  return g_test_run ();
}
