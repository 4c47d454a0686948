/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate.h"

static void
test_service_name (void)
{
  static const struct
  {
    const char *name;
    gboolean good;
  } rows[] = {
    { NULL, FALSE },
    { "", FALSE },
    { "ab", FALSE },
    { "abc", TRUE },
    { "granite-falls", FALSE },
    { "Granitefalls", FALSE },
    { "granitefalls", TRUE },
    { "d1594d4527614a09b934d470", TRUE },
    { "d1594d4527614a09b934d4701", FALSE },
    { "wallace falls", FALSE },
    { "wallacefälle", FALSE },
    { "007", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *wrong = depot_name_check_service_name (rows[i].name);

      g_test_message ("%s: %s", rows[i].name, wrong);
      g_assert_cmpint (wrong == NULL, ==, rows[i].good);
    }
}

static void
test_suggestion (void)
{
  static const struct
  {
    const char *fqdn, *name;
  } rows[] = {
    { "WallaceFalls.contoso.com", "wallacefalls" },
    { "GraniteFalls.contoso.com", "granitefalls" },
    { "granite-falls.contoso.com", NULL },
    { "*.contoso.com", NULL },
    { "dp.contoso.com", NULL },
    { "clouddp1", "clouddp1" },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = depot_name_suggest_service_name (rows[i].fqdn);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

static void
test_host_name (void)
{
  g_autofree char *label63 = g_strnfill (63, 'a');
  g_autofree char *label64 = g_strnfill (64, 'a');
  g_autofree char *long_name
      = g_strdup_printf ("%s.%s.%s.%s.com", label63, label63, label63, label63);
  const struct
  {
    const char *name;
    gboolean is_host, is_pattern;
  } rows[] = {
    { "wallacefalls.contoso.com", TRUE, TRUE },
    { "localhost", TRUE, TRUE },
    { "xn--bcher-kva.example", TRUE, TRUE },
    { label63, TRUE, TRUE },
    { label64, FALSE, FALSE },
    { long_name, FALSE, FALSE },
    { NULL, FALSE, FALSE },
    { "", FALSE, FALSE },
    { ".", FALSE, FALSE },
    { "contoso.com.", FALSE, FALSE },
    { ".contoso.com", FALSE, FALSE },
    { "a..com", FALSE, FALSE },
    { "-a.com", FALSE, FALSE },
    { "a-.com", FALSE, FALSE },
    { "10.0.0.4", FALSE, FALSE },
    { "[::1]", FALSE, FALSE },
    { "a b.com", FALSE, FALSE },
    { "a.com\r\nHost: b", FALSE, FALSE },
    { "a_b.com", FALSE, FALSE },
    { "bücher.example", FALSE, FALSE },
    { "a.com/x", FALSE, FALSE },
    { "a@b.com", FALSE, FALSE },
    { "*.contoso.com", FALSE, TRUE },
    { "*.com", FALSE, FALSE },
    { "*", FALSE, FALSE },
    { "*.*.contoso.com", FALSE, FALSE },
    { "w*.contoso.com", FALSE, FALSE },
    { "a.*.contoso.com", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (depot_name_is_host_name (rows[i].name), ==, rows[i].is_host);
      g_assert_cmpint (depot_name_is_pattern (rows[i].name), ==, rows[i].is_pattern);
    }
}

static void
test_service_fqdn (void)
{
  static const struct
  {
    const char *fqdn;
    gboolean good;
  } rows[] = {
    { "clouddp1.contoso.com", TRUE },
    { "WallaceFalls.contoso.com", TRUE },
    { "contoso.com", TRUE },
    { "*.contoso.com", FALSE },
    { "clouddp1", FALSE },
    { "ab.contoso.com", FALSE },
    { "cloud-dp1.contoso.com", FALSE },
    { "cloud dp1.contoso.com", FALSE },
    { "clouddp1.contoso.com.", FALSE },
    { "192.168.1.1", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *wrong = depot_name_check_service_fqdn (rows[i].fqdn);

      g_test_message ("%s: %s", rows[i].fqdn, wrong);
      g_assert_cmpint (wrong == NULL, ==, rows[i].good);
    }
}

static void
test_unicode (void)
{
  g_autofree char *book = depot_name_to_unicode ("xn--bcher-kva.example");
  g_autofree char *any_book = depot_name_to_unicode ("*.xn--bcher-kva.example");
  g_autofree char *broken = depot_name_to_unicode ("xn--999999999.example");

  g_assert_cmpstr (book, ==, "bücher.example");
  g_assert_cmpstr (any_book, ==, "*.bücher.example");
  g_assert_nonnull (broken);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/service-name", test_service_name);
  g_test_add_func ("/names/suggestion", test_suggestion);
  g_test_add_func ("/names/host-name", test_host_name);
  g_test_add_func ("/names/service-fqdn", test_service_fqdn);
  g_test_add_func ("/names/unicode", test_unicode);
  return g_test_run ();
}
