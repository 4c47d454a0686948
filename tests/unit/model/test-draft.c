/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-draft.h"
#include "depot-error.h"
#include "depot-json.h"

#define NOW G_GINT64_CONSTANT (1795435200)
#define GUID "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01"

static DepotCertificate *
make_certificate (const char *first, const char *second)
{
  const char *names[] = { first, second, NULL };
  g_autofree char *fingerprint = g_compute_checksum_for_string (G_CHECKSUM_SHA256, first, -1);
  g_autofree char *upper = g_ascii_strup (fingerprint, -1);
  DepotCertificateFacts facts = {
    .fingerprint = upper,
    .common_name = first,
    .dns_names = names,
    .key_kind = "RSA",
    .key_bits = 2048,
    .signature_algorithm = "RSA-SHA256",
    .not_before = NOW - 1000,
    .not_after = NOW + 365 * 24 * 60 * 60,
    .has_server_auth = TRUE,
    .has_eku = TRUE,
    .chain_length = 1,
    .is_protected = TRUE,
  };

  return depot_certificate_new (&facts);
}

static DepotDraft *
make_good (void)
{
  g_autoptr (DepotCertificate) certificate = make_certificate ("wallacefalls.contoso.com", NULL);
  DepotDraft *draft = depot_draft_new ();

  g_object_set (draft,
                "cloud-id",
                "public",
                "account-id",
                "o.t",
                "subscription-id",
                GUID,
                "region",
                "westeurope",
                "group-name",
                "depots",
                "group-region",
                "westeurope",
                "site-code",
                "CEN",
                "certificate",
                certificate,
                NULL);
  return draft;
}

static void
test_defaults (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  static const struct
  {
    const char *property;
    guint value;
  } rows[] = {
    { "storage-quota-gb", 2000 },
    { "storage-warning-percent", 50 },
    { "storage-critical-percent", 90 },
    { "transfer-quota-gb", 10000 },
    { "transfer-warning-percent", 50 },
    { "transfer-critical-percent", 90 },
    { "instance-count", 1 },
    { "method", DEPOT_METHOD_RESOURCE_MANAGER },
  };
  gboolean storage, transfer, group_is_new;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint value = 0;

      g_object_get (draft, rows[i].property, &value, NULL);
      g_assert_cmpuint (value, ==, rows[i].value);
    }
  g_object_get (draft,
                "storage-quota-enabled",
                &storage,
                "transfer-quota-enabled",
                &transfer,
                "group-is-new",
                &group_is_new,
                NULL);
  g_assert_true (storage && transfer && !group_is_new);
  g_assert_cmpstr (depot_draft_get_vm_size (draft), ==, "Standard_B2s_v2");
  g_assert_true (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_ALERTS, NOW));
  g_assert_false (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_GENERAL, NOW));
  g_assert_false (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_SETTINGS, NOW));
  g_assert_false (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_SUMMARY, NOW));
}

static void
test_good (void)
{
  g_autoptr (DepotDraft) draft = make_good ();

  for (DepotDraftPage page = DEPOT_DRAFT_PAGE_GENERAL; page < DEPOT_N_DRAFT_PAGES; page++)
    {
      const char *const *fields = depot_draft_page_get_fields (draft, page);

      for (guint i = 0; fields[i]; i++)
        {
          g_test_message ("%s: %s", fields[i], depot_draft_check (draft, fields[i], NOW));
          g_assert_nonnull (g_object_class_find_property (G_OBJECT_GET_CLASS (draft), fields[i]));
          g_assert_nonnull (depot_draft_field_get_label (fields[i]));
        }
      g_assert_true (depot_draft_page_is_complete (draft, page, NOW));
      g_assert_nonnull (depot_draft_page_get_title (page));
    }
}

static void
test_text_rules (void)
{
  static const struct
  {
    const char *property, *value;
    gboolean good;
  } rows[] = {
    { "cloud-id", NULL, FALSE },
    { "account-id", NULL, FALSE },
    { "client-id", NULL, TRUE },
    { "client-id", GUID, TRUE },
    { "client-id", "my app", FALSE },
    { "tenant-id", "contoso.onmicrosoft.com", TRUE },
    { "tenant-id", "organizations", TRUE },
    { "tenant-id", GUID, TRUE },
    { "tenant-id", "a/../b", FALSE },
    { "subscription-id", NULL, FALSE },
    { "subscription-id", " {0C1D7AC0-5E2B-4F6A-9D61-8A2F5B7E0A01} ", TRUE },
    { "subscription-id", "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a0", FALSE },
    { "subscription-id", "0c1d7ac05e2b4f6a9d618a2f5b7e0a01", FALSE },
    { "subscription-id", "gc1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01", FALSE },
    { "region", NULL, FALSE },
    { "region", "West Europe", FALSE },
    { "site-code", NULL, FALSE },
    { "site-code", "SMS", FALSE },
    { "site-code", "ab1", TRUE },
    { "service-fqdn", NULL, FALSE },
    { "service-fqdn", "granitefalls.contoso.com", FALSE },
    { "service-fqdn", "WALLACEFALLS.contoso.com", TRUE },
    { "service-name", NULL, FALSE },
    { "service-name", "Granitefalls", TRUE },
    { "service-name", "granite-falls", FALSE },
    { "service-name", "ab", FALSE },
    { "service-name", "d1594d4527614a09b934d470", TRUE },
    { "service-name", "d1594d4527614a09b934d4701", FALSE },
    { "description", NULL, TRUE },
    { "vm-size", NULL, FALSE },
    { "vm-size", "Standard_D2as_v5", TRUE },
    { "vm-size", "Standard D2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotDraft) draft = make_good ();
      const char *wrong;

      g_object_set (draft, rows[i].property, rows[i].value, NULL);
      wrong = depot_draft_check (draft, rows[i].property, NOW);
      g_test_message ("%s = %s: %s", rows[i].property, rows[i].value, wrong);
      g_assert_cmpint (wrong == NULL, ==, rows[i].good);
    }
}

static void
test_number_rules (void)
{
  static const struct
  {
    const char *property;
    guint value;
    gboolean good;
  } rows[] = {
    { "storage-quota-gb", 0, FALSE },
    { "storage-quota-gb", 1, TRUE },
    { "storage-quota-gb", 1000000, TRUE },
    { "storage-quota-gb", 1000001, FALSE },
    { "transfer-quota-gb", 0, FALSE },
    { "transfer-quota-gb", 1000000, TRUE },
    { "storage-warning-percent", 0, FALSE },
    { "storage-warning-percent", 101, FALSE },
    { "storage-critical-percent", 50, FALSE },
    { "storage-critical-percent", 51, TRUE },
    { "storage-critical-percent", 100, TRUE },
    { "storage-critical-percent", 101, FALSE },
    { "transfer-warning-percent", 0, FALSE },
    { "transfer-critical-percent", 49, FALSE },
    { "transfer-critical-percent", 100, TRUE },
    { "instance-count", 0, FALSE },
    { "instance-count", 16, TRUE },
    { "instance-count", 17, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotDraft) draft = make_good ();

      g_object_set (draft, rows[i].property, rows[i].value, NULL);
      g_test_message ("%s = %u", rows[i].property, rows[i].value);
      g_assert_cmpint (depot_draft_check (draft, rows[i].property, NOW) == NULL, ==, rows[i].good);
    }
}

static void
test_quota_switched_off (void)
{
  g_autoptr (DepotDraft) draft = make_good ();

  g_object_set (draft, "storage-quota-gb", 0, "storage-critical-percent", 10, NULL);
  g_assert_false (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_ALERTS, NOW));
  g_object_set (draft, "storage-quota-enabled", FALSE, NULL);
  g_assert_true (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_ALERTS, NOW));
}

static void
test_group_rules (void)
{
  g_autofree char *ninety = g_strnfill (90, 'g');
  g_autofree char *too_long = g_strnfill (91, 'g');
  const struct
  {
    const char *name, *region;
    gboolean is_new, good;
  } rows[] = {
    { "depots", "westeurope", FALSE, TRUE },
    { "depots", "WestEurope", FALSE, TRUE },
    { "depots", "eastus", FALSE, FALSE },
    { "depots", "eastus", TRUE, TRUE },
    { "depots", NULL, FALSE, TRUE },
    { NULL, NULL, FALSE, FALSE },
    { NULL, NULL, TRUE, FALSE },
    { "a_b-c.(d)", NULL, TRUE, TRUE },
    { "depots.", NULL, TRUE, FALSE },
    { "de pots", NULL, TRUE, FALSE },
    { "de/pots", NULL, TRUE, FALSE },
    { ninety, NULL, TRUE, TRUE },
    { too_long, NULL, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotDraft) draft = make_good ();

      g_object_set (draft,
                    "group-name",
                    rows[i].name,
                    "group-region",
                    rows[i].region,
                    "group-is-new",
                    rows[i].is_new,
                    NULL);
      g_test_message ("%s in %s", rows[i].name, rows[i].region);
      g_assert_cmpint (depot_draft_check (draft, "group-name", NOW) == NULL, ==, rows[i].good);
    }
}

static void
test_suggestions (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (DepotCertificate) wallace = make_certificate ("WallaceFalls.contoso.com", NULL);
  g_autoptr (DepotCertificate) granite = make_certificate ("GraniteFalls.contoso.com", NULL);

  depot_draft_set_certificate (draft, wallace);
  g_assert_cmpstr (depot_draft_get_service_fqdn (draft), ==, "WallaceFalls.contoso.com");
  g_assert_cmpstr (depot_draft_get_service_name (draft), ==, "wallacefalls");
  depot_draft_set_certificate (draft, granite);
  g_assert_cmpstr (depot_draft_get_service_fqdn (draft), ==, "GraniteFalls.contoso.com");
  g_assert_cmpstr (depot_draft_get_service_name (draft), ==, "granitefalls");

  g_object_set (draft, "service-name", "mine", NULL);
  depot_draft_set_certificate (draft, wallace);
  g_assert_cmpstr (depot_draft_get_service_fqdn (draft), ==, "WallaceFalls.contoso.com");
  g_assert_cmpstr (depot_draft_get_service_name (draft), ==, "mine");

  g_object_set (draft, "service-fqdn", "other.contoso.com", NULL);
  depot_draft_set_certificate (draft, granite);
  g_assert_cmpstr (depot_draft_get_service_fqdn (draft), ==, "other.contoso.com");
}

static void
test_wildcard (void)
{
  static const struct
  {
    const char *fqdn;
    gboolean good;
  } rows[] = {
    { "clouddp1.contoso.com", TRUE },
    { "a.b.contoso.com", FALSE },
    { "contoso.com", FALSE },
    { "*.contoso.com", FALSE },
  };
  g_autoptr (DepotDraft) draft = make_good ();
  g_autoptr (DepotCertificate) wildcard = make_certificate ("*.contoso.com", NULL);

  depot_draft_set_certificate (draft, wildcard);
  g_assert_cmpstr (depot_draft_get_service_fqdn (draft), ==, "*.contoso.com");
  g_assert_null (depot_draft_get_service_name (draft));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_object_set (draft, "service-fqdn", rows[i].fqdn, NULL);
      g_assert_cmpint (depot_draft_check (draft, "service-fqdn", NOW) == NULL, ==, rows[i].good);
    }
  g_object_set (draft, "service-fqdn", "clouddp1.contoso.com", NULL);
  g_assert_cmpstr (depot_draft_get_service_name (draft), ==, "clouddp1");
}

/* a name typed letter by letter: the suggestion follows until the admin takes over */
static void
test_typing (void)
{
  static const char *const typed[] = { "w", "wa", "wal", "wall", "wall.", "wall.contoso.com" };
  static const char *const names[] = { NULL, NULL, "wal", "wall", NULL, "wall" };
  g_autoptr (DepotDraft) draft = depot_draft_new ();

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_object_set (draft, "service-fqdn", typed[i], NULL);
      g_assert_cmpstr (depot_draft_get_service_name (draft), ==, names[i]);
    }
}

static void
test_certificate_rules (void)
{
  g_autoptr (DepotDraft) draft = make_good ();

  g_assert_null (depot_draft_check (draft, "certificate", NOW));
  g_assert_nonnull (depot_draft_check (draft, "certificate", NOW + 400 * 24 * 60 * 60));
  depot_draft_set_certificate (draft, NULL);
  g_assert_nonnull (depot_draft_check (draft, "certificate", NOW));
}

static void
test_classic (void)
{
  g_autoptr (DepotDraft) draft = make_good ();

  g_object_set (
      draft, "method", DEPOT_METHOD_CLASSIC, "account-id", NULL, "group-name", NULL, NULL);
  g_assert_false (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_GENERAL, NOW));
  g_object_set (draft, "management-fingerprint", "AABB", NULL);
  g_assert_true (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_GENERAL, NOW));
  g_assert_true (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_SETTINGS, NOW));
}

static void
test_trimming (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  guint notified = 0;

  g_signal_connect_swapped (draft, "notify::region", G_CALLBACK (g_atomic_int_inc), &notified);
  g_object_set (draft, "region", "  westeurope\n", NULL);
  g_object_set (draft, "region", "westeurope", NULL);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpstr (depot_draft_get_region (draft), ==, "westeurope");
  g_object_set (draft, "region", "   ", NULL);
  g_assert_null (depot_draft_get_region (draft));
  g_object_set (draft, "subscription-id", "{0C1D7AC0-5E2B-4F6A-9D61-8A2F5B7E0A01}", NULL);
  g_assert_cmpstr (depot_draft_get_subscription_id (draft), ==, GUID);
}

static void
test_touched (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();

  g_assert_false (depot_draft_is_touched (draft));
  g_object_set (draft, "description", "x", NULL);
  g_assert_true (depot_draft_is_touched (draft));
  g_object_set (draft, "description", "", NULL);
  g_assert_false (depot_draft_is_touched (draft));
  g_object_set (draft, "cloud-id", "public", NULL);
  depot_draft_mark_untouched (draft);
  g_assert_false (depot_draft_is_touched (draft));
  g_object_set (draft, "storage-quota-gb", 10, NULL);
  g_assert_true (depot_draft_is_touched (draft));
}

static void
test_pages (void)
{
  DepotDraftPage page = DEPOT_DRAFT_PAGE_GENERAL;

  g_assert_cmpint (depot_draft_page_previous (page), ==, page);
  for (guint i = 1; i < DEPOT_N_DRAFT_PAGES; i++)
    {
      DepotDraftPage next = depot_draft_page_next (page);

      g_assert_cmpint (next, ==, i);
      g_assert_cmpint (depot_draft_page_previous (next), ==, page);
      page = next;
    }
  g_assert_cmpint (depot_draft_page_next (page), ==, page);
}

static void
test_json (void)
{
  g_autoptr (DepotDraft) draft = make_good ();
  g_autoptr (DepotDraft) again = NULL;
  g_autoptr (DepotDraft) copy = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) object_again = NULL;
  g_autoptr (JsonObject) object_copy = NULL;
  g_autoptr (GError) error = NULL;

  /* a cleared field must not be filled in again by reading */
  g_object_set (draft,
                "service-name",
                NULL,
                "method",
                DEPOT_METHOD_CLASSIC,
                "transfer-quota-enabled",
                FALSE,
                NULL);
  object = depot_draft_to_json (draft);
  again = depot_draft_from_json (object, &error);
  g_assert_no_error (error);
  object_again = depot_draft_to_json (again);
  g_assert_true (json_object_equal (object, object_again));
  copy = depot_draft_copy (draft);
  object_copy = depot_draft_to_json (copy);
  g_assert_true (json_object_equal (object, object_copy));
  g_assert_cmpstr (json_object_get_string_member (object, "method"), ==, "classic");
}

static void
test_json_refused (void)
{
  static const struct
  {
    const char *text, *named;
  } rows[] = {
    { "{\"regoin\":\"westeurope\"}", "regoin" },
    { "{\"password\":\"x\"}", "password" },
    { "{\"region\":5}", "region" },
    { "{\"region\":[\"westeurope\"]}", "region" },
    { "{\"method\":\"terraform\"}", "method" },
    { "{\"method\":0}", "method" },
    { "{\"storageQuotaGb\":\"2000\"}", "storageQuotaGb" },
    { "{\"storageQuotaGb\":-1}", "storageQuotaGb" },
    { "{\"storageQuotaGb\":2000.5}", "storageQuotaGb" },
    { "{\"storageQuotaGb\":99999999999}", "storageQuotaGb" },
    { "{\"groupIsNew\":1}", "groupIsNew" },
    { "{\"certificate\":\"x\"}", "certificate" },
    { "{\"certificate\":{}}", "fingerprint" },
    { "{\"certificateFile\":{}}", "certificateFile" },
    { "{\"managementCertificateFile\":7}", "managementCertificateFile" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) object = depot_json_parse_object (rows[i].text, -1, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotDraft) draft = depot_draft_from_json (object, &error);

      g_assert_null (draft);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].named));
    }
}

/* Every field of the example that only a person can know is there, and good as it stands. */
static void
test_example (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("DEPOT_EXAMPLES"), "draft.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (DepotDraft) draft = NULL;
  g_autoptr (DepotCertificate) certificate = make_certificate ("wallacefalls.contoso.com", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  object = depot_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (depot_json_peek_string (object, DEPOT_DRAFT_CERTIFICATE_FILE));
  draft = depot_draft_from_json (object, &error);
  g_assert_no_error (error);

  depot_draft_set_certificate (draft, certificate);
  g_object_set (draft, "account-id", "o.t", NULL);
  g_assert_true (depot_draft_page_is_complete (draft, DEPOT_DRAFT_PAGE_SUMMARY, NOW));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/defaults", test_defaults);
  g_test_add_func ("/draft/good", test_good);
  g_test_add_func ("/draft/text-rules", test_text_rules);
  g_test_add_func ("/draft/number-rules", test_number_rules);
  g_test_add_func ("/draft/quota-switched-off", test_quota_switched_off);
  g_test_add_func ("/draft/group-rules", test_group_rules);
  g_test_add_func ("/draft/suggestions", test_suggestions);
  g_test_add_func ("/draft/wildcard", test_wildcard);
  g_test_add_func ("/draft/typing", test_typing);
  g_test_add_func ("/draft/certificate-rules", test_certificate_rules);
  g_test_add_func ("/draft/classic", test_classic);
  g_test_add_func ("/draft/trimming", test_trimming);
  g_test_add_func ("/draft/touched", test_touched);
  g_test_add_func ("/draft/pages", test_pages);
  g_test_add_func ("/draft/json", test_json);
  g_test_add_func ("/draft/json-refused", test_json_refused);
  g_test_add_func ("/draft/example", test_example);
  return g_test_run ();
}
