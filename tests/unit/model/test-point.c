/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-json.h"
#include "depot-point.h"

#define NOW G_GINT64_CONSTANT (1795435200)

static DepotPoint *
make_point (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();

  g_object_set (draft,
                "cloud-id",
                "public",
                "service-fqdn",
                "WallaceFalls.contoso.com",
                "region",
                "westeurope",
                "group-name",
                "depots",
                "group-is-new",
                TRUE,
                "site-code",
                "CEN",
                "storage-quota-gb",
                500,
                NULL);
  return depot_point_new_from_draft (draft, "11111111-2222-3333-4444-555555555555", NOW);
}

static void
test_from_draft (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  gboolean ours = FALSE;
  guint quota = 0;

  g_object_get (point, "group-is-ours", &ours, "storage-quota-gb", &quota, NULL);
  g_assert_true (ours);
  g_assert_cmpuint (quota, ==, 500);
  g_assert_cmpstr (depot_point_get_name (point), ==, "wallacefalls");
  g_assert_cmpstr (depot_point_get_service_fqdn (point), ==, "WallaceFalls.contoso.com");
  g_assert_cmpint (depot_point_get_state (point), ==, DEPOT_POINT_PROVISIONING);
  g_assert_cmpint (depot_point_get_state_since (point), ==, NOW);
  g_assert_cmpint (depot_point_get_created_at (point), ==, NOW);
  g_assert_cmpint (depot_point_get_ready_at (point), ==, 0);
}

/* There and back: the same answers, and nothing counts as typed. */
static void
test_make_draft (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  g_autoptr (DepotDraft) draft = NULL;
  g_autoptr (DepotPoint) again = NULL;
  static const char *const same[]
      = { "service-fqdn", "service-name", "region", "group-name", "vm-size" };

  g_object_set (point, "description", "Lab", "storage-quota-gb", 3000, NULL);
  draft = depot_point_make_draft (point);
  g_assert_false (depot_draft_is_touched (draft));
  g_assert_cmpstr (depot_draft_get_description (draft), ==, "Lab");
  again = depot_point_new_from_draft (draft, depot_point_get_id (point), NOW);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *was = NULL;
      g_autofree char *is = NULL;

      g_object_get (point, same[i], &was, NULL);
      g_object_get (again, same[i], &is, NULL);
      g_assert_cmpstr (is, ==, was);
    }
  g_object_set (draft, "storage-quota-gb", 2000, NULL);
  g_assert_true (depot_draft_is_touched (draft));
}

static void
test_states (void)
{
  static const struct
  {
    DepotPointState state;
    guint number;
    const char *nick;
  } rows[] = {
    { DEPOT_POINT_READY, 0, "ready" },         { DEPOT_POINT_PROVISIONING, 1, "provisioning" },
    { DEPOT_POINT_UPGRADING, 2, "upgrading" }, { DEPOT_POINT_FAILED, 3, "failed" },
    { DEPOT_POINT_STARTING, 4, "starting" },   { DEPOT_POINT_STOPPING, 5, "stopping" },
    { DEPOT_POINT_STOPPED, 6, "stopped" },     { DEPOT_POINT_UNKNOWN, 98, "unknown" },
    { DEPOT_POINT_DELETING, 99, "deleting" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DepotPointState again = 1000;

      g_assert_cmpuint (rows[i].state, ==, rows[i].number);
      g_assert_cmpstr (depot_point_state_get_nick (rows[i].state), ==, rows[i].nick);
      g_assert_true (depot_point_state_from_nick (rows[i].nick, &again));
      g_assert_cmpint (again, ==, rows[i].state);
      g_assert_nonnull (depot_point_state_get_label (rows[i].state));
      g_assert_true (g_str_has_suffix (depot_point_state_get_icon (rows[i].state), "-symbolic"));
    }
  g_assert_null (depot_point_state_get_nick (7));
}

static void
test_status (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  g_autofree char *fresh = depot_point_dup_status (point);
  g_autofree char *busy = NULL;
  g_autofree char *failed = NULL;
  g_autofree char *ready = NULL;

  g_object_set (point, "status-text", "Azure is building the service", "progress", 0.4, NULL);
  busy = depot_point_dup_status (point);
  g_object_set (point, "status-text", "the name is taken", NULL);
  depot_point_set_state (point, DEPOT_POINT_FAILED, NOW + 1);
  failed = depot_point_dup_status (point);
  depot_point_set_state (point, DEPOT_POINT_READY, NOW + 2);
  ready = depot_point_dup_status (point);

  g_assert_cmpstr (fresh, ==, "Provisioning");
  g_assert_cmpstr (busy, ==, "Azure is building the service, 40 %");
  g_assert_cmpstr (failed, ==, "Failed: the name is taken");
  g_assert_cmpstr (ready, ==, "Ready");
  g_assert_cmpint (depot_point_get_ready_at (point), ==, NOW + 2);
}

static void
test_cname (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  g_autofree char *record = NULL;

  g_assert_null (depot_point_dup_cname_record (point));
  g_object_set (point, "azure-fqdn", "wallacefalls.westeurope.cloudapp.azure.com", NULL);
  record = depot_point_dup_cname_record (point);
  g_assert_cmpstr (record,
                   ==,
                   "WallaceFalls.contoso.com. 3600 IN CNAME "
                   "wallacefalls.westeurope.cloudapp.azure.com.");
}

static void
test_json (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  g_autoptr (DepotPoint) again = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) object_again = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (point,
                "progress",
                0.5,
                "storage-used-bytes",
                G_GUINT64_CONSTANT (1) << 50,
                "usage-at",
                NOW,
                "serial",
                (gint64) 7,
                NULL);
  object = depot_point_to_json (point);
  g_assert_false (json_object_has_member (object, "progress"));
  json_object_set_string_member (object, "fromANewerVersion", "x");
  again = depot_point_from_json (object, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (depot_point_get_progress (again), ==, -1.0);
  g_assert_cmpint (depot_point_get_serial (again), ==, 7);
  json_object_remove_member (object, "fromANewerVersion");
  object_again = depot_point_to_json (again);
  g_assert_true (json_object_equal (object, object_again));
}

static void
test_json_refused (void)
{
  static const char *const texts[] = { "{}",
                                       "{\"id\":7}",
                                       "{\"id\":\"x\",\"state\":\"dancing\"}",
                                       "{\"id\":\"x\",\"createdAt\":\"yesterday\"}",
                                       "{\"id\":\"x\",\"transferBytes\":-5}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonObject) object = depot_json_parse_object (texts[i], -1, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotPoint) point = depot_point_from_json (object, &error);

      g_assert_null (point);
      g_assert_nonnull (error);
      g_assert_true (error->domain == DEPOT_ERROR);
    }
}

static void
count_notify (GObject *object, GParamSpec *spec, GString *names)
{
  g_string_append_printf (names, "%s ", spec->name);
}

static char *
to_text (DepotPoint *point)
{
  g_autoptr (JsonObject) object = depot_point_to_json (point);

  return depot_json_object_to_text (object);
}

static DepotCertificate *
make_certificate (const char *name)
{
  g_autofree char *fingerprint = g_strnfill (64, *name);
  g_autofree char *thumbprint = g_strnfill (40, *name);
  g_autofree char *text = g_strdup_printf (
      "{\"fingerprint\":\"%s\",\"thumbprint\":\"%s\",\"commonName\":\"%s\","
      "\"dnsNames\":[\"*.contoso.com\",\"}{\\\"\"],\"keyBits\":2048,\"chainLength\":1,"
      "\"notBefore\":\"2026-01-01T00:00:00Z\","
      "\"notAfter\":\"2027-01-01T00:00:00Z\","
      "\"isSelfSigned\":true,\"isCa\":false,"
      "\"hasServerAuth\":true,\"hasEku\":true,"
      "\"isProtected\":false,\"hasRefusedNames\":false}",
      fingerprint,
      thumbprint,
      name);
  g_autoptr (JsonObject) object = depot_json_parse_object (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  DepotCertificate *certificate = depot_certificate_from_json (object, &error);

  g_assert_no_error (error);
  return certificate;
}

/* The quick way and the parser's make the same point. */
static void
test_text (void)
{
  static const char *const names[] = { "A.contoso.com", "B.contoso.com", "B.contoso.com" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DepotPoint) point = make_point ();
      g_autoptr (DepotCertificate) certificate = make_certificate (names[i]);
      g_autoptr (DepotPoint) back = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *text_back = NULL;

      g_object_set (point,
                    "certificate",
                    certificate,
                    "description",
                    "“Ünïcode” ✓ \"quoted\" \\ tab\tline\nend",
                    "azure-fqdn",
                    "falls.westeurope.cloudapp.azure.com",
                    "storage-used-bytes",
                    G_GUINT64_CONSTANT (123456789012),
                    "transfer-quota-enabled",
                    FALSE,
                    NULL);
      depot_point_set_state (point, DEPOT_POINT_READY, NOW + 60);
      text = to_text (point);
      back = depot_point_from_text (text, &error);
      g_assert_no_error (error);
      text_back = to_text (back);
      g_assert_cmpstr (text, ==, text_back);
      g_assert_cmpstr (
          depot_certificate_get_common_name (depot_point_get_certificate (back)), ==, names[i]);
    }
}

/* What the quick way does not understand the parser judges: taken or refused as ever. */
static void
test_text_of_others (void)
{
  static const char *const good[] = {
    "{\"id\":\"p\",\"description\":\"\\u00e9t\\u00e9\"}",
    " { \"id\" : \"p\" , \"later\" : { \"a\" : [ 1 , { \"}\" : 2 } ] } , \"description\" : \"été\" "
    "} ",
    "{\"later\":[1,2],\"id\":\"p\",\"description\":\"été\"}",
    "{\"later\":-1.5e3,\"id\":\"p\",\"description\":\"  été \"}",
    "{\"id\":\"p\",\"description\":\"été\",\"region\":null,\"progress\":0.5,\"later\":0}",
  };
  static const char *const bad[] = {
    "",
    "{",
    "{}",
    "[]",
    "{\"id\":\"p\"",
    "{\"id\":\"p\"}x",
    "{\"id\":\"p\",}",
    "{\"id\":\"p\",\"description\":7}",
    "{\"id\":\"p\",\"createdAt\":\"soon\"}",
    "{\"id\":\"p\",\"state\":\"asleep\"}",
    "{\"id\":\"p\",\"groupIsOurs\":\"yes\"}",
    "{\"id\":\"p\",\"storageQuotaGb\":99999999999}",
    "{\"id\":\"p\",\"storageQuotaGb\":1.5}",
    "{\"id\":\"p\",\"storageQuotaGb\":007}",
    "{\"id\":\"p\",\"certificate\":{}}",
    "{\"id\":\"p\",\"certificate\":{\"x\":\"",
    "{\"id\":\"p\",\"description\":\"\x01\"}",
    "{\"id\":\"\xff\"}",
    "{\"id\":\"p\",\"groupIsOurs\":tru",
  };
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotPoint) point = depot_point_from_text (good[i], &error);
      g_autofree char *description = NULL;

      g_assert_no_error (error);
      g_object_get (point, "description", &description, NULL);
      g_assert_cmpstr (description, ==, "été");
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonObject) object = depot_json_parse_object (bad[i], -1, NULL);
      g_autoptr (DepotPoint) judged = object != NULL ? depot_point_from_json (object, NULL) : NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotPoint) point = depot_point_from_text (bad[i], &error);

      g_assert_true ((point != NULL) == (judged != NULL));
      g_assert_true ((point != NULL) == (error == NULL));
      n_refused += point == NULL;
    }
  g_assert_cmpuint (n_refused, >=, G_N_ELEMENTS (bad) - 2);
}

static void
test_update (void)
{
  g_autoptr (DepotPoint) point = make_point ();
  g_autoptr (JsonObject) object = depot_point_to_json (point);
  g_autoptr (DepotPoint) other = depot_point_from_json (object, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  g_signal_connect (point, "notify", G_CALLBACK (count_notify), names);
  depot_point_update (point, other);
  g_assert_cmpstr (names->str, ==, "");
  g_object_set (other, "public-ip", "127.77.0.1", NULL);
  depot_point_update (point, other);
  g_assert_cmpstr (names->str, ==, "public-ip ");
  g_assert_cmpstr (depot_point_get_public_ip (point), ==, "127.77.0.1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/point/from-draft", test_from_draft);
  g_test_add_func ("/point/make-draft", test_make_draft);
  g_test_add_func ("/point/states", test_states);
  g_test_add_func ("/point/status", test_status);
  g_test_add_func ("/point/cname", test_cname);
  g_test_add_func ("/point/json", test_json);
  g_test_add_func ("/point/json-refused", test_json_refused);
  g_test_add_func ("/point/text", test_text);
  g_test_add_func ("/point/text-of-others", test_text_of_others);
  g_test_add_func ("/point/update", test_update);
  return g_test_run ();
}
