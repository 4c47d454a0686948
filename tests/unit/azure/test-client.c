/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way out to Azure, against a server that misbehaves on purpose. */
#include "config.h"

#include <string.h>

#include "depot-azure-allowance.h"
#include "depot-azure-client-private.h"
#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"

/* Fast enough for a test, slow enough to measure: an asked second lasts 20 ms. */
#define SPEED 50.0

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotTestTokens *tokens;
} World;

static void
set_up (World *world, gconstpointer by_hand)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = by_hand != NULL ? depot_clock_new_by_hand (1764000000) : depot_clock_new (SPEED);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->tokens = depot_test_tokens_new ();
}

static void
tear_down (World *world, gconstpointer by_hand)
{
  g_clear_object (&world->client);
  g_clear_object (&world->tokens);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
}

static DepotAzureRequest *
make_request (World *world, const char *method, const char *path)
{
  g_autofree char *url = depot_test_server_dup_url (world->server, path);
  DepotAzureRequest *request = depot_azure_request_new (method, url);

  depot_azure_request_set_scope (request, depot_cloud_get_arm_scope (world->cloud));
  return request;
}

static DepotAzureReply *
send (World *world, DepotAzureRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_azure_client_send_async (world->client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 request,
                                 NULL,
                                 depot_test_keep_result,
                                 &result);
  return depot_azure_client_send_finish (world->client, depot_test_result (result), error);
}

static DepotAzureReply *
get (World *world, const char *path, GError **error)
{
  return send (world, make_request (world, "GET", path), error);
}

static void
test_headers (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  const DepotTestExchange *exchange;

  depot_test_server_say_json (world->server, "GET /x", "{\"a\":1}");
  reply = get (world, "/x?api-version=1", &error);
  g_assert_no_error (error);
  exchange = depot_test_server_get (world->server, 0);
  g_assert_cmpstr (g_hash_table_lookup (exchange->headers, "authorization"), ==, "Bearer token-1");
  g_assert_cmpuint (
      strlen (g_hash_table_lookup (exchange->headers, "x-ms-client-request-id")), ==, 36);
  g_assert_null (g_hash_table_lookup (exchange->headers, "accept-encoding"));
  g_assert_true (
      g_str_has_prefix (g_hash_table_lookup (exchange->headers, "user-agent"), "CloudDepot/"));
  g_assert_cmpstr (reply->request_id, ==, "request-1");
  g_assert_cmpint (json_object_get_int_member (reply->json, "a"), ==, 1);
  g_assert_cmpfloat (reply->retry_after_seconds, <, 0);
}

/* Measured from the request that was refused to the one that came next. */
static double
get_pause_seconds (World *world, guint from)
{
  return (depot_test_server_get (world->server, from + 1)->arrived_us
          - depot_test_server_get (world->server, from)->arrived_us)
         * SPEED / G_USEC_PER_SEC;
}

static void
test_retry_after_seconds (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "GET /x", "429\nRetry-After: 7\n\n{}");
  depot_test_server_say (world->server, "GET /x", "503\nRetry-After: 3\n\n{}");
  depot_test_server_say_json (world->server, "GET /x", "{}");
  reply = get (world, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 3);
  g_assert_cmpfloat (get_pause_seconds (world, 0), >=, 7);
  g_assert_cmpfloat (get_pause_seconds (world, 1), >=, 3);
}

static void
test_retry_after_date (World *world, gconstpointer by_hand)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (depot_clock_now (world->clock) + 12);
  g_autofree char *date = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");
  g_autofree char *refusal = g_strdup_printf ("429\nRetry-After: %s\n\n{}", date);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "GET /x", refusal);
  depot_test_server_say_json (world->server, "GET /x", "{}");
  reply = get (world, "/x", &error);
  g_assert_no_error (error);
  /* the clock's date is real time: some of the twelve seconds may be gone when the answer is read
   */
  g_assert_cmpfloat (get_pause_seconds (world, 0), >=, 9);
}

static void
test_retry_after_nonsense (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "GET /x", "429\nRetry-After: soon\n\n{}");
  depot_test_server_say (world->server, "GET /x", "429\nRetry-After: -5\n\n{}");
  depot_test_server_say_json (world->server, "GET /x", "{}");
  reply = get (world, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (get_pause_seconds (world, 0), >=, 1);
  g_assert_cmpfloat (get_pause_seconds (world, 1), >=, 2);
}

static void
test_gives_up (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (
      world->server,
      "*",
      "429\nRetry-After: 1\n\n{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"Slow "
      "down\"}}");
  reply = get (world, "/x", &error);
  g_assert_null (reply);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "Slow down");
  g_assert_cmpstr (depot_error_get_azure_code (error), ==, "TooManyRequests");
  g_assert_cmpuint (depot_error_get_retry_after_seconds (error), ==, 1);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 8);
}

static void
test_post_is_careful (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (DepotAzureReply) refused = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  DepotAzureRequest *asked;

  depot_test_server_say (world->server, "POST /once", "503\n\n{}");
  refused = send (world, make_request (world, "POST", "/once"), &error);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_BUSY);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 1);

  depot_test_server_say (world->server, "POST /asks", "503\n\n{}");
  depot_test_server_say (world->server, "POST /asks", "429\n\n{}");
  depot_test_server_say_json (world->server, "POST /asks", "{}");
  asked = make_request (world, "POST", "/asks");
  depot_azure_request_set_repeatable (asked);
  reply = send (world, asked, &none);
  g_assert_no_error (none);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "POST", "/asks"), ==, 3);
}

static void
test_whole_host_waits (World *world, gconstpointer by_hand)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (DepotAzureReply) one = NULL;
  g_autoptr (DepotAzureReply) two = NULL;
  gint64 refused_us;

  depot_test_server_say (world->server, "GET /a", "429\nRetry-After: 10\n\n{}");
  depot_test_server_say_json (world->server, "GET /a", "{}");
  depot_test_server_say_json (world->server, "GET /b", "{}");
  depot_azure_client_send_async (world->client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 make_request (world, "GET", "/a"),
                                 NULL,
                                 depot_test_keep_result,
                                 &first);
  while (depot_azure_client_get_skew_seconds (world->client) == 0
         && depot_test_server_count (world->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  refused_us = depot_test_server_get (world->server, 0)->arrived_us;
  /* the refusal is on its way; once it is read the gate closes for everybody */
  while (g_get_monotonic_time () < refused_us + 40000)
    g_main_context_iteration (NULL, FALSE);
  depot_azure_client_send_async (world->client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 make_request (world, "GET", "/b"),
                                 NULL,
                                 depot_test_keep_result,
                                 &second);
  two = depot_azure_client_send_finish (world->client, depot_test_result (second), NULL);
  one = depot_azure_client_send_finish (world->client, depot_test_result (first), NULL);
  g_assert_nonnull (one);
  g_assert_nonnull (two);
  g_assert_cmpfloat (get_pause_seconds (world, 0), >=, 10);
}

/* What an answer with these headers asks for, without any clock. */
static void
test_allowance (void)
{
  static const struct
  {
    const char *name, *value, *second, *other;
    double silence;
  } rows[] = {
    { "x-ms-ratelimit-remaining-subscription-reads", "249", NULL, NULL, 0 },
    { "x-ms-ratelimit-remaining-subscription-reads", "10", NULL, NULL, 0 },
    { "x-ms-ratelimit-remaining-subscription-reads", "9", NULL, NULL, 1 },
    { "x-ms-ratelimit-remaining-subscription-writes", "0", NULL, NULL, 1 },
    { "x-ms-ratelimit-remaining-subscription-deletes", "3", NULL, NULL, 1 },
    { "x-ms-ratelimit-remaining-tenant-reads", "1", NULL, NULL, 1 },
    { "x-ms-ratelimit-remaining-subscription-reads", "-1", NULL, NULL, 0 },
    { "x-ms-ratelimit-remaining-subscription-reads", "soon", NULL, NULL, 0 },
    { "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/GetVM3Min;0", NULL, NULL, 0 },
    { "x-ms-user-quota-remaining", "14", "x-ms-user-quota-resets-after", "00:00:05", 0 },
    { "x-ms-user-quota-remaining", "0", "x-ms-user-quota-resets-after", "00:00:05", 5 },
    { "x-ms-user-quota-remaining", "0", "x-ms-user-quota-resets-after", "00:01:00", 60 },
    { "x-ms-user-quota-remaining", "0", "x-ms-user-quota-resets-after", "23:59:59", 60 },
    { "x-ms-user-quota-remaining", "0", "x-ms-user-quota-resets-after", "00:00:-5", 1 },
    { "x-ms-user-quota-remaining", "0", "x-ms-user-quota-resets-after", "later", 1 },
    { "x-ms-user-quota-remaining", "0", "x-ms-other", "00:00:05", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      soup_message_headers_append (headers, rows[i].name, rows[i].value);
      if (rows[i].second != NULL)
        soup_message_headers_append (headers, rows[i].second, rows[i].other);
      g_assert_cmpfloat (depot_azure_allowance_get_silence (headers), ==, rows[i].silence);
      soup_message_headers_unref (headers);
    }
}

/* The last question of a quota is answered; the next one waits until there are some again. */
static void
test_spent_quota (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) one = NULL;
  g_autoptr (DepotAzureReply) two = NULL;

  depot_test_server_say (world->server,
                         "GET /a",
                         "200\nContent-Type: application/json\nx-ms-user-quota-remaining: "
                         "0\nx-ms-user-quota-resets-after: 00:00:05\n\n{}");
  depot_test_server_say_json (world->server, "GET /b", "{}");
  one = send (world, make_request (world, "GET", "/a"), &error);
  g_assert_no_error (error);
  two = send (world, make_request (world, "GET", "/b"), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (get_pause_seconds (world, 0), >=, 5);
}

static void
test_new_token_once (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  g_autoptr (DepotAzureReply) none = NULL;

  depot_test_server_say (
      world->server,
      "GET /x",
      "401\nWWW-Authenticate: Bearer realm=\"\", error=\"invalid_token\"\n\n"
      "{\"error\":{\"code\":\"ExpiredAuthenticationToken\",\"message\":\"old\"}}");
  depot_test_server_say_json (world->server, "GET /x", "{}");
  reply = get (world, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_tokens_get_refused (world->tokens), ==, 1);
  g_assert_cmpstr (
      g_hash_table_lookup (depot_test_server_get (world->server, 1)->headers, "authorization"),
      ==,
      "Bearer token-2");

  depot_test_server_say (world->server, "GET /y", "401\n\n{}");
  none = get (world, "/y", &refusal);
  g_assert_error (refusal, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "GET", "/y"), ==, 2);
}

#define CLAIMS "{\"access_token\":{\"acrs\":{\"essential\":true,\"values\":[\"p1\"]}}}"

static char *
make_challenge (void)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) CLAIMS, strlen (CLAIMS));

  encoded[strcspn (encoded, "=")] = '\0';
  return g_strdup_printf ("401\nWWW-Authenticate: Bearer claims=\"%s\", realm=\"\", "
                          "error=\"insufficient_claims\"\n\n"
                          "{\"error\":{\"code\":\"RequestDisallowedByPolicy\",\"message\":\"no\"}}",
                          encoded);
}

static void
test_claims_challenge (World *world, gconstpointer by_hand)
{
  g_autofree char *challenge = make_challenge ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "PUT /x", challenge);
  depot_test_server_say_json (world->server, "PUT /x", "{}");
  reply = send (world, make_request (world, "PUT", "/x"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_test_tokens_get_claims (world->tokens), ==, CLAIMS);
  g_assert_cmpuint (depot_test_tokens_get_refused (world->tokens), ==, 0);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 2);
}

static void
test_claims_twice (World *world, gconstpointer by_hand)
{
  g_autofree char *challenge = make_challenge ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "PUT /x", challenge);
  reply = send (world, make_request (world, "PUT", "/x"), &error);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED);
  g_assert_cmpstr (depot_error_get_claims (error), ==, CLAIMS);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 2);
}

/* Takes back the tokens as soon as the first request came. */
static void
test_claims_unmet (World *world, gconstpointer by_hand)
{
  g_autofree char *challenge = make_challenge ();
  g_autoptr (GError) refusal = depot_error_new (DEPOT_ERROR_SECOND_FACTOR_NEEDED, "not silently");
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  depot_test_server_say (world->server, "PUT /x", challenge);
  depot_azure_client_send_async (world->client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 make_request (world, "PUT", "/x"),
                                 NULL,
                                 depot_test_keep_result,
                                 &result);
  while (depot_test_server_count (world->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  depot_test_tokens_refuse (world->tokens, refusal);
  g_assert_null (
      depot_azure_client_send_finish (world->client, depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED);
  g_assert_cmpstr (depot_error_get_claims (error), ==, CLAIMS);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 1);
}

typedef struct
{
  const char *reply;
  int code;
  guint requests;
} Oddity;

static void
test_odd_answers (World *world, gconstpointer by_hand)
{
  static const Oddity oddities[] = {
    { "302\nLocation: https://localhost:1/login\nx-ms-request-id: none\n\n",
      DEPOT_ERROR_CAPTIVE_PORTAL,
      1 },
    { "302\nLocation: {base}/elsewhere\n\n", DEPOT_ERROR_UNEXPECTED_REPLY, 1 },
    { "200\nContent-Type: text/html\nx-ms-request-id: none\n\n<html>",
      DEPOT_ERROR_CAPTIVE_PORTAL,
      1 },
    { "511\nContent-Type: text/html\n\n<html>", DEPOT_ERROR_CAPTIVE_PORTAL, 1 },
    { "200\n\n{\"a\":", DEPOT_ERROR_UNEXPECTED_REPLY, 1 },
    { "200\n\n{\"a\":\"\\u0000\"}", DEPOT_ERROR_UNEXPECTED_REPLY, 1 },
    { "202\nLocation: https://evil.example/poll\n\n", DEPOT_ERROR_UNEXPECTED_REPLY, 1 },
    { "202\nAzure-AsyncOperation: http://localhost/poll\n\n", DEPOT_ERROR_UNEXPECTED_REPLY, 1 },
    { "403\nContent-Type: text/html\n\n<html>denied", DEPOT_ERROR_PERMISSION_DENIED, 1 },
    { "RAW\nHTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":",
      DEPOT_ERROR_NOT_REACHABLE,
      4 },
    { "RAW\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
      DEPOT_ERROR_NOT_REACHABLE,
      4 },
    { "RAW\nnot http at all\r\n\r\n", DEPOT_ERROR_NOT_REACHABLE, 4 },
    { "RAW\n", DEPOT_ERROR_NOT_REACHABLE, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autofree char *path = g_strdup_printf ("/odd/%u", i);
      g_autofree char *key = g_strconcat ("GET ", path, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotAzureReply) reply = NULL;

      g_test_message ("%s", oddities[i].reply);
      depot_test_server_say (world->server, key, oddities[i].reply);
      reply = get (world, path, &error);
      g_assert_null (reply);
      g_assert_error (error, DEPOT_ERROR, oddities[i].code);
      g_assert_cmpuint (
          depot_test_server_count_of (world->server, "GET", path), ==, oddities[i].requests);
    }
  g_assert_cmpuint (depot_test_server_count_of (world->server, "GET", "/elsewhere"), ==, 0);
}

static void
test_broken_once (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (
      world->server, "GET /x", "RAW\nHTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"half\":");
  depot_test_server_say_json (world->server, "GET /x", "{\"whole\":true}");
  reply = get (world, "/x", &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_boolean_member (reply->json, "whole"));
}

/* A server may close a connection it kept just as we use it again. The body goes out whole then,
 * too. */
static void
test_kept_connection_closed (World *world, gconstpointer by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) first = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  DepotAzureRequest *request = make_request (world, "PUT", "/x");
  g_autoptr (JsonObject) body = depot_json_object_of_strings ("a", "b", NULL);

  depot_test_server_say_json (world->server, "GET /x", "{}");
  depot_test_server_say (world->server, "PUT /x", "RAW\n");
  depot_test_server_say (world->server, "PUT /x", "201\n\n{}");
  first = get (world, "/x", &error);
  g_assert_no_error (error);
  depot_azure_request_set_json (request, body);
  reply = send (world, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 3);
  g_assert_cmpstr (depot_test_server_get (world->server, 1)->body, ==, "{\"a\":\"b\"}");
  g_assert_cmpstr (depot_test_server_get (world->server, 2)->body, ==, "{\"a\":\"b\"}");
}

static void
test_oversize (World *world, gconstpointer by_hand)
{
  g_autofree char *blanks = g_strnfill (16 * 1024 * 1024, ' ');
  g_autofree char *huge = g_strconcat ("200\n\n{}", blanks, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "GET /x", huge);
  reply = get (world, "/x", &error);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 1);
}

static void
test_foreign_hosts (World *world, gconstpointer by_hand)
{
  static const char *const urls[] = {
    "https://management.azure.com/x",
    "http://localhost/x",
    "https://localhost:1/x",
    "https://user@localhost/x",
    "https://localhost\n/x",
    "https://localhost%0d%0a/x",
    "https://evil.example#@localhost",
    "file:///etc/hostname",
    "",
    "https://local host/x",
    "https://localhost\\@evil.example/x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      DepotAzureRequest *request = depot_azure_request_new ("GET", urls[i]);
      g_autoptr (GError) error = NULL;

      depot_azure_request_set_scope (request, "scope");
      g_assert_null (send (world, request, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
  g_assert_cmpuint (depot_test_tokens_get_asked (world->tokens), ==, 0);
}

static void
test_untrusted (World *world, gconstpointer by_hand)
{
  g_autoptr (DepotTestServer) other = depot_test_server_new ();
  g_autoptr (DepotCloud) theirs = depot_test_server_dup_cloud_trusting (world->server, other);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  g_set_object (&world->cloud, theirs);
  g_clear_object (&world->client);
  world->client = depot_azure_client_new (theirs, world->clock, NULL);
  reply = get (world, "/x", &error);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "localhost"));
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 0);
}

/* A proxy that answers every CONNECT with its own refusal. */
static gboolean
on_proxy_asked (GThreadedSocketService *service,
                GSocketConnection *connection,
                GObject *source,
                gpointer refusal)
{
  char asked[4096];

  g_input_stream_read (
      g_io_stream_get_input_stream (G_IO_STREAM (connection)), asked, sizeof asked, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             refusal,
                             strlen (refusal),
                             NULL,
                             NULL,
                             NULL);
  return TRUE;
}

static int
ask_through_proxy (World *world, const char *credentials, char *refusal)
{
  g_autoptr (GSocketService) proxy = g_threaded_socket_service_new (2);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy), NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://%s127.0.0.1:%u", credentials, port);
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (address, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;

  g_signal_connect (proxy, "run", G_CALLBACK (on_proxy_asked), refusal);
  g_clear_object (&world->client);
  world->client = depot_azure_client_new (world->cloud, world->clock, resolver);
  reply = get (world, "/x", &error);
  g_assert_null (reply);
  g_assert_cmpuint (error->domain, ==, DEPOT_ERROR);
  g_test_message ("%s", error->message);
  g_socket_service_stop (proxy);
  return error->code;
}

static void
test_proxy_refuses (World *world, gconstpointer by_hand)
{
  g_assert_cmpint (ask_through_proxy (world,
                                      "",
                                      "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                      "Proxy-Authenticate: Basic realm=\"office\"\r\n"
                                      "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n"
                                      "<html>"),
                   ==,
                   DEPOT_ERROR_PROXY);
  g_assert_cmpint (ask_through_proxy (world,
                                      "",
                                      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n"
                                      "Content-Length: 6\r\n\r\n<html>"),
                   ==,
                   DEPOT_ERROR_PROXY);
  /* a password that is refused however often it is offered */
  g_assert_cmpint (ask_through_proxy (world,
                                      "wallacefalls:granite@",
                                      "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                      "Proxy-Authenticate: Basic realm=\"office\"\r\n"
                                      "Connection: close\r\nContent-Length: 0\r\n\r\n"),
                   ==,
                   DEPOT_ERROR_PROXY);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 0);
}

/* Keeps its connection after it asked for a password, and leads nowhere with it. */
static gboolean
on_patient_proxy_asked (GThreadedSocketService *service,
                        GSocketConnection *connection,
                        GObject *source,
                        gpointer data)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char asked[4096] = { 0 };

  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                              asked,
                              sizeof asked - 1,
                              NULL,
                              NULL)
         > 0)
    {
      const char *reply = "HTTP/1.1 407 Proxy Authentication Required\r\n"
                          "Proxy-Authenticate: Basic realm=\"office\"\r\n"
                          "Content-Length: 0\r\n\r\n";

      if (strstr (asked, "Proxy-Authorization: ") != NULL)
        reply = g_str_has_prefix (asked, "CONNECT localhost:")
                    ? "HTTP/1.1 451 Right host\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 400 Wrong host\r\nContent-Length: 0\r\n\r\n";
      if (!g_output_stream_write_all (out, reply, strlen (reply), NULL, NULL, NULL))
        break;
      memset (asked, 0, sizeof asked);
    }
  return TRUE;
}

static void
test_proxy_keeps_connection (World *world, gconstpointer by_hand)
{
  g_autoptr (GSocketService) proxy = g_threaded_socket_service_new (4);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy), NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://wallacefalls:granite@127.0.0.1:%u", port);
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (address, NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (proxy, "run", G_CALLBACK (on_patient_proxy_asked), NULL);
  g_clear_object (&world->client);
  world->client = depot_azure_client_new (world->cloud, world->clock, resolver);
  g_assert_null (get (world, "/x", &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_PROXY);
  g_assert_nonnull (strstr (error->message, "451"));
  g_socket_service_stop (proxy);
}

/* Takes the connection and says nothing. */
static gboolean
on_silence_wanted (GThreadedSocketService *service,
                   GSocketConnection *connection,
                   GObject *source,
                   gpointer began)
{
  gint *flag = began;

  g_atomic_int_set (flag, 1);
  for (char byte; g_input_stream_read (
                      g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1, NULL, NULL)
                  > 0;)
    ;
  return TRUE;
}

static void
test_cancel_stalled_handshake (World *world, gconstpointer by_hand)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autoptr (DepotCloud) cloud = depot_test_server_dup_cloud_at (world->server, port);
  g_autoptr (DepotAzureClient) client = depot_azure_client_new (cloud, world->clock, NULL);
  g_autofree char *url = g_strconcat (depot_cloud_get_arm (cloud), "/x", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint began = 0;
  gint64 cancelled_us;

  g_signal_connect (service, "run", G_CALLBACK (on_silence_wanted), &began);
  depot_azure_client_send_async (client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 depot_azure_request_new ("GET", url),
                                 cancellable,
                                 depot_test_keep_result,
                                 &result);
  while (g_atomic_int_get (&began) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_assert_null (depot_azure_client_send_finish (client, depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - cancelled_us, <, G_USEC_PER_SEC);
  g_socket_service_stop (service);
}

/* One byte of an endless record after the other: never idle, never done. */
static gboolean
on_drip_wanted (GThreadedSocketService *service,
                GSocketConnection *connection,
                GObject *source,
                gpointer data)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  const char *hello = "\x16\x03\x03\x40";

  while (g_output_stream_write_all (out, *hello != '\0' ? hello++ : "x", 1, NULL, NULL, NULL))
    g_usleep (50000);
  return TRUE;
}

static void
test_drip_ends (World *world, gconstpointer by_hand)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (8);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autoptr (DepotCloud) cloud = depot_test_server_dup_cloud_at (world->server, port);
  g_autofree char *url = g_strconcat (depot_cloud_get_arm (cloud), "/x", NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (on_drip_wanted), NULL);
  g_clear_object (&world->client);
  world->client = depot_azure_client_new (cloud, world->clock, NULL);
  depot_azure_client_set_limit_seconds (world->client, 1);
  g_assert_null (send (world, depot_azure_request_new ("GET", url), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE);
  g_assert_cmpstr (error->message, ==, "Azure did not finish its answer in time");
  g_socket_service_stop (service);
}

/* The clock stands still: nothing but the cancel can end the wait. */
static void
test_cancel_while_waiting (World *world, gconstpointer by_hand)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "GET /x", "429\nRetry-After: 600\n\n{}");
  depot_azure_client_send_async (world->client,
                                 DEPOT_TOKEN_SOURCE (world->tokens),
                                 make_request (world, "GET", "/x"),
                                 cancellable,
                                 depot_test_keep_result,
                                 &result);
  while (depot_azure_client_get_skew_seconds (world->client) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      depot_azure_client_send_finish (world->client, depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
}

static void
test_skew (World *world, gconstpointer by_hand)
{
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_test_server_say (world->server, "GET /x", "200\nDate: Mon, 24 Nov 2025 15:00:00 GMT\n\n{}");
  reply = get (world, "/x", NULL);
  g_assert_nonnull (reply);
  g_assert_cmpint (depot_azure_client_get_skew_seconds (world->client),
                   ==,
                   (int) (depot_clock_now (world->clock) - 1763996400));
}

static void
note_line (const char *line, gpointer data)
{
  g_string_append_printf (data, "%s\n", line);
}

static void
test_log (World *world, gconstpointer by_hand)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (DepotAzureReply) reply = NULL;

  depot_azure_client_set_log (world->client, note_line, log, NULL);
  depot_test_server_say (world->server, "PUT /x", "201\n\n{}");
  reply = send (world, make_request (world, "PUT", "/x?sig=very-secret"), NULL);
  g_assert_nonnull (reply);
  g_assert_true (g_str_has_prefix (log->str, "PUT https://localhost/x 201, "));
  g_assert_nonnull (strstr (log->str, "request id request-1"));
  g_assert_null (strstr (log->str, "very-secret"));
  g_assert_null (strstr (log->str, "token-1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, by_hand, func)                                                                   \
  g_test_add ("/azure/client/" path, World, by_hand, set_up, func, tear_down)
  ADD ("headers", NULL, test_headers);
  ADD ("retry-after-seconds", NULL, test_retry_after_seconds);
  ADD ("retry-after-date", NULL, test_retry_after_date);
  ADD ("retry-after-nonsense", NULL, test_retry_after_nonsense);
  ADD ("gives-up", NULL, test_gives_up);
  ADD ("post-is-careful", NULL, test_post_is_careful);
  ADD ("whole-host-waits", NULL, test_whole_host_waits);
  ADD ("spent-quota", NULL, test_spent_quota);
  g_test_add_func ("/azure/client/allowance", test_allowance);
  ADD ("new-token-once", NULL, test_new_token_once);
  ADD ("claims-challenge", NULL, test_claims_challenge);
  ADD ("claims-twice", NULL, test_claims_twice);
  ADD ("claims-unmet", NULL, test_claims_unmet);
  ADD ("odd-answers", NULL, test_odd_answers);
  ADD ("broken-once", NULL, test_broken_once);
  ADD ("kept-connection-closed", NULL, test_kept_connection_closed);
  ADD ("oversize", NULL, test_oversize);
  ADD ("foreign-hosts", NULL, test_foreign_hosts);
  ADD ("untrusted", NULL, test_untrusted);
  ADD ("proxy-refuses", NULL, test_proxy_refuses);
  ADD ("proxy-keeps-connection", NULL, test_proxy_keeps_connection);
  ADD ("drip-ends", NULL, test_drip_ends);
  ADD ("cancel-stalled-handshake", NULL, test_cancel_stalled_handshake);
  ADD ("cancel-while-waiting", "by hand", test_cancel_while_waiting);
  ADD ("skew", "by hand", test_skew);
  ADD ("log", NULL, test_log);
  return g_test_run ();
}
