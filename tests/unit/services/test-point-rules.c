/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud.h"
#include "depot-error.h"
#include "depot-point-verbs.h"

#define NOW G_GINT64_CONSTANT (1795000000)
#define DAY (24 * 60 * 60)

static const struct
{
  DepotPointState state;
  gboolean start, stop, scale, renew, reapply, delete, busy;
} rules[] = {
  { DEPOT_POINT_READY, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, FALSE },
  { DEPOT_POINT_PROVISIONING, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE },
  { DEPOT_POINT_UPGRADING, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE },
  { DEPOT_POINT_FAILED, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, FALSE },
  { DEPOT_POINT_STARTING, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE },
  { DEPOT_POINT_STOPPING, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE },
  { DEPOT_POINT_STOPPED, TRUE, FALSE, FALSE, TRUE, TRUE, TRUE, FALSE },
  { DEPOT_POINT_UNKNOWN, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE },
  { DEPOT_POINT_DELETING, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE },
};

static void
test_states (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      DepotPointState state = rules[i].state;

      g_test_message ("%s", depot_point_state_get_nick (state));
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_START), ==, rules[i].start);
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_STOP), ==, rules[i].stop);
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_SCALE), ==, rules[i].scale);
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_RENEW), ==, rules[i].renew);
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_REAPPLY), ==, rules[i].reapply);
      g_assert_cmpint (depot_point_state_allows (state, DEPOT_VERB_DELETE), ==, rules[i].delete);
      g_assert_cmpint (depot_point_state_is_busy (state), ==, rules[i].busy);
    }
}

static void
test_why_not (void)
{
  g_autoptr (DepotPoint) point = depot_point_new ("1");

  depot_point_set_state (point, DEPOT_POINT_STOPPED, NOW);
  g_assert_null (depot_point_why_not (point, DEPOT_VERB_START));
  g_assert_true (depot_point_can (point, DEPOT_VERB_START));
  g_assert_cmpstr (depot_point_why_not (point, DEPOT_VERB_STOP),
                   ==,
                   "Only a point that is ready can be stopped.");
  g_assert_cmpstr (depot_point_verb_get_nick (DEPOT_VERB_RENEW), ==, "renew");
}

static void
test_failed (void)
{
  g_autoptr (DepotPoint) point = depot_point_new ("1");

  depot_point_set_state (point, DEPOT_POINT_FAILED, NOW);
  g_assert_false (depot_point_can (point, DEPOT_VERB_REAPPLY));
  g_assert_cmpstr (depot_point_why_not (point, DEPOT_VERB_REAPPLY),
                   ==,
                   "The creation of the point did not come to its end: try that again.");
  g_assert_true (depot_point_can (point, DEPOT_VERB_DELETE));
  g_object_set (point, "ready-at", NOW, NULL);
  g_assert_true (depot_point_can (point, DEPOT_VERB_REAPPLY));
  g_assert_null (depot_point_why_not (point, DEPOT_VERB_REAPPLY));
}

static DepotCertificate *
make_certificate (const char *fingerprint, const char *name, const char *dns_name, gint64 end)
{
  const char *names[] = { dns_name, NULL };
  DepotCertificateFacts facts = {
    .fingerprint = fingerprint,
    .thumbprint = fingerprint,
    .common_name = name,
    .dns_names = names,
    .issuer = "CN=Contoso",
    .subject = "CN=x",
    .key_kind = "RSA",
    .key_bits = 2048,
    .signature_algorithm = "RSA-SHA256",
    .not_before = NOW - DAY,
    .not_after = end,
    .has_server_auth = TRUE,
    .has_eku = TRUE,
    .chain_length = 1,
    .is_protected = TRUE,
  };

  return depot_certificate_new (&facts);
}

static DepotPoint *
make_point (const char *name)
{
  g_autoptr (DepotCertificate) old = make_certificate ("AA", name, "mycmg.contoso.com", NOW + DAY);
  DepotPoint *point = depot_point_new ("1");

  g_object_set (point,
                "certificate",
                old,
                "service-fqdn",
                "mycmg.contoso.com",
                "cloud-id",
                DEPOT_CLOUD_PUBLIC,
                NULL);
  return point;
}

static void
check_refused (const char *old_name, DepotCertificate *certificate, const char *words)
{
  g_autoptr (DepotPoint) point = make_point (old_name);
  g_autoptr (GError) error = NULL;

  g_assert_false (depot_point_check_renewal (point, certificate, NOW, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_REFUSED);
  if (words != NULL)
    g_assert_cmpstr (error->message, ==, words);
}

/* Test vector 8 of the domain reference. */
static void
test_letter_case_counts (void)
{
  g_autoptr (DepotCertificate) small
      = make_certificate ("BB", "mycmg.contoso.com", "mycmg.contoso.com", NOW + 365 * DAY);

  check_refused ("MYCMG.CONTOSO.COM",
                 small,
                 "The existing certificate has a CName of MYCMG.CONTOSO.COM. The new certificate "
                 "has a CName of mycmg.contoso.com. New certificate must have the same CName as "
                 "previous certificate.");
}

static void
test_renewal (void)
{
  g_autoptr (DepotPoint) point = make_point ("mycmg.contoso.com");
  g_autoptr (DepotCertificate) good
      = make_certificate ("BB", "mycmg.contoso.com", "mycmg.contoso.com", NOW + 365 * DAY);
  g_autoptr (DepotCertificate) same
      = make_certificate ("AA", "mycmg.contoso.com", "mycmg.contoso.com", NOW + 365 * DAY);
  g_autoptr (DepotCertificate) expired
      = make_certificate ("BB", "mycmg.contoso.com", "mycmg.contoso.com", NOW - 1);
  g_autoptr (DepotCertificate) stranger
      = make_certificate ("BB", "mycmg.contoso.com", "other.contoso.com", NOW + 365 * DAY);
  g_autoptr (GError) error = NULL;

  g_assert_true (depot_point_check_renewal (point, good, NOW, &error));
  g_assert_no_error (error);
  check_refused ("mycmg.contoso.com", same, "The point has this very certificate already.");
  check_refused ("mycmg.contoso.com", expired, NULL);
  check_refused (
      "mycmg.contoso.com", stranger, "The new certificate is not for mycmg.contoso.com.");
}

static void
test_name_without_common_name (void)
{
  g_autoptr (DepotPoint) point = make_point (NULL);
  g_autoptr (DepotCertificate) named
      = make_certificate ("BB", "mycmg.contoso.com", "mycmg.contoso.com", NOW + 365 * DAY);

  g_assert_true (depot_point_check_renewal (point, named, NOW, NULL));
}

static const struct
{
  const char *one, *other, *marks;
} pairs[] = {
  { "abc", "abc", "   " },
  { "MYCMG.CONTOSO.COM", "mycmg.contoso.com", "^^^^^ ^^^^^^^ ^^^" },
  { "wallacefalls", "walacefalls", "           " },
  { "walacefalls", "wallacefalls", "   ^        " },
  { "a.contoso.com", "a.fabrikam.com", "  ^^^^^^^^    " },
  { "", "ab", "^^" },
  { "ab", "", "" },
  { "gränitefalls", "granitefalls", "  ^         " },
};

static void
test_differences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GArray) flags = depot_name_find_differences (pairs[i].one, pairs[i].other);
      g_autoptr (GString) marks = g_string_new (NULL);

      for (guint j = 0; j < flags->len; j++)
        g_string_append_c (marks, g_array_index (flags, gboolean, j) ? '^' : ' ');
      g_test_message ("%s / %s", pairs[i].one, pairs[i].other);
      g_assert_cmpstr (marks->str, ==, pairs[i].marks);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/point-rules/states", test_states);
  g_test_add_func ("/point-rules/why-not", test_why_not);
  g_test_add_func ("/point-rules/failed", test_failed);
  g_test_add_func ("/point-rules/letter-case-counts", test_letter_case_counts);
  g_test_add_func ("/point-rules/renewal", test_renewal);
  g_test_add_func ("/point-rules/name-without-common-name", test_name_without_common_name);
  g_test_add_func ("/point-rules/differences", test_differences);
  return g_test_run ();
}
