/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens from a refresh token: one refresh for many, rotation, a second process, second
 * factor, sign-out. */
#include "config.h"

#include <string.h>

#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-wait.h"
#include "depot-user-tokens.h"

#define TENANT "11111111-1111-1111-1111-111111111111"
#define SCOPE "https://localhost/.default"

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotAccount *account;
  DepotUserTokens *tokens;
  char *kept; /* what the keyring holds; NULL: nothing */
  guint loads, saves;
  gboolean is_locked;
} World;

static void
load (DepotUserTokens *tokens, gpointer data)
{
  World *world = data;
  g_autoptr (DepotSecretBytes) kept = depot_secret_bytes_new_text (world->kept);

  world->loads++;
  depot_user_tokens_give_refresh_token (
      tokens,
      world->is_locked ? NULL : kept,
      world->is_locked ? depot_error_new (DEPOT_ERROR_KEYRING, "locked") : NULL);
}

static void
save (DepotUserTokens *tokens, DepotSecretBytes *refresh_token, gpointer data)
{
  World *world = data;

  world->saves++;
  g_set_str (&world->kept, depot_secret_bytes_peek_text (refresh_token));
}

static void
set_up (World *world, gconstpointer data)
{
  static const DepotUserTokensKeeper keeper = { load, save };

  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new (50);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->account = depot_account_new (
      "o1." TENANT, "practice", TENANT, "client", "o1", "admin@contoso.com", "Admin");
  world->tokens = depot_user_tokens_new (world->client, world->account, &keeper, world);
  world->kept = g_strdup ("rt-1");
  depot_test_server_say_json (world->server,
                              "GET /" TENANT "/v2.0/.well-known/openid-configuration",
                              "{\"authorization_endpoint\":\"{base}/authorize\","
                              "\"token_endpoint\":\"{base}/token\","
                              "\"issuer\":\"{base}/" TENANT "/v2.0\"}");
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->tokens);
  g_clear_object (&world->account);
  g_clear_object (&world->client);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
  g_free (world->kept);
}

static void
say_token (World *world, const char *access, const char *refresh, guint seconds)
{
  g_autofree char *answer = g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":%u,"
                                             "\"access_token\":\"%s\",\"refresh_token\":\"%s\"}",
                                             seconds,
                                             access,
                                             refresh);

  depot_test_server_say_json (world->server, "POST /token", answer);
}

static void
ask (World *world, const char *scope, gboolean refused, const char *claims, GAsyncResult **result)
{
  depot_token_source_get_token_async (DEPOT_TOKEN_SOURCE (world->tokens),
                                      scope,
                                      refused,
                                      claims,
                                      NULL,
                                      depot_test_keep_result,
                                      result);
}

static DepotSecretBytes *
take (World *world, GAsyncResult **result, GError **error)
{
  depot_test_wait_for ((gpointer *) result, "the token");
  return depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (world->tokens), *result, error);
}

/* The token's text or the error; caller owns. */
static char *
get (World *world, const char *scope, gboolean refused, const char *claims, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotSecretBytes) token = NULL;

  ask (world, scope, refused, claims, &result);
  token = take (world, &result, error);
  return token != NULL ? g_strdup (depot_secret_bytes_peek_text (token)) : NULL;
}

static guint
count_refreshes (World *world)
{
  return depot_test_server_count_of (world->server, "POST", "/token");
}

static char *
dup_sent (World *world, guint refresh, const char *name)
{
  for (guint i = 0; i < depot_test_server_count (world->server); i++)
    {
      const DepotTestExchange *exchange = depot_test_server_get (world->server, i);
      g_autoptr (GHashTable) form = NULL;

      if (!g_str_equal (exchange->path, "/token") || refresh-- > 0)
        continue;
      form = g_uri_parse_params (exchange->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
      return g_strdup (g_hash_table_lookup (form, name));
    }
  g_assert_not_reached ();
}

static void
test_from_memory (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *claims = NULL;

  say_token (world, "at-1", "rt-1", 3600);
  say_token (world, "at-2", "rt-1", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  second = get (world, SCOPE, FALSE, NULL, NULL);
  other = get (world, "https://vault.localhost/.default", FALSE, NULL, NULL);
  g_assert_cmpstr (first, ==, "at-1");
  g_assert_cmpstr (second, ==, "at-1");
  g_assert_cmpstr (other, ==, "at-2");
  g_assert_cmpuint (count_refreshes (world), ==, 2);
  g_assert_cmpuint (world->loads, ==, 1);
  g_assert_cmpuint (world->saves, ==, 0);
  scope = dup_sent (world, 1, "scope");
  claims = dup_sent (world, 0, "claims");
  g_assert_cmpstr (scope, ==, "https://vault.localhost/.default offline_access openid profile");
  g_assert_nonnull (strstr (claims, "CP1"));
}

static void
test_one_refresh_for_many (World *world, gconstpointer data)
{
  GAsyncResult *results[20] = { NULL };

  say_token (world, "at-1", "rt-1", 3600);
  say_token (world, "at-2", "rt-1", 3600);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    ask (world, SCOPE, FALSE, NULL, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (DepotSecretBytes) token = take (world, &results[i], NULL);

      g_assert_cmpstr (depot_secret_bytes_peek_text (token), ==, "at-1");
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (count_refreshes (world), ==, 1);

  /* all of them refused at the same moment: one new token for all */
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    ask (world, SCOPE, TRUE, NULL, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (DepotSecretBytes) token = take (world, &results[i], NULL);

      g_assert_cmpstr (depot_secret_bytes_peek_text (token), ==, "at-2");
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (count_refreshes (world), ==, 2);
}

/* A token of two seconds counts as old after one. */
static void
test_expiry (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 until_us;

  say_token (world, "at-1", "rt-1", 2);
  say_token (world, "at-2", "rt-1", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  until_us = g_get_monotonic_time () + G_USEC_PER_SEC;
  do
    {
      g_free (second);
      second = get (world, SCOPE, FALSE, NULL, NULL);
    }
  while (g_str_equal (second, "at-1") && g_get_monotonic_time () < until_us + 5 * G_USEC_PER_SEC);
  g_assert_cmpstr (first, ==, "at-1");
  g_assert_cmpstr (second, ==, "at-2");
  g_assert_cmpuint (count_refreshes (world), ==, 2);
}

static void
test_rotation (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *sent = NULL;

  say_token (world, "at-1", "rt-2", 3600);
  say_token (world, "at-2", "rt-3", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  second = get (world, SCOPE, TRUE, NULL, NULL);
  g_assert_cmpstr (second, ==, "at-2");
  g_assert_cmpstr (world->kept, ==, "rt-3");
  g_assert_cmpuint (world->saves, ==, 2);
  sent = dup_sent (world, 1, "refresh_token");
  g_assert_cmpstr (sent, ==, "rt-2");
}

#define SPENT "400\n\n{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: spent\"}"

/* The first refresh token was spent by another process, which left its successor in the keyring. */
static void
test_lost_to_another (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;

  say_token (world, "at-1", "rt-1", 3600);
  depot_test_server_say (world->server, "POST /token", SPENT);
  say_token (world, "at-2", "rt-8", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  g_set_str (&world->kept, "rt-7");
  second = get (world, SCOPE, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, "at-2");
  g_assert_cmpstr (world->kept, ==, "rt-8");
  sent = dup_sent (world, 2, "refresh_token");
  g_assert_cmpstr (sent, ==, "rt-7");
}

static void
test_really_spent (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  depot_test_server_say (world->server, "POST /token", SPENT);
  token = get (world, SCOPE, FALSE, NULL, &error);
  g_assert_null (token);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  g_assert_cmpstr (depot_error_get_azure_code (error), ==, "AADSTS700082");
  g_assert_cmpuint (world->loads, ==, 2);
  g_assert_cmpuint (count_refreshes (world), ==, 1);
}

static void
test_nobody_signed_in (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) locked = NULL;

  g_clear_pointer (&world->kept, g_free);
  g_assert_null (get (world, SCOPE, FALSE, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  world->is_locked = TRUE;
  g_assert_null (get (world, SCOPE, FALSE, NULL, &locked));
  g_assert_error (locked, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
  g_assert_cmpuint (count_refreshes (world), ==, 0);
}

static void
test_second_factor (World *world, gconstpointer data)
{
  static const char claims[] = "{\"access_token\":{\"acrs\":{\"values\":[\"p1\"]}}}";
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;

  say_token (world, "at-1", "rt-1", 3600);
  depot_test_server_say (world->server,
                         "POST /token",
                         "400\n\n{\"error\":\"interaction_required\","
                         "\"error_description\":\"AADSTS50076: second factor\"}");
  say_token (world, "at-3", "rt-1", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  g_assert_null (get (world, SCOPE, FALSE, claims, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED);
  g_assert_cmpstr (depot_error_get_claims (error), ==, claims);
  sent = dup_sent (world, 1, "claims");
  g_assert_nonnull (strstr (sent, "\"p1\""));
  g_assert_nonnull (strstr (sent, "CP1"));
  /* after an interactive sign-in the refresh works */
  second = get (world, SCOPE, FALSE, claims, NULL);
  g_assert_cmpstr (second, ==, "at-3");
}

static void
test_forget (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;

  say_token (world, "at-1", "rt-2", 3600);
  say_token (world, "at-2", "rt-3", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  ask (world, SCOPE, TRUE, NULL, &result);
  g_clear_pointer (&world->kept, g_free);
  depot_user_tokens_forget (world->tokens);
  g_assert_null (take (world, &result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  g_assert_null (world->kept);
  g_assert_null (get (world, SCOPE, FALSE, NULL, &later));
  g_assert_error (later, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
}

/* Somebody signed in again while a token was on its way: it is of the old sign-in, and the wish is
 * answered from the new.
 */
static void
test_reload (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *later = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotSecretBytes) token = NULL;

  say_token (world, "at-1", "rt-1", 3600);
  say_token (world, "at-old", "rt-old", 3600);
  say_token (world, "at-new", "rt-new", 3600);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  ask (world, SCOPE, TRUE, NULL, &result);
  g_set_str (&world->kept, "rt-signed-in");
  depot_user_tokens_reload (world->tokens);
  token = take (world, &result, NULL);
  g_assert_cmpstr (depot_secret_bytes_peek_text (token), ==, "at-new");
  sent = dup_sent (world, 2, "refresh_token");
  g_assert_cmpstr (sent, ==, "rt-signed-in");
  g_assert_cmpstr (world->kept, ==, "rt-new");
  g_assert_cmpuint (world->saves, ==, 1);
  later = get (world, SCOPE, FALSE, NULL, NULL);
  g_assert_cmpstr (later, ==, "at-new");
}

/* A refresh token that nobody asked for does not become a service's credential. */
static void
test_service_is_not_renewed (World *world, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *sent = NULL;

  say_token (world, "at-1", "rt-other", 3600);
  say_token (world, "at-2", "rt-other", 3600);
  depot_user_tokens_set_credential (world->tokens, DEPOT_CREDENTIAL_SECRET);
  first = get (world, SCOPE, FALSE, NULL, NULL);
  second = get (world, SCOPE, TRUE, NULL, NULL);
  g_assert_cmpstr (second, ==, "at-2");
  sent = dup_sent (world, 1, "client_secret");
  g_assert_cmpstr (sent, ==, "rt-1");
  g_assert_cmpuint (world->saves, ==, 0);
}

/* Who cancels goes at once; the others still get their token. */
static void
test_cancel (World *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) impatient = NULL;
  g_autoptr (GAsyncResult) patient = NULL;
  g_autoptr (DepotSecretBytes) token = NULL;
  g_autoptr (GError) error = NULL;

  say_token (world, "at-1", "rt-1", 3600);
  depot_token_source_get_token_async (DEPOT_TOKEN_SOURCE (world->tokens),
                                      SCOPE,
                                      FALSE,
                                      NULL,
                                      cancellable,
                                      depot_test_keep_result,
                                      &impatient);
  ask (world, SCOPE, FALSE, NULL, &patient);
  g_cancellable_cancel (cancellable);
  g_assert_null (take (world, &impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (patient);
  token = take (world, &patient, NULL);
  g_assert_cmpstr (depot_secret_bytes_peek_text (token), ==, "at-1");
}

static void
test_odd_answers (World *world, gconstpointer data)
{
  static const char *const answers[] = {
    "200\n\n{\"expires_in\":3600}",
    "200\n\n{\"access_token\":\"at\"}",
    "200\n\n{\"access_token\":\"at\",\"expires_in\":-1}",
    "200\n\n{\"access_token\":\"a\\r\\nX: y\",\"expires_in\":3600}",
    "200\n\n{\"access_token\":\"\",\"expires_in\":3600}",
    "200\n\n[]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    depot_test_server_say (world->server, "POST /token", answers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", answers[i]);
      g_assert_null (get (world, SCOPE, FALSE, NULL, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/azure/tokens/" path, World, NULL, set_up, func, tear_down)
  ADD ("from-memory", test_from_memory);
  ADD ("one-refresh-for-many", test_one_refresh_for_many);
  ADD ("expiry", test_expiry);
  ADD ("rotation", test_rotation);
  ADD ("lost-to-another", test_lost_to_another);
  ADD ("really-spent", test_really_spent);
  ADD ("nobody-signed-in", test_nobody_signed_in);
  ADD ("second-factor", test_second_factor);
  ADD ("forget", test_forget);
  ADD ("reload", test_reload);
  ADD ("service-is-not-renewed", test_service_is_not_renewed);
  ADD ("cancel", test_cancel);
  ADD ("odd-answers", test_odd_answers);
  return g_test_run ();
}
