/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate.h"
#include "depot-error.h"

#define DAY (24 * 60 * 60)
#define NOW G_GINT64_CONSTANT (1795435200)

static const char *const one_name[] = { "wallacefalls.contoso.com", NULL };
static const char *const wildcard[] = { "*.contoso.com", NULL };
static const char *const none[] = { NULL };

static DepotCertificateFacts
good_facts (void)
{
  return (DepotCertificateFacts) {
    .fingerprint = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
    .thumbprint = "00112233445566778899AABBCCDDEEFF00112233",
    .common_name = "WallaceFalls.contoso.com",
    .dns_names = one_name,
    .issuer = "CN=Contoso Issuing CA",
    .subject = "CN=WallaceFalls.contoso.com",
    .key_kind = "RSA",
    .key_bits = 2048,
    .signature_algorithm = "RSA-SHA256",
    .not_before = NOW - DAY,
    .not_after = NOW + 365 * DAY,
    .has_server_auth = TRUE,
    .has_eku = TRUE,
    .chain_length = 1,
    .is_protected = TRUE,
  };
}

static gboolean
has_finding (GPtrArray *findings, const char *code, DepotFindingSeverity severity)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const DepotFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->code, code))
        return finding->severity == severity;
    }
  return FALSE;
}

typedef struct
{
  const char *code;
  DepotFindingSeverity severity;
  void (*change) (DepotCertificateFacts *facts);
} Row;

static void
change_nothing (DepotCertificateFacts *facts)
{
}
static void
change_expired (DepotCertificateFacts *facts)
{
  facts->not_after = NOW;
}
static void
change_early (DepotCertificateFacts *facts)
{
  facts->not_before = NOW + 1;
}
static void
change_soon (DepotCertificateFacts *facts)
{
  facts->not_after = NOW + 60 * DAY;
}
static void
change_client (DepotCertificateFacts *facts)
{
  facts->has_server_auth = FALSE;
}
static void
change_eku (DepotCertificateFacts *facts)
{
  facts->has_eku = facts->has_server_auth = FALSE;
}
static void
change_ca (DepotCertificateFacts *facts)
{
  facts->is_ca = TRUE;
}
static void
change_weak (DepotCertificateFacts *facts)
{
  facts->key_bits = 1024;
}
static void
change_ec (DepotCertificateFacts *facts)
{
  facts->key_kind = "EC P-256";
}
static void
change_ed (DepotCertificateFacts *facts)
{
  facts->key_kind = "Ed25519";
}
static void
change_sha1 (DepotCertificateFacts *facts)
{
  facts->signature_algorithm = "RSA-SHA1";
}
static void
change_self (DepotCertificateFacts *facts)
{
  facts->is_self_signed = TRUE;
}
static void
change_open (DepotCertificateFacts *facts)
{
  facts->is_protected = FALSE;
}
static void
change_cn_only (DepotCertificateFacts *facts)
{
  facts->dns_names = none;
}
static void
change_bad (DepotCertificateFacts *facts)
{
  static const char *const names[] = { "a b.contoso.com", NULL };

  facts->dns_names = names;
}
static void
change_no_name (DepotCertificateFacts *facts)
{
  facts->dns_names = none;
  facts->common_name = "10.0.0.4";
}

static void
test_judge (void)
{
  static const Row rows[] = {
    { "good", DEPOT_FINDING_GOOD, change_nothing },
    { "expired", DEPOT_FINDING_REFUSAL, change_expired },
    { "not-yet-valid", DEPOT_FINDING_REFUSAL, change_early },
    { "expires-soon", DEPOT_FINDING_WARNING, change_soon },
    { "no-server-auth", DEPOT_FINDING_REFUSAL, change_client },
    { "no-eku", DEPOT_FINDING_WARNING, change_eku },
    { "is-ca", DEPOT_FINDING_WARNING, change_ca },
    { "weak-key", DEPOT_FINDING_REFUSAL, change_weak },
    { "unusual-key", DEPOT_FINDING_WARNING, change_ec },
    { "unsupported-key", DEPOT_FINDING_REFUSAL, change_ed },
    { "weak-signature", DEPOT_FINDING_REFUSAL, change_sha1 },
    { "self-signed", DEPOT_FINDING_REFUSAL, change_self },
    { "unprotected", DEPOT_FINDING_WARNING, change_open },
    { "no-san", DEPOT_FINDING_WARNING, change_cn_only },
    { "bad-name", DEPOT_FINDING_WARNING, change_bad },
    { "no-name", DEPOT_FINDING_REFUSAL, change_bad },
    { "no-name", DEPOT_FINDING_REFUSAL, change_no_name },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DepotCertificateFacts facts = good_facts ();
      g_autoptr (DepotCertificate) certificate = NULL;
      g_autoptr (GPtrArray) findings = NULL;

      rows[i].change (&facts);
      certificate = depot_certificate_new (&facts);
      findings = depot_certificate_judge (certificate, NOW, FALSE);
      g_test_message ("%s", rows[i].code);
      g_assert_true (has_finding (findings, rows[i].code, rows[i].severity));
      if (rows[i].severity == DEPOT_FINDING_REFUSAL)
        g_assert_false (depot_certificate_is_acceptable (certificate, NOW, FALSE));
    }
}

static void
test_self_signed_in_practice (void)
{
  DepotCertificateFacts facts = good_facts ();
  g_autoptr (DepotCertificate) certificate = NULL;

  facts.is_self_signed = TRUE;
  certificate = depot_certificate_new (&facts);
  g_assert_true (depot_certificate_is_acceptable (certificate, NOW, TRUE));
  g_assert_false (depot_certificate_is_acceptable (certificate, NOW, FALSE));
}

static void
test_worst_first (void)
{
  DepotCertificateFacts facts = good_facts ();
  g_autoptr (DepotCertificate) certificate = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  facts.not_after = NOW + DAY;
  facts.has_server_auth = FALSE;
  certificate = depot_certificate_new (&facts);
  findings = depot_certificate_judge (certificate, NOW, FALSE);
  g_assert_cmpuint (findings->len, ==, 2);
  g_assert_cmpstr (((DepotFinding *) g_ptr_array_index (findings, 0))->code, ==, "no-server-auth");
}

static void
test_covers (void)
{
  static const struct
  {
    const char *host;
    gboolean covered;
  } rows[] = {
    { "clouddp1.contoso.com", TRUE },   { "CloudDP1.CONTOSO.com", TRUE },
    { "a.b.contoso.com", FALSE },       { "contoso.com", FALSE },
    { ".contoso.com", FALSE },          { "*.contoso.com", FALSE },
    { "clouddp1.fabrikam.com", FALSE }, { NULL, FALSE },
  };
  DepotCertificateFacts facts = good_facts ();
  g_autoptr (DepotCertificate) certificate = NULL;

  facts.dns_names = wildcard;
  certificate = depot_certificate_new (&facts);
  g_assert_true (depot_certificate_is_wildcard_only (certificate));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (depot_certificate_covers (certificate, rows[i].host), ==, rows[i].covered);
}

static void
test_names (void)
{
  DepotCertificateFacts facts = good_facts ();
  g_autoptr (DepotCertificate) with_san = depot_certificate_new (&facts);
  g_autoptr (DepotCertificate) cn_only = NULL;
  g_autofree char *key = depot_certificate_dup_key_text (with_san);

  facts.dns_names = none;
  cn_only = depot_certificate_new (&facts);
  g_assert_cmpstr (depot_certificate_get_names (with_san)[0], ==, "wallacefalls.contoso.com");
  g_assert_cmpstr (depot_certificate_get_names (cn_only)[0], ==, "WallaceFalls.contoso.com");
  g_assert_cmpstr (key, ==, "RSA 2048");
}

static void
test_json (void)
{
  DepotCertificateFacts facts = good_facts ();
  g_autoptr (DepotCertificate) certificate = NULL;
  g_autoptr (DepotCertificate) again = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) object_again = NULL;
  g_autoptr (GError) error = NULL;

  facts.is_ca = facts.has_refused_names = TRUE;
  facts.not_after = G_GINT64_CONSTANT (253402300799);
  certificate = depot_certificate_new (&facts);
  object = depot_certificate_to_json (certificate);
  again = depot_certificate_from_json (object, &error);
  g_assert_no_error (error);
  object_again = depot_certificate_to_json (again);
  g_assert_true (json_object_equal (object, object_again));
  g_assert_cmpint (depot_certificate_get_not_after (again), ==, facts.not_after);
}

static void
test_json_refused (void)
{
  static const char *const members[] = { "fingerprint", "dnsNames", "notAfter", "keyBits", "isCa" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      DepotCertificateFacts facts = good_facts ();
      g_autoptr (DepotCertificate) certificate = depot_certificate_new (&facts);
      g_autoptr (JsonObject) object = depot_certificate_to_json (certificate);
      g_autoptr (DepotCertificate) again = NULL;
      g_autoptr (GError) error = NULL;

      json_object_set_string_member (object, members[i], "x");
      again = depot_certificate_from_json (object, &error);
      g_assert_null (again);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, members[i]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate/judge", test_judge);
  g_test_add_func ("/certificate/self-signed-in-practice", test_self_signed_in_practice);
  g_test_add_func ("/certificate/worst-first", test_worst_first);
  g_test_add_func ("/certificate/covers", test_covers);
  g_test_add_func ("/certificate/names", test_names);
  g_test_add_func ("/certificate/json", test_json);
  g_test_add_func ("/certificate/json-refused", test_json_refused);
  return g_test_run ();
}
