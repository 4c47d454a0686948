/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classic management API: its XML both ways, its calls, signatures with an account's key. */
#include "config.h"

#include <gnutls/x509.h>
#include <string.h>

#include "depot-classic.h"
#include "depot-data-plane.h"
#include "depot-error.h"
#include "depot-management-certificate.h"
#include "depot-storage-key.h"
#include "depot-test-server.h"
#include "depot-test-wait.h"
#include "depot-xml.h"

#define NAMESPACE " xmlns=\"http://schemas.microsoft.com/windowsazure\""
#define SUBSCRIPTION "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01"
#define SERVICES "/" SUBSCRIPTION "/services/hostedservices"
#define DEPLOYMENT                                                                                 \
  "<Deployment" NAMESPACE "><Name>edge</Name><DeploymentSlot>Production</DeploymentSlot>"          \
  "<Status>Running</Status><Url>http://granitefalls.cloudapp.net/</Url>"                           \
  "<Configuration>PGEvPg==</Configuration><RoleInstanceList>"                                      \
  "<RoleInstance><RoleName>DepotEdge</RoleName><InstanceName>DepotEdge_IN_0</InstanceName>"        \
  "<InstanceStatus>ReadyRole</InstanceStatus></RoleInstance>"                                      \
  "<RoleInstance><RoleName>DepotEdge</RoleName><InstanceName>DepotEdge_IN_1</InstanceName>"        \
  "<InstanceStatus>%s</InstanceStatus></RoleInstance></RoleInstanceList>"                          \
  "<VirtualIPs><VirtualIP><Address>127.77.0.12</Address></VirtualIP></VirtualIPs></Deployment>"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* A self-signed certificate with its key. */
static GTlsCertificate *
make_certificate (time_t end)
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  gnutls_datum_t key_data, data;
  g_autoptr (DepotSecretBytes) secret = NULL;
  g_autoptr (GBytes) cer = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *made;

  gnutls_x509_privkey_init (&key);
  gnutls_x509_crt_init (&certificate);
  gnutls_x509_privkey_generate (
      key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, "\x01\x02", 2);
  gnutls_x509_crt_set_activation_time (certificate, end - 86400);
  gnutls_x509_crt_set_expiration_time (certificate, end);
  gnutls_x509_crt_set_dn (certificate, "CN=Cloud Depot management", NULL);
  gnutls_x509_crt_set_key (certificate, key);
  gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
  gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &key_data);
  gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &data);
  secret = depot_secret_bytes_new (key_data.data, key_data.size);
  cer = g_bytes_new (data.data, data.size);
  gnutls_free (key_data.data);
  gnutls_free (data.data);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);

  made = depot_management_certificate_new (cer, secret, &error);
  g_assert_no_error (error);
  return made;
}

static void
test_certificate (void)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (time (NULL) + 86400);
  g_autoptr (GBytes) torn = g_bytes_new_static ("no file", 7);
  g_autoptr (DepotSecretBytes) no_key = depot_secret_bytes_new ("no file", 7);
  g_autoptr (GError) error = NULL;
  g_autofree char *thumbprint = depot_management_certificate_dup_thumbprint (certificate);

  g_assert_true (g_regex_match_simple ("^[0-9A-F]{40}$", thumbprint, 0, 0));
  g_assert_null (depot_management_certificate_new (torn, no_key, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_UNREADABLE);
}

/* XML */

static void
test_tree (void)
{
  static const char *const bad[] = {
    "",
    "<a",
    "<b" NAMESPACE "/>",
    "<a/>",
    "<a xmlns='urn:other'/>",
    "<a" NAMESPACE "></b>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a" NAMESPACE ">&b;</a>",
    "<a" NAMESPACE ">&b;</a>",
  };
  g_autoptr (GBytes) good
      = bytes_of ("\xef\xbb\xbf<?xml version='1.0'?><!-- x --><a" NAMESPACE "><b><c> one </c></b>"
                  "<b/><d>x &amp; <![CDATA[<y>]]></d></a>");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotXml) tree = NULL;
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (bad[i]);

      g_assert_null (
          depot_xml_parse (bytes, "a", "http://schemas.microsoft.com/windowsazure", &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_clear_error (&error);
    }
  tree = depot_xml_parse (good, "a", "http://schemas.microsoft.com/windowsazure", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_xml_peek_text (tree, "b/c"), ==, "one");
  g_assert_cmpstr (depot_xml_peek_text (tree, "d"), ==, "x & <y>");
  g_assert_null (depot_xml_get_text (tree, "b/e", &error));
  g_assert_cmpstr (error->message, ==, "Azure's answer lacks “a/b/e”");
  list = depot_xml_list (tree, "", "b");
  g_assert_cmpuint (list->len, ==, 2);
}

static void
test_deep_tree (void)
{
  g_autoptr (GString) text = g_string_new ("<a" NAMESPACE ">");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100; i++)
    g_string_append (text, "<a>");
  bytes = bytes_of (text->str);
  g_assert_null (depot_xml_parse (bytes, "a", "http://schemas.microsoft.com/windowsazure", &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static DepotClassicDeployment *
read_deployment (const char *status, GError **error)
{
  g_autofree char *text = g_strdup_printf (DEPLOYMENT, status);
  g_autoptr (GBytes) bytes = bytes_of (text);

  return depot_classic_read_deployment (bytes, error);
}

static void
test_deployment (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotClassicDeployment) ready = read_deployment ("ReadyRole", &error);
  g_autoptr (DepotClassicDeployment) busy = read_deployment ("BusyRole", &error);
  g_autoptr (GBytes) torn
      = bytes_of ("<Deployment" NAMESPACE "><Name>edge</Name><Status>Running</Status>"
                  "<RoleInstanceList><RoleInstance><InstanceName>a</InstanceName></RoleInstance>"
                  "</RoleInstanceList></Deployment>");

  g_assert_no_error (error);
  g_assert_cmpstr (ready->name, ==, "edge");
  g_assert_cmpstr (ready->address, ==, "127.77.0.12");
  g_assert_cmpstr (depot_secret_bytes_peek_text (ready->configuration), ==, "<a/>");
  g_assert_true (depot_classic_deployment_is_ready (ready));
  g_assert_cmpstr (depot_classic_deployment_get_role_status (ready), ==, "ReadyRole");
  g_assert_false (depot_classic_deployment_is_ready (busy));
  g_assert_cmpstr (depot_classic_deployment_get_role_status (busy), ==, "BusyRole");
  g_assert_null (depot_classic_read_deployment (torn, &error));
  g_assert_cmpstr (error->message, ==, "Azure's answer lacks “RoleInstance/InstanceStatus”");
}

static void
test_operation (void)
{
  g_autoptr (GBytes) running
      = bytes_of ("<Operation" NAMESPACE "><ID>1</ID><Status>InProgress</Status></Operation>");
  g_autoptr (GBytes) failed
      = bytes_of ("<Operation" NAMESPACE "><ID>req</ID><Status>Failed</Status><HttpStatusCode>400"
                  "</HttpStatusCode><Error><Code>BadRequest</Code><Message>Wrong.</Message></Error>"
                  "</Operation>");
  g_autoptr (GBytes) odd
      = bytes_of ("<Operation" NAMESPACE "><ID>1</ID><Status>Resting</Status></Operation>");
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;
  DepotClassicProgress progress;

  g_assert_true (depot_classic_read_operation (running, &progress, &failure, &error));
  g_assert_cmpint (progress, ==, DEPOT_CLASSIC_IN_PROGRESS);
  g_assert_true (depot_classic_read_operation (failed, &progress, &failure, &error));
  g_assert_cmpint (progress, ==, DEPOT_CLASSIC_FAILED);
  g_assert_error (failure, DEPOT_ERROR, DEPOT_ERROR_DEPLOYMENT_FAILED);
  g_assert_cmpstr (failure->message, ==, "Wrong.");
  g_assert_cmpstr (depot_error_get_azure_code (failure), ==, "BadRequest");
  g_assert_cmpstr (depot_error_get_request_id (failure), ==, "req");
  g_assert_false (depot_classic_read_operation (odd, &progress, &failure, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_bodies (void)
{
  g_autoptr (DepotSecretBytes) pfx = depot_secret_bytes_new ("\x00\x01", 2);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("a<b&\"");
  g_autoptr (DepotSecretBytes) certificate = depot_classic_write_certificate (pfx, password);
  DepotClassicSettings settings = { "granitefalls", "content", "abc", NULL, NULL, "00FF", 2 };
  g_autoptr (DepotSecretBytes) key = depot_secret_bytes_new_text ("a2V5");
  g_autoptr (DepotSecretBytes) configuration = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (DepotXml) tree = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = depot_classic_write ("Swap", "Production", "a&b", "None", NULL, NULL);

  bytes = bytes_of (depot_secret_bytes_peek_text (certificate));
  tree = depot_xml_parse (
      bytes, "CertificateFile", "http://schemas.microsoft.com/windowsazure", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_xml_peek_text (tree, "Data"), ==, "AAE=");
  g_assert_cmpstr (depot_xml_peek_text (tree, "Password"), ==, "a<b&\"");
  settings.storage_key = settings.edge_key = key;
  configuration = depot_classic_write_configuration (&settings);
  g_assert_nonnull (strstr (depot_secret_bytes_peek_text (configuration),
                            "<Setting name=\"StorageKey\" value=\"a2V5\" />"));
  g_assert_nonnull (
      strstr (depot_secret_bytes_peek_text (configuration), "<Instances count=\"2\" />"));
  g_assert_nonnull (memmem (g_bytes_get_data (plain, NULL),
                            g_bytes_get_size (plain),
                            "<Production>a&amp;b</Production></Swap>",
                            39));
}

/* Calls */

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  GTlsCertificate *certificate;
  DepotClassic *classic;
  GAsyncResult *result;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new (50);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->certificate = make_certificate (time (NULL) + GPOINTER_TO_INT (data));
  world->classic = depot_classic_new (world->client, SUBSCRIPTION, world->certificate);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->result);
  g_clear_object (&world->classic);
  g_clear_object (&world->certificate);
  g_clear_object (&world->client);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
}

#define CALL(name, ...)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_clear_object (&world->result);                                                               \
    depot_classic_##name##_async (                                                                 \
        world->classic, __VA_ARGS__, NULL, depot_test_keep_result, &world->result);                \
    depot_test_wait_for ((gpointer *) &world->result, #name);                                      \
  }                                                                                                \
  G_STMT_END

static void
test_changes (World *world, gconstpointer data)
{
  const DepotTestExchange *exchange;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  depot_test_server_say (world->server, "POST " SERVICES, "201\nx-ms-request-id: one\n\n");
  depot_test_server_say (
      world->server, "DELETE " SERVICES "/granitefalls", "404\nx-ms-request-id: two\n\n");
  CALL (create_service, "granitefalls", "label", "A & B", "West Europe");
  id = depot_classic_change_finish (world->classic, world->result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "one");
  exchange = depot_test_server_get (world->server, 0);
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "x-ms-version"), ==, "2014-10-01");
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "content-type"), ==, "application/xml");
  g_assert_null (g_hash_table_lookup (exchange->headers, "authorization"));
  g_assert_nonnull (strstr (exchange->body, "<Label>bGFiZWw=</Label>"));
  g_assert_nonnull (strstr (exchange->body, "<Description>A &amp; B</Description>"));
  CALL (delete_service, "granitefalls");
  g_assert_null (depot_classic_change_finish (world->classic, world->result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (depot_test_server_get (world->server, 1)->query, ==, "comp=media");
}

static void
test_questions (World *world, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("200\nx-ms-request-id: a\nContent-Type: "
                                           "application/xml\n\n" DEPLOYMENT,
                                           "ReadyRole");
  g_autoptr (DepotClassicDeployment) deployment = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_free = TRUE;

  depot_test_server_say (world->server,
                         "GET " SERVICES "/granitefalls/deploymentslots/production",
                         "404\nx-ms-request-id: a\n\n");
  depot_test_server_say (
      world->server, "GET " SERVICES "/granitefalls/deploymentslots/production", text);
  depot_test_server_say (
      world->server,
      "GET " SERVICES "/operations/isavailable/taken",
      "200\nx-ms-request-id: b\nContent-Type: application/xml\n\n<AvailabilityResponse" NAMESPACE
      "><Result>false</Result><Reason>No.</Reason></AvailabilityResponse>");
  CALL (get_deployment, "granitefalls");
  g_assert_null (depot_classic_get_deployment_finish (world->classic, world->result, &error));
  g_assert_no_error (error);
  CALL (get_deployment, "granitefalls");
  deployment = depot_classic_get_deployment_finish (world->classic, world->result, &error);
  g_assert_no_error (error);
  g_assert_true (depot_classic_deployment_is_ready (deployment));
  CALL (check_service_name, "taken");
  depot_classic_check_name_finish (world->classic, world->result, &is_free, &error);
  g_assert_no_error (error);
  g_assert_false (is_free);
}

static void
check_refusal (World *world, const char *words)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (
      world->server,
      "GET /" SUBSCRIPTION "/services/hostedservices/granitefalls",
      "403\nx-ms-request-id: a\nContent-Type: application/xml\n\n<Error" NAMESPACE
      "><Code>ForbiddenError</Code><Message>The server failed to authenticate the request. Verify "
      "that the certificate is valid and is associated with this subscription.</Message></Error>");
  CALL (get_service, "granitefalls");
  g_assert_null (depot_classic_get_service_finish (world->classic, world->result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, depot_classic_get_thumbprint (world->classic)));
  g_assert_cmpstr (depot_error_get_azure_code (error), ==, "ForbiddenError");
}

static void
test_not_registered (World *world, gconstpointer data)
{
  check_refusal (world, SUBSCRIPTION);
}

static void
test_expired (World *world, gconstpointer data)
{
  check_refusal (world, "expired on");
}

/* The signature was computed apart from this program, after the rules of Shared Key. */
static void
test_signature (void)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text (
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==");
  g_autoptr (DepotStorageKey) key = depot_storage_key_new ("wallacefalls", secret);
  g_autoptr (SoupMessage) message = soup_message_new (
      "PUT",
      "https://wallacefalls.blob.core.windows.net/content/a%20b?comp=block&blockid=AA%3D%3D");
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "x-ms-version", "2024-08-04");
  soup_message_headers_replace (headers, "x-ms-blob-type", "BlockBlob");
  soup_message_headers_replace (headers, "Content-Type", "text/plain");
  depot_storage_key_sign (key, message, 5, 1767225600);
  g_assert_cmpstr (
      soup_message_headers_get_one (headers, "x-ms-date"), ==, "Thu, 01 Jan 2026 00:00:00 GMT");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"),
                   ==,
                   "SharedKey wallacefalls:tZIRNaQ1DKgPy6sVoqwUBuv/4+xsOprD5wl973yv3uQ=");
}

static void
test_container (World *world, gconstpointer data)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text ("a2V5");
  g_autoptr (DepotStorageKey) key = depot_storage_key_new ("wallacefalls", secret);
  g_autofree char *url = g_strdup_printf ("https://wallacefalls.blob.localhost:%u/content",
                                          depot_test_server_get_port (world->server));
  static const struct
  {
    const char *reply;
    gboolean good;
  } cases[] = {
    { "201\n\n", TRUE },
    { "409\nx-ms-error-code: ContainerAlreadyExists\n\n", TRUE },
    { "409\nx-ms-error-code: ContainerBeingDeleted\n\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_clear_object (&world->result);
      depot_test_server_say (world->server, "PUT /content", cases[i].reply);
      depot_blob_container_create_async (world->client,
                                         DEPOT_TOKEN_SOURCE (key),
                                         url,
                                         NULL,
                                         depot_test_keep_result,
                                         &world->result);
      depot_test_wait_for ((gpointer *) &world->result, "container");
      g_assert_cmpint (depot_blob_container_create_finish (world->client, world->result, &error),
                       ==,
                       cases[i].good);
    }
  g_assert_true (g_str_has_prefix (
      g_hash_table_lookup (depot_test_server_get (world->server, 0)->headers, "authorization"),
      "SharedKey wallacefalls:"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/classic/certificate", test_certificate);
  g_test_add_func ("/classic/tree", test_tree);
  g_test_add_func ("/classic/deep-tree", test_deep_tree);
  g_test_add_func ("/classic/deployment", test_deployment);
  g_test_add_func ("/classic/operation", test_operation);
  g_test_add_func ("/classic/bodies", test_bodies);
  g_test_add_func ("/classic/signature", test_signature);
#define ADD(path, lifetime, test)                                                                  \
  g_test_add ("/classic/" path, World, GINT_TO_POINTER (lifetime), set_up, test, tear_down)
  ADD ("changes", 86400, test_changes);
  ADD ("questions", 86400, test_questions);
  ADD ("not-registered", 86400, test_not_registered);
  ADD ("expired", -60, test_expired);
  ADD ("container", 86400, test_container);
  return g_test_run ();
}
