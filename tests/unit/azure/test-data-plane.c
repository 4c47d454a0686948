/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs, vault and the probe of an edge. */
#include "config.h"

#include <string.h>

#include "azure-fixture.h"
#include "depot-data-plane.h"
#include "depot-edge-answer.h"
#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotTestTokens *source;
  DepotTokenSource *tokens;
  GAsyncResult *result;
  char *container, *vault;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new (50);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->source = depot_test_tokens_new ();
  world->tokens = DEPOT_TOKEN_SOURCE (world->source);
  world->container = g_strdup_printf ("https://wallacefalls.blob.localhost:%u/content",
                                      depot_test_server_get_port (world->server));
  world->vault = g_strdup_printf ("https://wallacefalls.vault.localhost:%u/",
                                  depot_test_server_get_port (world->server));
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->result);
  g_clear_object (&world->client);
  g_clear_object (&world->source);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
  g_free (world->container);
  g_free (world->vault);
}

#define CALL(name, ...)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_clear_object (&world->result);                                                               \
    depot_##name##_async (                                                                         \
        world->client, world->tokens, __VA_ARGS__, NULL, depot_test_keep_result, &world->result);  \
    depot_test_wait_for ((gpointer *) &world->result, #name);                                      \
  }                                                                                                \
  G_STMT_END
#define FINISH(name, ...) depot_##name##_finish (world->client, world->result, __VA_ARGS__)

static void
test_container (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean exists = TRUE;

  depot_test_server_say (
      world->server, "HEAD /content", "404\nx-ms-error-code: ContainerNotFound\n\n");
  depot_test_server_say (world->server, "HEAD /content", "200\n\n");
  depot_test_server_say (
      world->server, "HEAD /content", "403\nx-ms-error-code: AuthorizationPermissionMismatch\n\n");
  CALL (blob_container_exists, world->container);
  g_assert_true (FINISH (blob_container_exists, &exists, &error));
  g_assert_false (exists);
  CALL (blob_container_exists, world->container);
  g_assert_true (FINISH (blob_container_exists, &exists, &error));
  g_assert_true (exists);
  CALL (blob_container_exists, world->container);
  g_assert_false (FINISH (blob_container_exists, &exists, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_ROLE_NOT_ACTIVE);
  g_assert_cmpstr (depot_test_server_get (world->server, 0)->query, ==, "restype=container");
  g_assert_cmpstr (
      depot_test_tokens_get_scope (world->source), ==, "https://storage.azure.com/.default");
}

static void
test_put_and_get (World *world, gconstpointer data)
{
  g_autofree char *url = g_strconcat (world->container, "/p/1", NULL);
  g_autoptr (GBytes) sent = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GError) error = NULL;
  const DepotTestExchange *exchange;

  depot_test_server_say (world->server, "PUT /content/p/1", "201\n\n");
  depot_test_server_say (world->server, "GET /content/p/1", "206\nContent-Type: text/html\n\nell");
  depot_test_server_say (
      world->server, "GET /content/p/1", "200\nContent-Type: text/plain\n\nhello");
  CALL (blob_put, url, "text/plain", sent);
  g_assert_true (FINISH (blob_put, &error));
  exchange = depot_test_server_get (world->server, 0);
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "x-ms-blob-type"), ==, "BlockBlob");
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "x-ms-version"), ==, "2024-08-04");
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "content-length"), ==, "5");
  g_assert_cmpstr (exchange->body, ==, "hello");

  CALL (blob_get, url, 1, 3);
  got = FINISH (blob_get, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), "ell", 3);
  exchange = depot_test_server_get (world->server, 1);
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "x-ms-range"), ==, "bytes=1-3");

  /* a server that ignores the range */
  CALL (blob_get, url, 1, 3);
  g_assert_null (FINISH (blob_get, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_delete_blob (World *world, gconstpointer data)
{
  g_autofree char *url = g_strconcat (world->container, "/p/1", NULL);
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "DELETE /content/p/1", "202\n\n");
  depot_test_server_say (
      world->server, "DELETE /content/p/1", "404\nx-ms-error-code: BlobNotFound\n\n");
  for (guint i = 0; i < 2; i++)
    {
      CALL (blob_delete, url);
      g_assert_true (FINISH (blob_delete, &error));
      g_assert_no_error (error);
    }
}

static void
say_xml (World *world, const char *fixture)
{
  g_autofree char *xml = fixture_dup_text (fixture);
  g_autofree char *reply = g_strconcat ("200\nContent-Type: application/xml\n\n", xml, NULL);

  depot_test_server_say (world->server, "GET /content", reply);
}

static void
test_list (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  say_xml (world, "blobs-1.xml");
  say_xml (world, "blobs-2.xml");
  CALL (blob_list, world->container, "CEN00001.1/");
  items = FINISH (blob_list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  g_assert_nonnull (
      strstr (depot_test_server_get (world->server, 0)->query, "prefix=CEN00001.1%2F"));
  g_assert_nonnull (
      strstr (depot_test_server_get (world->server, 1)->query, "marker=2%2176%21MDAwMDE2"));
}

static void
test_list_in_circles (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  say_xml (world, "blobs-1.xml");
  CALL (blob_list, world->container, NULL);
  g_assert_null (FINISH (blob_list, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 2);
}

#define IMPORT "POST /certificates/service/import"

static void
test_import (World *world, gconstpointer data)
{
  g_autoptr (DepotSecretBytes) pfx = depot_secret_bytes_new ("\x30\x82\x00\xff", 4);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("p\"w\\");
  g_autoptr (GError) error = NULL;
  g_autofree char *thumbprint = NULL;
  g_autoptr (JsonObject) body = NULL;

  depot_test_server_say_json (
      world->server, IMPORT, "{\"id\":\"x\",\"x5t\":\"AQIDBAUGBwgJCgsMDQ4PEBES__8\"}");
  CALL (vault_import, world->vault, "service", pfx, password);
  thumbprint = FINISH (vault_import, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (thumbprint, ==, "0102030405060708090A0B0C0D0E0F101112FFFF");
  body = depot_json_parse_object (depot_test_server_get (world->server, 0)->body, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_json_peek_string (body, "value"), ==, "MIIA/w==");
  g_assert_cmpstr (depot_json_peek_string (body, "pwd"), ==, "p\"w\\");
  g_assert_true (depot_json_peek_bool (body, "policy.key_props.exportable", FALSE));
  g_assert_cmpstr (
      depot_json_peek_string (body, "policy.secret_props.contentType"), ==, "application/x-pkcs12");
  g_assert_cmpstr (depot_test_server_get (world->server, 0)->query, ==, "api-version=7.5");
}

static void
test_import_refused (World *world, gconstpointer data)
{
  static const struct
  {
    const char *reply;
    int code;
  } cases[] = {
    { "400\n\n{\"error\":{\"code\":\"BadParameter\",\"message\":\"m\"}}",
      DEPOT_ERROR_INVALID_INPUT },
    { "403\n\n{\"error\":{\"code\":\"Forbidden\",\"message\":\"m\",\"innererror\":{\"code\":"
      "\"ForbiddenByRbac\"}}}",
      DEPOT_ERROR_ROLE_NOT_ACTIVE },
    { "409\n\n{\"error\":{\"code\":\"Conflict\",\"message\":\"m\",\"innererror\":{\"code\":"
      "\"ObjectIsDeletedButRecoverable\"}}}",
      DEPOT_ERROR_CONFLICT },
    { "200\n\n{\"x5t\":\"short\"}", DEPOT_ERROR_UNEXPECTED_REPLY },
    { "200\n\n{\"id\":\"x\"}", DEPOT_ERROR_UNEXPECTED_REPLY },
  };
  g_autoptr (DepotSecretBytes) pfx = depot_secret_bytes_new ("pfx", 3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    depot_test_server_say (world->server, IMPORT, cases[i].reply);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      CALL (vault_import, world->vault, "service", pfx, NULL);
      g_assert_null (FINISH (vault_import, &error));
      g_assert_error (error, DEPOT_ERROR, cases[i].code);
    }
  g_assert_null (strstr (depot_test_server_get (world->server, 0)->body, "pwd"));
}

static void
test_vault_reads (World *world, gconstpointer data)
{
  g_autoptr (DepotSecretBytes) value = depot_secret_bytes_new_text ("a2V5");
  g_autoptr (GError) error = NULL;
  gboolean has = TRUE;

  depot_test_server_say (world->server,
                         "GET /certificates/service",
                         "404\n\n{\"error\":{\"code\":\"CertificateNotFound\",\"message\":\"m\"}}");
  depot_test_server_say (world->server,
                         "GET /secrets/edge-key",
                         "404\n\n{\"error\":{\"code\":\"SecretNotFound\",\"message\":\"m\"}}");
  depot_test_server_say_json (
      world->server, "GET /secrets/edge-key", "{\"value\":\"a2V5\",\"id\":\"x\"}");
  depot_test_server_say_json (
      world->server, "PUT /secrets/edge-key", "{\"value\":\"a2V5\",\"id\":\"x\"}");
  CALL (vault_get_thumbprint, world->vault, "service");
  g_assert_null (FINISH (vault_get_thumbprint, &error));
  g_assert_no_error (error);
  CALL (vault_has_secret, world->vault, "edge-key");
  g_assert_true (FINISH (vault_has_secret, &has, &error));
  g_assert_false (has);
  CALL (vault_set_secret, world->vault, "edge-key", value);
  g_assert_true (FINISH (vault_set_secret, &error));
  CALL (vault_has_secret, world->vault, "edge-key");
  g_assert_true (FINISH (vault_has_secret, &has, &error));
  g_assert_true (has);
  g_assert_cmpstr (depot_test_server_get (world->server, 2)->body, ==, "{\"value\":\"a2V5\"}");
}

/* An answer of Azure may name any host; only the environment's own get our tokens. */
static void
test_foreign_places (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) vault_error = NULL;
  gboolean exists;

  CALL (blob_container_exists, "https://wallacefalls.blob.core.windows.net/content");
  g_assert_false (FINISH (blob_container_exists, &exists, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  CALL (vault_get_thumbprint, "https://evil.example/", "service");
  g_assert_null (FINISH (vault_get_thumbprint, &vault_error));
  g_assert_error (vault_error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  g_assert_cmpuint (depot_test_tokens_get_asked (world->source), ==, 0);
}

static char *
dup_thumbprint (World *world)
{
  g_autoptr (GTlsCertificate) certificate
      = g_tls_certificate_new_from_file (depot_cloud_get_ca_file (world->cloud), NULL);
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *hex = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA1, der->data, der->len);
  return g_ascii_strup (hex, -1);
}

static DepotEdgeProbe *
probe (World *world, const char *address, const char *fqdn, GError **error)
{
  g_clear_object (&world->result);
  depot_edge_probe_async (address,
                          depot_test_server_get_port (world->server),
                          fqdn,
                          NULL,
                          NULL,
                          depot_test_keep_result,
                          &world->result);
  depot_test_wait_for ((gpointer *) &world->result, "the probe");
  return depot_edge_probe_finish (world->result, error);
}

static void
test_probe (World *world, gconstpointer data)
{
  g_autofree char *expected = dup_thumbprint (world);
  g_autoptr (DepotEdgeProbe) found = NULL;
  g_autoptr (GError) error = NULL;

  depot_test_server_say_json (world->server, "GET /healthz", "{\"service\":\"wallacefalls\"}");
  found = probe (world, "127.0.0.1", "wallacefalls.contoso.com", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->status, ==, 200);
  g_assert_cmpstr (found->thumbprint, ==, expected);
  g_assert_cmpstr (found->body, ==, "{\"service\":\"wallacefalls\"}");
  g_assert_cmpstr (g_hash_table_lookup (depot_test_server_get (world->server, 0)->headers, "host"),
                   ==,
                   "wallacefalls.contoso.com");
  g_assert_null (
      g_hash_table_lookup (depot_test_server_get (world->server, 0)->headers, "authorization"));
}

static void
test_probe_refused (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) name = NULL;
  g_autoptr (GError) injected = NULL;
  g_autoptr (GError) garbage = NULL;

  g_assert_null (probe (world, "127.0.0.2", "wallacefalls.contoso.com", &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE);
  g_assert_null (probe (world, "localhost", "wallacefalls.contoso.com", &name));
  g_assert_error (name, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
  g_assert_null (probe (world, "127.0.0.1", "a\r\nX: y", &injected));
  g_assert_error (injected, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
  depot_test_server_say (world->server, "GET /healthz", "RAW\nSSH-2.0-x\r\n\r\n");
  g_assert_null (probe (world, "127.0.0.1", "wallacefalls.contoso.com", &garbage));
  g_assert_error (garbage, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_edge_answers (World *world, gconstpointer data)
{
  static const struct
  {
    const char *text, *body; /* NULL: refused */
  } cases[] = {
    { "HTTP/1.1 200 OK\r\n\r\nto the end", "to the end" },
    { "HTTP/1.1 503 \r\nContent-Length: 2\r\n\r\nabc", "ab" },
    { "HTTP/1.0 204\r\ncontent-length: 0\r\n\r\n", "" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort", NULL },
    { "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", NULL },
    { "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", NULL },
    { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", NULL },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", NULL },
    { "HTTP/1.1 20 OK\r\n\r\n", NULL },
    { "HTTP/1.1 999 OK\r\n\r\n", NULL },
    { "HTTP/2 200\r\n\r\n", NULL },
    { "HTTP/1.1 200 OK\r\n", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DepotEdgeProbe) found = g_new0 (DepotEdgeProbe, 1);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      depot_edge_answer_read (cases[i].text, strlen (cases[i].text), found, &error);
      if (cases[i].body != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_cmpstr (found->body, ==, cases[i].body);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/azure/data-plane/" path, World, NULL, set_up, func, tear_down)
  ADD ("container", test_container);
  ADD ("put-and-get", test_put_and_get);
  ADD ("delete-blob", test_delete_blob);
  ADD ("list", test_list);
  ADD ("list-in-circles", test_list_in_circles);
  ADD ("import", test_import);
  ADD ("import-refused", test_import_refused);
  ADD ("vault-reads", test_vault_reads);
  ADD ("foreign-places", test_foreign_places);
  ADD ("probe", test_probe);
  ADD ("probe-refused", test_probe_refused);
  ADD ("edge-answers", test_edge_answers);
  return g_test_run ();
}
