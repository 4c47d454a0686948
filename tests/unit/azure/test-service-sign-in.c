/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in as a service, by secret or certificate; signing in on another device; registering an
 * application. */
#include "config.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "depot-client-assertion.h"
#include "depot-device-code.h"
#include "depot-error.h"
#include "depot-graph.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"
#include "depot-user-tokens.h"

#define TENANT "11111111-1111-1111-1111-111111111111"
#define CLIENT "22222222-2222-2222-2222-222222222222"
#define NOW G_GINT64_CONSTANT (1800000000)

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotSecretBytes *kept; /* what the keyring holds */
  guint n_loads;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new (100);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  depot_test_server_say_json (world->server,
                              "GET /" TENANT "/v2.0/.well-known/openid-configuration",
                              "{\"authorization_endpoint\":\"{base}/authorize\","
                              "\"token_endpoint\":\"{base}/token\","
                              "\"device_authorization_endpoint\":\"{base}/devicecode\","
                              "\"issuer\":\"{base}/" TENANT "/v2.0\"}");
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_pointer (&world->kept, depot_secret_bytes_unref);
  g_clear_object (&world->client);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
}

static void
load (DepotUserTokens *tokens, gpointer data)
{
  World *world = data;

  world->n_loads++;
  depot_user_tokens_give_refresh_token (tokens, world->kept, NULL);
}

static char *
get_token (World *world, DepotCredential credential, GError **error)
{
  static const DepotUserTokensKeeper keeper = { load, NULL };
  g_autoptr (DepotAccount) account
      = depot_account_new ("service", "practice", TENANT, CLIENT, NULL, "Watch", NULL);
  g_autoptr (DepotUserTokens) tokens
      = depot_user_tokens_new (world->client, account, &keeper, world);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotSecretBytes) token = NULL;

  depot_user_tokens_set_credential (tokens, credential);
  depot_token_source_get_token_async (DEPOT_TOKEN_SOURCE (tokens),
                                      "https://localhost/.default",
                                      FALSE,
                                      NULL,
                                      NULL,
                                      depot_test_keep_result,
                                      &result);
  depot_test_wait_for ((gpointer *) &result, "the token");
  token = depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (tokens), result, error);
  return token != NULL ? g_strdup (depot_secret_bytes_peek_text (token)) : NULL;
}

/* The form of the last request. Caller owns. */
static GHashTable *
last_form (World *world)
{
  const DepotTestExchange *last
      = depot_test_server_get (world->server, depot_test_server_count (world->server) - 1);

  return g_uri_parse_params (last->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

static void
test_secret (World *world, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autoptr (GHashTable) form = NULL;

  world->kept = depot_secret_bytes_new_text ("s3cret&more");
  depot_test_server_say_json (
      world->server, "POST /token", "{\"access_token\":\"at\",\"expires_in\":3599}");
  token = get_token (world, DEPOT_CREDENTIAL_SECRET, NULL);
  g_assert_cmpstr (token, ==, "at");
  form = last_form (world);
  g_assert_cmpstr (g_hash_table_lookup (form, "grant_type"), ==, "client_credentials");
  g_assert_cmpstr (g_hash_table_lookup (form, "client_id"), ==, CLIENT);
  g_assert_cmpstr (g_hash_table_lookup (form, "client_secret"), ==, "s3cret&more");
  g_assert_cmpstr (g_hash_table_lookup (form, "scope"), ==, "https://localhost/.default");
  g_assert_false (g_hash_table_contains (form, "refresh_token"));
}

/* Looked for once more, because somebody may have renewed it; then it is for the credential page.
 */
static void
test_wrong_secret (World *world, gconstpointer data)
{
  static const char *const numbers[] = { "7000215", "7000222", "700027" };

  world->kept = depot_secret_bytes_new_text ("old");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *azure_code = g_strconcat ("AADSTS", numbers[i], NULL);
      g_autofree char *answer
          = g_strdup_printf ("401\nContent-Type: application/json\n\n"
                             "{\"error\":\"invalid_client\",\"error_description\":\"%s: No.\"}",
                             azure_code);

      world->n_loads = 0;
      depot_test_server_say (world->server, "POST /token", answer);
      g_assert_null (get_token (world, DEPOT_CREDENTIAL_SECRET, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS);
      g_assert_cmpstr (depot_error_get_azure_code (error), ==, azure_code);
      g_assert_null (strstr (error->message, "old"));
      g_assert_cmpuint (world->n_loads, ==, 2);
    }
}

static void
test_no_credential (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get_token (world, DEPOT_CREDENTIAL_SECRET, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS);
}

/* A key and its certificate as the keyring holds them. */
static DepotSecretBytes *
make_pem (gnutls_x509_crt_t *certificate)
{
  gnutls_x509_privkey_t key;
  gnutls_datum_t key_text, text;
  DepotSecretBytes *pem;

  gnutls_x509_privkey_init (&key);
  gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, 2048, 0);
  gnutls_x509_crt_init (certificate);
  gnutls_x509_crt_set_version (*certificate, 3);
  gnutls_x509_crt_set_serial (*certificate, "\1", 1);
  gnutls_x509_crt_set_activation_time (*certificate, NOW - 1);
  gnutls_x509_crt_set_expiration_time (*certificate, NOW + 1000);
  gnutls_x509_crt_set_key (*certificate, key);
  g_assert_cmpint (
      gnutls_x509_crt_sign2 (*certificate, *certificate, key, GNUTLS_DIG_SHA256, 0), >=, 0);
  gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_text);
  gnutls_x509_crt_export2 (*certificate, GNUTLS_X509_FMT_PEM, &text);
  pem = depot_secret_bytes_take_text (g_strdup_printf ("%s%s", text.data, key_text.data));
  gnutls_free (key_text.data);
  gnutls_free (text.data);
  gnutls_x509_privkey_deinit (key);
  return pem;
}

static guchar *
decode (const char *part, gsize *length)
{
  g_autofree char *padded = g_strconcat (part, &"==="[3 - (4 - strlen (part) % 4) % 4], NULL);

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  return g_base64_decode (padded, length);
}

static JsonObject *
decode_object (const char *part)
{
  gsize length;
  g_autofree guchar *text = decode (part, &length);

  return depot_json_parse_object ((const char *) text, length, NULL);
}

static void
check_signature (gnutls_x509_crt_t certificate, const char *assertion, const char *signature_part)
{
  gnutls_pubkey_t key;
  gsize length;
  g_autofree guchar *bytes = decode (signature_part, &length);
  gnutls_datum_t signature = { bytes, (unsigned int) length };
  gnutls_datum_t text
      = { (unsigned char *) assertion, (unsigned int) (strrchr (assertion, '.') - assertion) };

  gnutls_pubkey_init (&key);
  gnutls_pubkey_import_x509 (key, certificate, 0);
  g_assert_cmpint (
      gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, &text, &signature),
      >=,
      0);
  gnutls_pubkey_deinit (key);
}

static void
test_assertion (World *world, gconstpointer data)
{
  gnutls_x509_crt_t certificate;
  g_autoptr (DepotSecretBytes) pem = make_pem (&certificate);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) assertion
      = depot_client_assertion_make (pem, CLIENT, "https://login/token", NOW, &error);
  g_auto (GStrv) parts = NULL;
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) claims = NULL;
  gint64 expires = 0;
  g_autoptr (GBytes) der = depot_client_assertion_read_certificate (pem, &expires, NULL);

  g_assert_no_error (error);
  g_assert_cmpint (expires, ==, NOW + 1000);
  parts = g_strsplit (depot_secret_bytes_peek_text (assertion), ".", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  header = decode_object (parts[0]);
  claims = decode_object (parts[1]);
  g_assert_cmpstr (depot_json_peek_string (header, "alg"), ==, "PS256");
  g_assert_cmpuint (strlen (json_object_get_string_member (header, "x5t#S256")), ==, 43);
  g_assert_cmpstr (depot_json_peek_string (claims, "aud"), ==, "https://login/token");
  g_assert_cmpstr (depot_json_peek_string (claims, "iss"), ==, CLIENT);
  g_assert_cmpstr (depot_json_peek_string (claims, "sub"), ==, CLIENT);
  g_assert_true (g_uuid_string_is_valid (depot_json_peek_string (claims, "jti")));
  g_assert_cmpint (depot_json_peek_int (claims, "nbf", 0), ==, NOW);
  g_assert_cmpint (depot_json_peek_int (claims, "exp", 0), <=, NOW + 600);
  check_signature (certificate, depot_secret_bytes_peek_text (assertion), parts[2]);
  gnutls_x509_crt_deinit (certificate);
}

static void
test_bad_pem (World *world, gconstpointer data)
{
  g_autoptr (DepotSecretBytes) rubbish = depot_secret_bytes_new_text ("-----BEGIN nonsense");
  g_autoptr (GError) error = NULL;

  g_assert_null (depot_client_assertion_make (rubbish, CLIENT, "x", NOW, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS);
}

/* On another device. */

typedef struct
{
  World *world;
  DepotDeviceCode *device;
  GCancellable *cancellable;
  GAsyncResult *result;
  DepotSecretBytes *refresh_token;
  gboolean is_ready;
} Device;

static void
on_code_ready (Device *device)
{
  device->is_ready = TRUE;
  g_assert_cmpstr (depot_device_code_get_user_code (device->device), ==, "BCDFGHJKL");
  if (device->cancellable != NULL)
    g_cancellable_cancel (device->cancellable);
}

/* Caller owns both. */
static DepotAccount *
sign_in (Device *device, GError **error)
{
  DepotAccount *account;

  device->device = depot_device_code_new (device->world->client, CLIENT, TENANT, NULL);
  g_signal_connect_swapped (device->device, "code-ready", G_CALLBACK (on_code_ready), device);
  depot_device_code_run_async (
      device->device, device->cancellable, depot_test_keep_result, &device->result);
  depot_test_wait_for ((gpointer *) &device->result, "the sign-in");
  account = depot_device_code_run_finish (
      device->device, device->result, &device->refresh_token, error);
  g_clear_object (&device->result);
  g_clear_object (&device->device);
  return account;
}

static void
say_code (World *world)
{
  depot_test_server_say_json (world->server,
                              "POST /devicecode",
                              "{\"user_code\":\"BCDFGHJKL\",\"device_code\":\"dc\","
                              "\"verification_uri\":\"https://localhost/device\","
                              "\"expires_in\":900,\"interval\":5}");
}

static void
say_not_yet (World *world, const char *word)
{
  g_autofree char *answer = g_strdup_printf (
      "400\nContent-Type: application/json\n\n{\"error\":\"%s\",\"error_description\":\"x\"}",
      word);

  depot_test_server_say (world->server, "POST /token", answer);
}

static char *
make_id_token (World *world)
{
  g_autofree char *issuer = depot_test_server_dup_url (world->server, "/" TENANT "/v2.0");
  g_autofree char *claims = g_strdup_printf (
      "{\"aud\":\"" CLIENT "\",\"iss\":\"%s\",\"exp\":4000000000,\"sub\":\"s\",\"oid\":\"o\","
      "\"tid\":\"" TENANT "\",\"preferred_username\":\"admin@contoso.com\"}",
      issuer);
  g_autofree char *part = g_base64_encode ((const guchar *) claims, strlen (claims));

  g_strdelimit (part, "+", '-');
  g_strdelimit (part, "/", '_');
  part[strcspn (part, "=")] = '\0';
  return g_strconcat ("e30.", part, ".c2ln", NULL);
}

static void
test_device (World *world, gconstpointer data)
{
  Device device = { .world = world };
  g_autofree char *id_token = make_id_token (world);
  g_autofree char *answer = g_strdup_printf ("{\"access_token\":\"at\",\"refresh_token\":\"rt\","
                                             "\"expires_in\":3599,\"id_token\":\"%s\"}",
                                             id_token);
  g_autoptr (DepotAccount) account = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (GError) error = NULL;
  gint64 pause;
  guint count;

  say_code (world);
  say_not_yet (world, "authorization_pending");
  say_not_yet (world, "slow_down");
  depot_test_server_say_json (world->server, "POST /token", answer);
  account = sign_in (&device, &error);
  g_assert_no_error (error);
  g_assert_true (device.is_ready);
  g_assert_cmpstr (depot_account_get_user_name (account), ==, "admin@contoso.com");
  g_assert_cmpstr (depot_secret_bytes_peek_text (device.refresh_token), ==, "rt");
  form = last_form (world);
  g_assert_cmpstr (g_hash_table_lookup (form, "device_code"), ==, "dc");
  g_assert_cmpstr (
      g_hash_table_lookup (form, "grant_type"), ==, "urn:ietf:params:oauth:grant-type:device_code");
  /* 5 s, 5 s, and after "slow_down" 10 s, at a hundred times the speed */
  count = depot_test_server_count (world->server);
  pause = depot_test_server_get (world->server, count - 1)->arrived_us
          - depot_test_server_get (world->server, count - 2)->arrived_us;
  g_assert_cmpint (pause, >=, 95 * 1000);
  g_clear_pointer (&device.refresh_token, depot_secret_bytes_unref);
}

static void
test_device_refusals (World *world, gconstpointer data)
{
  static const struct
  {
    const char *word;
    DepotErrorCode code;
  } refusals[] = {
    { "authorization_declined", DEPOT_ERROR_SIGN_IN_REFUSED },
    { "expired_token", DEPOT_ERROR_TIMED_OUT },
    { "bad_verification_code", DEPOT_ERROR_SIGN_IN_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Device device = { .world = world };
      g_autoptr (GError) error = NULL;

      say_code (world);
      say_not_yet (world, refusals[i].word);
      g_assert_null (sign_in (&device, &error));
      g_assert_error (error, DEPOT_ERROR, (int) refusals[i].code);
    }
}

static void
test_device_cancel (World *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Device device = { .world = world, .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  say_code (world);
  g_assert_null (sign_in (&device, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "POST", "/token"), ==, 0);
}

/* A code or page that is not fit to be shown never is. */
static void
test_device_odd_answers (World *world, gconstpointer data)
{
  static const char *const answers[] = {
    "{\"user_code\":\"A B\",\"device_code\":\"d\",\"verification_uri\":\"https://a/\","
    "\"expires_in\":9}",
    "{\"user_code\":\"AB\",\"device_code\":\"d\",\"verification_uri\":\"http://a/\","
    "\"expires_in\":9}",
    "{\"user_code\":\"AB\",\"device_code\":\"d\",\"verification_uri\":\"javascript:x\","
    "\"expires_in\":9}",
    "{\"user_code\":\"AB\",\"verification_uri\":\"https://a/\",\"expires_in\":9}",
    "{\"user_code\":\"AB\",\"device_code\":\"d\",\"verification_uri\":\"https://a/\","
    "\"expires_in\":-1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Device device = { .world = world };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", answers[i]);
      depot_test_server_say_json (world->server, "POST /devicecode", answers[i]);
      g_assert_null (sign_in (&device, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_false (device.is_ready);
    }
}

/* Microsoft Graph. */

#define ANSWER(status, body) status "\nContent-Type: application/json\n\n" body

static void
test_graph_waits (World *world, gconstpointer data)
{
  g_autoptr (DepotTestTokens) tokens = depot_test_tokens_new ();
  g_autoptr (DepotArm) arm = depot_arm_new (world->client, DEPOT_TOKEN_SOURCE (tokens));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *scope = depot_test_server_dup_url (world->server, "/graph/.default");

  depot_test_server_say (
      world->server,
      "POST /graph/v1.0/servicePrincipals",
      ANSWER ("400",
              "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"m\",\"details\":[{"
              "\"code\":\"NoBackingApplicationObject\",\"message\":\"m\"}]}}"));
  depot_test_server_say (
      world->server, "POST /graph/v1.0/servicePrincipals", ANSWER ("201", "{\"id\":\"p1\"}"));
  depot_graph_create_principal_async (arm, CLIENT, NULL, depot_test_keep_result, &result);
  id = depot_graph_create_principal_finish (arm, depot_test_result (result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "p1");
  g_assert_cmpstr (depot_test_tokens_get_scope (tokens), ==, scope);
}

#define PERMISSION_ID "c5d0f6a4-91b3-4d0a-8f53-6f2a1e7b9d01"
#define PRINCIPALS "GET /graph/v1.0/servicePrincipals"
#define OFFERS(scopes) "{\"value\":[{\"id\":\"p\",\"oauth2PermissionScopes\":[" scopes "]}]}"

static DepotGraphPermissions *
find_permissions (DepotArm *arm, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_graph_find_permissions_async (arm, NULL, depot_test_keep_result, &result);
  return depot_graph_find_permissions_finish (arm, depot_test_result (result), error);
}

static void
test_graph_denied (World *world, gconstpointer data)
{
  static const char other[] = "{\"id\":\"00000000-0000-0000-0000-000000000001\","
                              "\"value\":\"user_impersonation\",\"isEnabled\":false}";
  g_autoptr (DepotTestTokens) tokens = depot_test_tokens_new ();
  g_autoptr (DepotArm) arm = depot_arm_new (world->client, DEPOT_TOKEN_SOURCE (tokens));
  g_autoptr (DepotGraphPermissions) permissions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *offers = g_strdup_printf (
      OFFERS ("%s,{\"id\":\"" PERMISSION_ID "\",\"value\":\"user_impersonation\"}"), other);
  g_autofree char *missing = NULL;
  const DepotTestExchange *sent;

  depot_test_server_say_json (world->server, PRINCIPALS, offers);
  depot_test_server_say_json (world->server, PRINCIPALS, "{\"value\":[]}");
  depot_test_server_say_json (world->server, PRINCIPALS, OFFERS ("{\"value\":\"other\"}"));
  permissions = find_permissions (arm, &error);
  g_assert_no_error (error);
  missing = depot_graph_permissions_dup_missing (permissions);
  g_assert_cmpstr (missing, ==, "Azure Storage, Azure Key Vault");

  depot_test_server_say (
      world->server,
      "POST /graph/v1.0/applications",
      ANSWER ("403", "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"m\"}}"));
  depot_graph_create_application_async (
      arm, "Watch", permissions, NULL, depot_test_keep_result, &result);
  g_assert_null (depot_graph_create_application_finish (arm, depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED);
  sent = depot_test_server_get (world->server, 3);
  g_assert_nonnull (strstr (sent->body, "\"http://localhost\""));
  g_assert_nonnull (strstr (sent->body, "797f4846-ba00-4fd7-ba43-dac1f8f63013"));
  g_assert_nonnull (strstr (sent->body, PERMISSION_ID));
  g_assert_null (strstr (sent->body, "e406a681-f3d4-42a8-90b6-c2b029497af1"));
  g_assert_nonnull (strstr (sent->body, "\"AzureADMyOrg\""));
}

static void
test_graph_odd_permissions (World *world, gconstpointer data)
{
  static const char *const answers[] = {
    "{}",
    "{\"value\":[7]}",
    "{\"value\":[{\"id\":\"p\"}]}",
    OFFERS ("7"),
    OFFERS ("{\"value\":\"user_impersonation\"}"),
    OFFERS ("{\"value\":\"user_impersonation\",\"id\":\"x\"}"),
  };
  g_autoptr (DepotTestTokens) tokens = depot_test_tokens_new ();
  g_autoptr (DepotArm) arm = depot_arm_new (world->client, DEPOT_TOKEN_SOURCE (tokens));

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", answers[i]);
      depot_test_server_say_json (world->server, PRINCIPALS, answers[i]);
      g_assert_null (find_permissions (arm, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/azure/service-sign-in/" path, World, NULL, set_up, func, tear_down)
  ADD ("secret", test_secret);
  ADD ("wrong-secret", test_wrong_secret);
  ADD ("no-credential", test_no_credential);
  ADD ("assertion", test_assertion);
  ADD ("bad-pem", test_bad_pem);
  ADD ("device", test_device);
  ADD ("device-refusals", test_device_refusals);
  ADD ("device-cancel", test_device_cancel);
  ADD ("device-odd-answers", test_device_odd_answers);
  ADD ("graph-waits", test_graph_waits);
  ADD ("graph-denied", test_graph_denied);
  ADD ("graph-odd-permissions", test_graph_odd_permissions);
  return g_test_run ();
}
