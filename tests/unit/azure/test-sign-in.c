/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in with a scripted authority, and with strangers at the loopback port. The clock stands
 * still unless turned. */
#include "config.h"

#include <string.h>

#include "depot-error.h"
#include "depot-sign-in.h"
#include "depot-test-server.h"
#include "depot-test-wait.h"

#define NOW 1764000000
#define TENANT "11111111-1111-1111-1111-111111111111"
#define CLIENT "22222222-2222-2222-2222-222222222222"

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotSignIn *sign_in;
  GCancellable *cancellable;
  GAsyncResult *result;
  char *address;
  GHashTable *asked; /* parameters of the address */
} World;

static void
on_open_address (DepotSignIn *sign_in, const char *address, gpointer data)
{
  World *world = data;
  GError *error = NULL;

  world->address = g_strdup (address);
  world->asked
      = g_uri_parse_params (strchr (address, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, &error);
  g_assert_no_error (error);
}

#define CONFIGURATION "GET /" TENANT "/v2.0/.well-known/openid-configuration"

static void
set_up (World *world, gconstpointer data)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new_by_hand (NOW);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->cancellable = g_cancellable_new ();
}

static void
start (World *world)
{
  depot_test_server_say_json (world->server,
                              CONFIGURATION,
                              "{\"authorization_endpoint\":\"{base}/authorize\","
                              "\"token_endpoint\":\"{base}/token\","
                              "\"issuer\":\"{base}/{tenantid}/v2.0\"}");
  world->sign_in = depot_sign_in_new (world->client, CLIENT, TENANT, NULL, NULL);
  g_signal_connect (world->sign_in, "open-address", G_CALLBACK (on_open_address), world);
  depot_sign_in_run_async (
      world->sign_in, world->cancellable, depot_test_keep_result, &world->result);
}

static void
start_and_wait (World *world)
{
  start (world);
  depot_test_wait_for ((gpointer *) &world->address, "the address");
  g_assert_cmpint (depot_sign_in_get_state (world->sign_in), ==, DEPOT_SIGN_IN_WAITING);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->result);
  g_clear_object (&world->sign_in);
  g_clear_object (&world->client);
  g_clear_object (&world->cancellable);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
  g_free (world->address);
  g_clear_pointer (&world->asked, g_hash_table_unref);
}

static guint
get_port (World *world)
{
  const char *redirect = g_hash_table_lookup (world->asked, "redirect_uri");

  g_assert_true (g_str_has_prefix (redirect, "http://localhost:"));
  return (guint) g_ascii_strtoull (redirect + strlen ("http://localhost:"), NULL, 10);
}

/* ---- a browser that says exactly what it is told ---- */

typedef struct
{
  GSocketConnection *connection;
  GString *answer;
  gboolean is_over;
  char room[4096];
} Browser;

static void
browser_free (Browser *browser)
{
  g_clear_object (&browser->connection);
  g_string_free (browser->answer, TRUE);
  g_free (browser);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Browser, browser_free)

static void browser_read (Browser *browser);

static void
browser_got (GObject *source, GAsyncResult *result, gpointer data)
{
  Browser *browser = data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  browser->is_over = length <= 0;
  if (length > 0)
    {
      g_string_append_len (browser->answer, browser->room, length);
      browser_read (browser);
    }
}

static void
browser_read (Browser *browser)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (browser->connection)),
                             browser->room,
                             sizeof browser->room,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             browser_got,
                             browser);
}

static Browser *
browser_open (const char *address, guint port, const char *request)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Browser *browser = g_new0 (Browser, 1);
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GError) error = NULL;

  browser->answer = g_string_new (NULL);
  browser->connection
      = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (target), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (browser->connection)),
                             request,
                             strlen (request),
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  browser_read (browser);
  return browser;
}

static gboolean
browser_is_over (gpointer data)
{
  return ((Browser *) data)->is_over;
}

static const char *
browse (World *world, Browser **browser, const char *request)
{
  *browser = browser_open ("127.0.0.1", get_port (world), request);
  depot_test_wait (browser_is_over, *browser, "the page");
  return (*browser)->answer->str;
}

static char *
make_request (World *world, const char *query)
{
  return g_strdup_printf (
      "GET /?%s HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", query, get_port (world));
}

static char *
make_return (World *world, const char *more)
{
  g_autofree char *query = g_strdup_printf (
      "state=%s&%s", (const char *) g_hash_table_lookup (world->asked, "state"), more);

  return make_request (world, query);
}

/* ---- what the authority hands out ---- */

static void
say_tokens (World *world, const char *nonce)
{
  g_autofree char *base = depot_test_server_dup_url (world->server, "");
  g_autofree char *claims = g_strdup_printf (
      "{\"aud\":\"" CLIENT "\",\"iss\":\"%s/t1/v2.0\",\"nonce\":\"%s\",\"exp\":%" G_GINT64_FORMAT
      ",\"sub\":\"s\","
      "\"oid\":\"o1\",\"tid\":\"t1\",\"preferred_username\":\"admin@contoso.com\"}",
      base,
      nonce,
      /* the authority lives in real time, and its Date header mends our clock */
      g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autofree char *body = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *answer = NULL;

  g_strdelimit (body, "+", '-');
  g_strdelimit (body, "/", '_');
  body[strcspn (body, "=")] = '\0';
  answer
      = g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"at\","
                         "\"refresh_token\":\"rt-1\",\"id_token\":\"e30.%s.c2ln\"}",
                         body);
  depot_test_server_say_json (world->server, "POST /token", answer);
}

static DepotAccount *
finish (World *world, DepotSecretBytes **refresh_token, GError **error)
{
  return depot_sign_in_run_finish (
      world->sign_in, depot_test_result (world->result), refresh_token, error);
}

static void
test_good (World *world, gconstpointer data)
{
  g_autoptr (Browser) browser = NULL;
  g_autofree char *request = NULL;
  g_autoptr (DepotSecretBytes) refresh_token = NULL;
  g_autoptr (DepotAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *page;

  start_and_wait (world);
  g_assert_cmpstr (g_hash_table_lookup (world->asked, "client_id"), ==, CLIENT);
  g_assert_cmpstr (g_hash_table_lookup (world->asked, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (world->asked, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (world->asked, "prompt"), ==, "select_account");
  g_assert_nonnull (strstr (g_hash_table_lookup (world->asked, "scope"), " offline_access"));
  g_assert_nonnull (strstr (g_hash_table_lookup (world->asked, "claims"), "CP1"));
  say_tokens (world, g_hash_table_lookup (world->asked, "nonce"));

  request = make_return (world, "code=the-code&session_state=x");
  page = browse (world, &browser, request);
  g_assert_true (g_str_has_prefix (page, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (page, "\r\nContent-Security-Policy: default-src 'none'"));
  g_assert_nonnull (strstr (page, "\r\nCache-Control: no-store\r\n"));
  g_assert_null (strstr (page, "the-code"));

  account = finish (world, &refresh_token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_account_get_id (account), ==, "o1.t1");
  g_assert_cmpstr (depot_account_get_client_id (account), ==, CLIENT);
  g_assert_cmpstr (depot_secret_bytes_peek_text (refresh_token), ==, "rt-1");
  g_assert_cmpint (depot_sign_in_get_state (world->sign_in), ==, DEPOT_SIGN_IN_DONE);

  form = g_uri_parse_params (
      depot_test_server_get (world->server, 1)->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, "the-code");
  g_assert_cmpstr (g_hash_table_lookup (form, "redirect_uri"),
                   ==,
                   g_hash_table_lookup (world->asked, "redirect_uri"));
  g_assert_cmpuint (strlen (g_hash_table_lookup (form, "code_verifier")), ==, 43);
  g_assert_null (g_hash_table_lookup (form, "client_secret"));
}

/* Strangers get their pages; the person's own answer works afterwards. */
static void
test_strangers (World *world, gconstpointer data)
{
  g_autoptr (DepotAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;
  guint port;

  start_and_wait (world);
  port = get_port (world);
  host = g_strdup_printf ("Host: localhost:%u\r\n", port);
  {
    char *requests[] = {
      make_request (world, "code=stolen&state=wrong"),
      make_request (world, "code=stolen"),
      make_return (world, "nothing=here"),
      g_strdup ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
      g_strdup_printf ("GET / HTTP/1.1\r\n%s%s\r\n", host, host),
      g_strdup_printf ("POST / HTTP/1.1\r\n%sContent-Length: 0\r\n\r\n", host),
      g_strdup_printf ("GET /favicon.ico HTTP/1.1\r\n%s\r\n", host),
      g_strdup ("\x16\x03\x01\r\n\r\n"),
    };
    const char *expected[] = { "404", "404", "404", "400", "400", "405", "404", "400" };

    for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
      {
        g_autoptr (Browser) browser = NULL;
        const char *page = browse (world, &browser, requests[i]);

        g_test_message ("%s", requests[i]);
        g_assert_true (g_str_has_prefix (page, "HTTP/1.1 "));
        g_assert_cmpmem (page + 9, 3, expected[i], 3);
        g_assert_null (strstr (page, "stolen"));
        g_free (requests[i]);
      }
  }
  g_assert_null (world->result);

  say_tokens (world, g_hash_table_lookup (world->asked, "nonce"));
  {
    g_autofree char *request = make_return (world, "code=mine");
    g_autoptr (Browser) browser = NULL;

    browse (world, &browser, request);
  }
  account = finish (world, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (account);
}

/* Sixteen who say nothing fill the port; their five seconds end, and the seventeenth is served. */
static void
test_silent (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func ((GDestroyNotify) browser_free);
  g_autofree char *request = NULL;
  g_autoptr (Browser) browser = NULL;
  g_autoptr (DepotAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  start_and_wait (world);
  for (guint i = 0; i < 17; i++)
    {
      g_ptr_array_add (silent, browser_open ("127.0.0.1", get_port (world), "GET /?co"));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  /* the one too many is turned away at once */
  depot_test_wait (browser_is_over, g_ptr_array_index (silent, 16), "the seventeenth's end");
  g_assert_false (browser_is_over (g_ptr_array_index (silent, 0)));
  depot_clock_advance (world->clock, 5);
  for (guint i = 0; i < 16; i++)
    depot_test_wait (browser_is_over, g_ptr_array_index (silent, i), "a silent one's end");

  say_tokens (world, g_hash_table_lookup (world->asked, "nonce"));
  request = make_return (world, "code=mine");
  browse (world, &browser, request);
  account = finish (world, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (account);
}

static void
test_time_over (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start_and_wait (world);
  depot_clock_advance (world->clock, 299);
  g_assert_cmpint (depot_sign_in_get_state (world->sign_in), ==, DEPOT_SIGN_IN_WAITING);
  depot_clock_advance (world->clock, 1);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_TIMED_OUT);
  g_assert_cmpint (depot_sign_in_get_state (world->sign_in), ==, DEPOT_SIGN_IN_FAILED);
  g_assert_null (depot_sign_in_get_address (world->sign_in));
}

static void
test_cancel (World *world, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  guint port;

  start_and_wait (world);
  port = get_port (world);
  g_cancellable_cancel (world->cancellable);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_assert_null (connection);
}

static void
test_refused_by_person (World *world, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autoptr (Browser) browser = NULL;
  g_autoptr (GError) error = NULL;

  start_and_wait (world);
  request = make_return (
      world, "error=access_denied&error_description=AADSTS65004%3A+declined%0D%0ATrace+ID%3A+x");
  browse (world, &browser, request);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_REFUSED);
  g_assert_cmpstr (error->message, ==, "declined");
  g_assert_cmpuint (depot_test_server_count_of (world->server, "POST", "/token"), ==, 0);
}

static void
test_wrong_nonce (World *world, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autoptr (Browser) browser = NULL;
  g_autoptr (GError) error = NULL;

  start_and_wait (world);
  say_tokens (world, "somebody-elses");
  request = make_return (world, "code=c");
  browse (world, &browser, request);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

/* A code is shown once, even if the answer to it breaks. */
static void
test_code_goes_once (World *world, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autoptr (Browser) browser = NULL;
  g_autoptr (GError) error = NULL;

  start_and_wait (world);
  depot_test_server_say (world->server, "POST /token", "503\n\n{}");
  request = make_return (world, "code=c");
  browse (world, &browser, request);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_BUSY);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "POST", "/token"), ==, 1);
}

/* Endpoints on a host that is not the environment's are not used. */
static void
test_foreign_endpoints (World *world, gconstpointer data)
{
  static const char *const answers[] = {
    "{\"authorization_endpoint\":\"https://evil.example/a\",\"token_endpoint\":\"{base}/"
    "token\",\"issuer\":\"{base}/i\"}",
    "{\"authorization_endpoint\":\"{base}/a\",\"token_endpoint\":\"https://evil.example/"
    "token\",\"issuer\":\"{base}/i\"}",
    "{\"authorization_endpoint\":\"{base}/a\",\"token_endpoint\":\"http://localhost:9/"
    "token\",\"issuer\":\"{base}/i\"}",
    "{\"authorization_endpoint\":\"{base}/a\",\"token_endpoint\":\"{base}/"
    "token\",\"issuer\":\"https://evil.example/i\"}",
    "{\"authorization_endpoint\":\"http://evil.example/a\",\"token_endpoint\":\"{base}/"
    "token\",\"issuer\":\"{base}/i\"}",
    "{\"token_endpoint\":\"{base}/token\",\"issuer\":\"{base}/i\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (DepotSignIn) sign_in
          = depot_sign_in_new (world->client, CLIENT, "contoso.com", NULL, NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      const char *key = "GET /contoso.com/v2.0/.well-known/openid-configuration";

      /* the last answer stays: each turn takes one off the front */
      if (i == 0)
        for (guint j = 0; j < G_N_ELEMENTS (answers); j++)
          depot_test_server_say_json (world->server, key, answers[j]);
      depot_sign_in_run_async (sign_in, NULL, depot_test_keep_result, &result);
      g_assert_null (depot_sign_in_run_finish (sign_in, depot_test_result (result), NULL, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_null (depot_sign_in_get_address (sign_in));
    }
}

static void
test_unknown_tenant (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (
      world->server,
      CONFIGURATION,
      "400\n\n{\"error\":\"invalid_tenant\","
      "\"error_description\":\"AADSTS90002: Tenant not found.\\r\\nTrace ID: 1\"}");
  start (world);
  g_assert_null (finish (world, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS);
  g_assert_cmpstr (error->message, ==, "Tenant not found.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/azure/sign-in/" path, World, NULL, set_up, func, tear_down)
  ADD ("good", test_good);
  ADD ("strangers", test_strangers);
  ADD ("silent", test_silent);
  ADD ("time-over", test_time_over);
  ADD ("cancel", test_cancel);
  ADD ("refused-by-person", test_refused_by_person);
  ADD ("wrong-nonce", test_wrong_nonce);
  ADD ("code-goes-once", test_code_goes_once);
  ADD ("foreign-endpoints", test_foreign_endpoints);
  ADD ("unknown-tenant", test_unknown_tenant);
  return g_test_run ();
}
