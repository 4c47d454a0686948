/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the admin is told about an answer of the DNS. */
#include "config.h"

#include "depot-dns-judge.h"

#define NAME "wallacefalls.contoso.com"
#define AZURE "wallacefalls.westeurope.cloudapp.azure.com"
#define OLD "granitefalls.westeurope.cloudapp.azure.com"

static DepotPoint *
make_point (const char *id, const char *azure, const char *address, const char *replaces)
{
  DepotPoint *point = depot_point_new (id);

  g_object_set (point,
                "name",
                id,
                "service-fqdn",
                NAME,
                "azure-fqdn",
                azure,
                "public-ip",
                address,
                "replaces-id",
                replaces,
                NULL);
  return point;
}

static GPtrArray *
split (const char *names)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (names, " ", -1);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    g_ptr_array_add (list, g_strdup (parts[i]));
  return list;
}

static const struct
{
  const char *aliases, *addresses, *addresses6;
  gboolean is_zone, is_endless;
  DepotDnsVerdict verdict;
  const char *way;
} cases[] = {
  { AZURE, "20.1.2.3", "", FALSE, FALSE, DEPOT_DNS_GOOD, NAME " → " AZURE " → 20.1.2.3" },
  /* the address may be another one already: the alias counts */
  { "cdn.contoso.com " AZURE,
    "20.9.9.9",
    "",
    FALSE,
    FALSE,
    DEPOT_DNS_GOOD,
    NAME " → cdn.contoso.com → " AZURE " → 20.9.9.9" },
  { AZURE,
    "",
    "2001:db8::7",
    FALSE,
    FALSE,
    DEPOT_DNS_NO_ADDRESS,
    NAME " → " AZURE " → 2001:db8::7" },
  { "", "20.1.2.3", "", FALSE, FALSE, DEPOT_DNS_BY_ADDRESS, NAME " → 20.1.2.3" },
  { "", "20.1.2.3", "", TRUE, FALSE, DEPOT_DNS_BY_ADDRESS, NAME " → 20.1.2.3" },
  { "", "", "", FALSE, FALSE, DEPOT_DNS_MISSING, NAME },
  { "", "", "", TRUE, FALSE, DEPOT_DNS_APEX, NAME },
  { "", "20.7.7.7", "", TRUE, FALSE, DEPOT_DNS_APEX, NAME " → 20.7.7.7" },
  { OLD, "20.4.5.6", "", FALSE, FALSE, DEPOT_DNS_OTHER_POINT, NAME " → " OLD " → 20.4.5.6" },
  { "", "20.4.5.6", "", FALSE, FALSE, DEPOT_DNS_OTHER_POINT, NAME " → 20.4.5.6" },
  { "www.contoso.com",
    "20.7.7.7",
    "",
    FALSE,
    FALSE,
    DEPOT_DNS_ELSEWHERE,
    NAME " → www.contoso.com → 20.7.7.7" },
  { "gone.contoso.com", "", "", FALSE, FALSE, DEPOT_DNS_ELSEWHERE, NAME " → gone.contoso.com" },
  { AZURE, "", "", FALSE, TRUE, DEPOT_DNS_ENDLESS, NAME " → " AZURE },
};

static DepotDnsReport *
judge (guint i, DepotPoint *point, DepotPoint *other)
{
  g_autoptr (GListStore) points = g_list_store_new (DEPOT_TYPE_POINT);
  g_autoptr (DepotDnsAnswer) answer = g_new0 (DepotDnsAnswer, 1);

  g_list_store_append (points, point);
  g_list_store_append (points, other);
  answer->aliases = split (cases[i].aliases);
  answer->addresses = split (cases[i].addresses);
  answer->addresses6 = split (cases[i].addresses6);
  answer->is_zone = cases[i].is_zone;
  answer->is_endless = cases[i].is_endless;
  return depot_dns_judge (point, answer, G_LIST_MODEL (points));
}

static void
test_verdicts (void)
{
  g_autoptr (DepotPoint) point = make_point ("new", AZURE, "20.1.2.3", NULL);
  g_autoptr (DepotPoint) other = make_point ("old", OLD, "20.4.5.6", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DepotDnsReport) report = judge (i, point, other);

      g_test_message ("%u", i);
      g_assert_cmpstr (depot_dns_verdict_get_nick (report->verdict),
                       ==,
                       depot_dns_verdict_get_nick (cases[i].verdict));
      g_assert_cmpstr (report->way, ==, cases[i].way);
      g_assert_cmpstr (
          report->other_id, ==, cases[i].verdict == DEPOT_DNS_OTHER_POINT ? "old" : NULL);
      g_assert_nonnull (g_strrstr (report->text, "."));
    }
}

/* The same answer reads differently at the old point and at the one that replaces it. */
static void
test_replacement (void)
{
  g_autoptr (DepotPoint) new = make_point ("new", AZURE, "20.1.2.3", "old");
  g_autoptr (DepotPoint) old = make_point ("old", OLD, "20.4.5.6", NULL);
  g_autoptr (DepotDnsReport) before = judge (8, new, old);
  g_autoptr (DepotDnsReport) after = judge (0, old, new);

  g_assert_cmpint (before->verdict, ==, DEPOT_DNS_OTHER_POINT);
  g_assert_nonnull (strstr (before->text, "still leads to old"));
  g_assert_cmpint (after->verdict, ==, DEPOT_DNS_OTHER_POINT);
  g_assert_nonnull (strstr (after->text, "can be deleted"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-judge/verdicts", test_verdicts);
  g_test_add_func ("/dns-judge/replacement", test_replacement);
  return g_test_run ();
}
