/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-json.h"
#include "depot-proxy-settings.h"

static DepotProxySettings *
server (const char *host, guint port, const char *exceptions)
{
  return depot_proxy_settings_new (DEPOT_PROXY_SERVER, host, port, "wallacefalls", exceptions);
}

static void
test_rules (void)
{
  static const struct
  {
    const char *host, *exceptions;
    guint port;
    gboolean is_good;
  } rows[] = {
    { "proxy.contoso.com", NULL, 0, TRUE },
    { " proxy ", "contoso.com, .fabrikam.com *.local 10.0.0.0/8,fd00::/8", 8080, TRUE },
    { "192.0.2.1", "", 65535, TRUE },
    { "2001:db8::1", "", 3128, TRUE },
    { "", NULL, 80, FALSE },
    { "http://proxy.contoso.com", NULL, 80, FALSE },
    { "proxy.contoso.com:8080", NULL, 80, FALSE },
    { "user@proxy", NULL, 80, FALSE },
    { "proxy\r\nX: y", NULL, 80, FALSE },
    { "proxy", NULL, 65536, FALSE },
    { "proxy", "http://contoso.com", 80, FALSE },
    { "proxy", "10.0.0.0/99", 80, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotProxySettings) settings
          = server (rows[i].host, rows[i].port, rows[i].exceptions);

      g_test_message ("%s", rows[i].host);
      g_assert_cmpint (depot_proxy_settings_check (settings) == NULL, ==, rows[i].is_good);
    }
}

static void
test_default_port (void)
{
  g_autoptr (DepotProxySettings) settings = server ("proxy", 0, NULL);
  g_autofree char *text = depot_proxy_settings_dup_text (settings);

  g_assert_cmpuint (depot_proxy_settings_get_port (settings), ==, 80);
  g_assert_cmpstr (text, ==, "proxy:80");
}

static void
test_exceptions (void)
{
  g_autoptr (DepotProxySettings) settings = server ("proxy", 80, " contoso.com,, 10.0.0.0/8; a\n");
  g_auto (GStrv) words = depot_proxy_settings_split_exceptions (settings);
  const char *expected[] = { "contoso.com", "10.0.0.0/8", "a", NULL };

  g_assert_cmpstrv (words, expected);
}

static void
test_round_trip (void)
{
  g_autoptr (DepotProxySettings) settings = server ("proxy.contoso.com", 3128, "fabrikam.com");
  g_autoptr (JsonObject) object = depot_proxy_settings_to_json (settings);
  g_autoptr (DepotProxySettings) read = depot_proxy_settings_from_json (object);

  g_assert_true (depot_proxy_settings_equal (settings, read));
  g_assert_true (depot_proxy_settings_has_user (read));
}

/* What somebody wrote by hand must not become half a proxy. */
static void
test_nonsense (void)
{
  g_autoptr (JsonObject) object
      = depot_json_parse_object ("{\"mode\":\"server\",\"server\":\"a b\",\"port\":-1}", -1, NULL);
  g_autoptr (DepotProxySettings) read = depot_proxy_settings_from_json (object);

  g_assert_cmpint (depot_proxy_settings_get_mode (read), ==, DEPOT_PROXY_SYSTEM);
  g_assert_false (depot_proxy_settings_has_user (read));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-settings/rules", test_rules);
  g_test_add_func ("/proxy-settings/default-port", test_default_port);
  g_test_add_func ("/proxy-settings/exceptions", test_exceptions);
  g_test_add_func ("/proxy-settings/round-trip", test_round_trip);
  g_test_add_func ("/proxy-settings/nonsense", test_nonsense);
  return g_test_run ();
}
