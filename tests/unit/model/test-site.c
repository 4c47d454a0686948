/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-site.h"

static void
test_code (void)
{
  static const struct
  {
    const char *code;
    gboolean good;
  } rows[] = {
    { "A1B", TRUE },  { "CEN", TRUE },   { "ab1", TRUE },  { "007", TRUE },  { "SMS", FALSE },
    { "sms", FALSE }, { "AUX", FALSE },  { "CON", FALSE }, { "NUL", FALSE }, { "PRN", FALSE },
    { "ENV", FALSE }, { "ABCD", FALSE }, { "AB", FALSE },  { "", FALSE },    { NULL, FALSE },
    { "A-B", FALSE }, { "Ä1", FALSE },   { "A B", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].code);
      g_assert_cmpint (depot_site_check_code (rows[i].code) == NULL, ==, rows[i].good);
    }
}

static void
test_name (void)
{
  g_autofree char *fifty = g_strnfill (50, 'a');
  g_autofree char *too_long = g_strnfill (51, 'a');

  g_assert_null (depot_site_check_name ("Contoso head office"));
  g_assert_null (depot_site_check_name ("Contoso-2"));
  g_assert_null (depot_site_check_name (fifty));
  g_assert_nonnull (depot_site_check_name (too_long));
  g_assert_nonnull (depot_site_check_name ("  "));
  g_assert_nonnull (depot_site_check_name (NULL));
  g_assert_nonnull (depot_site_check_name ("Contoso <b>"));
}

static void
test_hierarchy (void)
{
  g_autoptr (DepotSite) central = depot_site_new ("cen", "Contoso", DEPOT_SITE_CENTRAL, NULL);
  g_autoptr (DepotSite) child = depot_site_new ("EU1", "Europe", DEPOT_SITE_CHILD_PRIMARY, "CEN");
  g_autoptr (DepotSite) alone
      = depot_site_new ("ONE", "Fabrikam", DEPOT_SITE_STANDALONE_PRIMARY, NULL);
  g_autofree char *label = depot_site_dup_label (central);

  g_assert_cmpstr (label, ==, "CEN - Contoso");
  g_assert_true (depot_site_is_top_level (central));
  g_assert_false (depot_site_is_primary (central));
  g_assert_false (depot_site_is_top_level (child));
  g_assert_true (depot_site_is_primary (child));
  g_assert_true (depot_site_is_top_level (alone));
  g_assert_true (depot_site_is_primary (alone));
  g_assert_cmpstr (depot_site_get_parent_code (child), ==, "CEN");
}

static void
test_kinds (void)
{
  for (DepotSiteKind kind = DEPOT_SITE_STANDALONE_PRIMARY; kind <= DEPOT_SITE_CHILD_PRIMARY; kind++)
    {
      DepotSiteKind again = -1;

      g_assert_true (depot_site_kind_from_nick (depot_site_kind_get_nick (kind), &again));
      g_assert_cmpint (again, ==, kind);
      g_assert_nonnull (depot_site_kind_get_label (kind));
    }
  g_assert_false (depot_site_kind_from_nick ("secondary", NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site/code", test_code);
  g_test_add_func ("/site/name", test_name);
  g_test_add_func ("/site/hierarchy", test_hierarchy);
  g_test_add_func ("/site/kinds", test_kinds);
  return g_test_run ();
}
