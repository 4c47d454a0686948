/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pure pieces of a sign-in: challenges, id_tokens, what comes to the loopback port, forms. */
#include "config.h"

#include <string.h>

#include "depot-challenge.h"
#include "depot-error.h"
#include "depot-id-token.h"
#include "depot-identity.h"
#include "depot-json.h"
#include "depot-pkce.h"
#include "depot-redirect.h"
#include "depot-secret-json.h"

static void
test_challenges (void)
{
  static const struct
  {
    const char *header, *claims;
  } cases[] = {
    { "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"", "{\"a\":1}" },
    { "Bearer claims=\"eyJhIjoxfQ\", error=\"insufficient_claims\"", "{\"a\":1}" },
    { "bearer claims=\"eyJhIjoiPz8_In0\"", "{\"a\":\"???\"}" },
    { "Bearer authorization_uri=\"https://localhost/x\", error=\"invalid_token\"", NULL },
    { "Basic claims=\"eyJhIjoxfQ==\"", NULL },
    { "Bearer claims=\"not base64 at all!\"", NULL },
    { "Bearer claims=\"WzFd\"", NULL },
    { "Bearer claims=", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessageHeaders) headers
          = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      g_autofree char *claims = NULL;

      soup_message_headers_append (headers, "WWW-Authenticate", "Negotiate");
      soup_message_headers_append (headers, "WWW-Authenticate", cases[i].header);
      claims = depot_challenge_dup_claims (headers);
      g_assert_cmpstr (claims, ==, cases[i].claims);
    }
}

static void
test_merged_claims (void)
{
  g_autofree char *plain = depot_challenge_merge_claims (NULL);
  g_autofree char *both
      = depot_challenge_merge_claims ("{\"access_token\":{\"acrs\":{\"values\":[\"p1\"]}}}");
  g_autofree char *broken = depot_challenge_merge_claims ("{");

  g_assert_cmpstr (plain, ==, "{\"access_token\":{\"xms_cc\":{\"values\":[\"CP1\"]}}}");
  g_assert_cmpstr (both,
                   ==,
                   "{\"access_token\":{\"acrs\":{\"values\":[\"p1\"]},"
                   "\"xms_cc\":{\"values\":[\"CP1\"]}}}");
  g_assert_cmpstr (broken, ==, plain);
}

static void
test_redirects (void)
{
#define HEAD " HTTP/1.1\r\nHost: localhost:7\r\n\r\n"
  static const struct
  {
    const char *request;
    int verdict;
  } cases[] = {
    { "GET /?code=a&state=b" HEAD, DEPOT_REDIRECT_ANSWER },
    { "GET /" HEAD, DEPOT_REDIRECT_ANSWER },
    { "GET / HTTP/1.1\r\nhost: 127.0.0.1:7\r\n\r\n", DEPOT_REDIRECT_ANSWER },
    { "GET / HTTP/1.1\r\nAccept: x\r\nHost:[::1]:7 \r\n\r\n", DEPOT_REDIRECT_ANSWER },
    { "GET / HTTP/1.1\r\nHost: localhost:7\r\n", DEPOT_REDIRECT_INCOMPLETE },
    { "", DEPOT_REDIRECT_INCOMPLETE },
    { "GET /favicon.ico" HEAD, DEPOT_REDIRECT_NOT_FOUND },
    { "GET //?code=a" HEAD, DEPOT_REDIRECT_NOT_FOUND },
    { "GET http://localhost:7/?code=a" HEAD, DEPOT_REDIRECT_NOT_FOUND },
    { "POST /?code=a&state=b" HEAD, DEPOT_REDIRECT_BAD_METHOD },
    { "HEAD /" HEAD, DEPOT_REDIRECT_BAD_METHOD },
    { "GET / HTTP/1.1\r\nHost: evil.example:7\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nHost: localhost:8\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nHost: localhost:7\r\nHost: localhost:7\r\n\r\n",
      DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:7\r\n\r\n",
      DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nHost: localhost:7\r\n folded: x\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/1.1\r\nno colon\r\nHost: localhost:7\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET  /?a=b" HEAD, DEPOT_REDIRECT_BAD_REQUEST },
    { "GET / HTTP/2\r\nHost: localhost:7\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
    { "GET /?state=a&state=b" HEAD, DEPOT_REDIRECT_BAD_REQUEST },
    { "GET /?code=%00" HEAD, DEPOT_REDIRECT_BAD_REQUEST },
    { "GET /?code=%zz" HEAD, DEPOT_REDIRECT_BAD_REQUEST },
    { "\x01\x02\r\n\r\n", DEPOT_REDIRECT_BAD_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) parameters = NULL;

      g_test_message ("%s", cases[i].request);
      g_assert_cmpint (
          depot_redirect_read (cases[i].request, strlen (cases[i].request), 7, &parameters),
          ==,
          cases[i].verdict);
      g_assert_true ((parameters != NULL) == (cases[i].verdict == DEPOT_REDIRECT_ANSWER));
    }
}

static void
test_redirect_parameters (void)
{
  const char *request = "GET /?code=a%2Bb+c&state=%C3%A4" HEAD;
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *endless = g_strnfill (DEPOT_REDIRECT_MAX_BYTES, 'x');

  depot_redirect_read (request, strlen (request), 7, &parameters);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code"), ==, "a+b c");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "state"), ==, "ä");
  g_assert_cmpint (depot_redirect_read (endless, DEPOT_REDIRECT_MAX_BYTES, 7, &parameters),
                   ==,
                   DEPOT_REDIRECT_BAD_REQUEST);
}

static const DepotIdTokenRules rules = {
  .client_id = "client",
  .issuer = "https://localhost/{tenantid}/v2.0",
  .nonce = "nonce",
  .tenant = "organizations",
  .cloud_id = "practice",
  .now = 1000000,
};

#define CLAIMS(aud, iss, nonce, exp)                                                               \
  "{\"aud\":\"" aud "\",\"iss\":\"" iss "\",\"nonce\":\"" nonce "\",\"exp\":" exp                  \
  ",\"sub\":\"s\",\"oid\":\"o\",\"tid\":\"t\",\"preferred_username\":\"admin@contoso.com\","       \
  "\"name\":\"Admin\"}"
#define ISSUER "https://localhost/t/v2.0"

static char *
make_token (const char *claims)
{
  g_autofree char *body = g_base64_encode ((const guchar *) claims, strlen (claims));

  g_strdelimit (body, "+", '-');
  g_strdelimit (body, "/", '_');
  body[strcspn (body, "=")] = '\0';
  return g_strconcat ("e30.", body, ".c2ln", NULL);
}

static void
test_id_token (void)
{
  g_autofree char *token = make_token (CLAIMS ("client", ISSUER, "nonce", "1000100"));
  g_autofree char *late = make_token (CLAIMS ("client", ISSUER, "nonce", "999500"));
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAccount) account = depot_id_token_read (token, &rules, &error);
  g_autoptr (DepotAccount) tolerated = depot_id_token_read (late, &rules, &error);

  g_assert_no_error (error);
  g_assert_nonnull (tolerated);
  g_assert_cmpstr (depot_account_get_id (account), ==, "o.t");
  g_assert_cmpstr (depot_account_get_tenant_id (account), ==, "t");
  g_assert_cmpstr (depot_account_get_user_name (account), ==, "admin@contoso.com");
  g_assert_cmpstr (depot_account_get_display_name (account), ==, "Admin");
}

static void
test_wrong_id_tokens (void)
{
  static const char *const claims[] = {
    CLAIMS ("another", ISSUER, "nonce", "1000100"),
    CLAIMS ("client", "https://localhost/other/v2.0", "nonce", "1000100"),
    CLAIMS ("client", ISSUER, "replayed", "1000100"),
    CLAIMS ("client", ISSUER, "nonce", "999000"),
    CLAIMS ("client", ISSUER, "nonce", "\"soon\""),
    "{}",
    "[]",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *token = make_token (claims[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (depot_id_token_read (token, &rules, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
  g_assert_null (depot_id_token_read ("a.b", &rules, NULL));
  g_assert_null (depot_id_token_read ("a.b.c.d", &rules, NULL));
}

/* The example of RFC 7636, appendix B. */
static void
test_pkce (void)
{
  g_autoptr (DepotSecretBytes) known
      = depot_secret_bytes_new_text ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_autofree char *challenge = depot_pkce_dup_challenge (known);
  g_autoptr (DepotSecretBytes) one = depot_pkce_new_verifier ();
  g_autoptr (DepotSecretBytes) two = depot_pkce_new_verifier ();

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpuint (depot_secret_bytes_get_size (one), ==, 43);
  g_assert_false (depot_secret_bytes_equal (one, two));
}

static void
test_form (void)
{
  g_autoptr (DepotTokenForm) form = depot_token_form_new ();
  g_autoptr (DepotSecretBytes) text = NULL;

  depot_token_form_add (form, "a", "1&2=3 ä");
  depot_token_form_add (form, "b", NULL);
  depot_token_form_add (form, "c", "");
  text = depot_token_form_to_secret (form);
  g_assert_cmpstr (depot_secret_bytes_peek_text (text), ==, "a=1%262%3D3%20%C3%A4&c=");
}

static void
test_secret_json (void)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text ("a\"b\\c\n\x01ä");
  g_autoptr (DepotSecretBytes) json = depot_secret_json_quote ("{\"v\":", secret, "}");
  g_autoptr (JsonObject) object
      = depot_json_parse_object (depot_secret_bytes_peek_text (json), -1, NULL);

  g_assert_cmpstr (depot_json_peek_string (object, "v"), ==, "a\"b\\c\n\x01ä");
}

static void
test_tenants (void)
{
  g_assert_true (depot_identity_is_tenant ("organizations"));
  g_assert_true (depot_identity_is_tenant ("contoso.com"));
  g_assert_true (depot_identity_is_tenant ("b0a4c1d2-3333-4444-8555-6f7a8b9c0d1e"));
  g_assert_false (depot_identity_is_tenant (""));
  g_assert_false (depot_identity_is_tenant (NULL));
  g_assert_false (depot_identity_is_tenant (".."));
  g_assert_false (depot_identity_is_tenant ("a/b"));
  g_assert_false (depot_identity_is_tenant ("a b"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure/words/challenges", test_challenges);
  g_test_add_func ("/azure/words/merged-claims", test_merged_claims);
  g_test_add_func ("/azure/words/redirects", test_redirects);
  g_test_add_func ("/azure/words/redirect-parameters", test_redirect_parameters);
  g_test_add_func ("/azure/words/id-token", test_id_token);
  g_test_add_func ("/azure/words/wrong-id-tokens", test_wrong_id_tokens);
  g_test_add_func ("/azure/words/pkce", test_pkce);
  g_test_add_func ("/azure/words/form", test_form);
  g_test_add_func ("/azure/words/secret-json", test_secret_json);
  g_test_add_func ("/azure/words/tenants", test_tenants);
  return g_test_run ();
}
