/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-trust.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <libsoup/soup.h>

#include "practice-control.h"
#include "practice-directory.h"
#include "practice-json.h"
#include "practice-signing.h"

#define TRUST "practice-trust"
#define MAX_ANSWER (64 * 1024)
#define MAX_KEYS 16
#define SECONDS 10

/* What is trusted now. */
typedef struct
{
  char *issuer;
  JsonArray *keys;
} Trust;

static void
trust_free (Trust *trust)
{
  g_free (trust->issuer);
  json_array_unref (trust->keys);
  g_free (trust);
}

static Trust *
get_trust (PracticeCloud *cloud)
{
  return g_object_get_data (G_OBJECT (cloud), TRUST);
}

/* Tokens. */

static gboolean
read_number (JsonObject *key, const char *name, guchar **bytes, gnutls_datum_t *number)
{
  const char *text = practice_json_get_string (key, name);
  gsize length = 0;

  *bytes = text != NULL ? practice_base64url_decode (text, &length) : NULL;
  *number = (gnutls_datum_t) { *bytes, (unsigned int) length };
  return length > 0;
}

static gboolean
fits_key (JsonObject *key, const gnutls_datum_t *text, const gnutls_datum_t *signature)
{
  g_autofree guchar *n = NULL;
  g_autofree guchar *e = NULL;
  gnutls_datum_t modulus, exponent;
  gnutls_pubkey_t public_key;
  gboolean fits;

  if (g_strcmp0 (practice_json_get_string (key, "kty"), "RSA") != 0
      || !read_number (key, "n", &n, &modulus) || !read_number (key, "e", &e, &exponent))
    return FALSE;
  gnutls_pubkey_init (&public_key);
  fits
      = gnutls_pubkey_import_rsa_raw (public_key, &modulus, &exponent) >= 0
        && gnutls_pubkey_verify_data2 (public_key, GNUTLS_SIGN_RSA_SHA256, 0, text, signature) >= 0;
  gnutls_pubkey_deinit (public_key);
  return fits;
}

static gboolean
is_signed (Trust *trust, const char *token)
{
  const char *dot = strrchr (token, '.');
  g_autofree guchar *bytes = NULL;
  gnutls_datum_t text, signature;
  gsize length;

  if (dot == NULL)
    return FALSE;
  bytes = practice_base64url_decode (dot + 1, &length);
  text = (gnutls_datum_t) { (unsigned char *) token, (unsigned int) (dot - token) };
  signature = (gnutls_datum_t) { bytes, (unsigned int) length };
  for (guint i = 0; i < json_array_get_length (trust->keys); i++)
    if (fits_key (json_array_get_object_element (trust->keys, i), &text, &signature))
      return TRUE;
  return FALSE;
}

/* Whom the foreign service names has to be somebody here, in the tenant it names. */
static gboolean
is_known (JsonObject *claims)
{
  const char *object_id = practice_json_get_string (claims, "oid");
  const PracticeAccount *account
      = object_id != NULL ? practice_directory_find_account (object_id) : NULL;

  return account != NULL
         && g_strcmp0 (practice_json_get_string (claims, "tid"), account->tenant_id) == 0;
}

JsonObject *
practice_trust_read_token (PracticeCloud *cloud, const char *token)
{
  Trust *trust = get_trust (cloud);
  g_autoptr (JsonObject) claims = trust != NULL ? practice_signing_peek_token (token) : NULL;

  if (claims == NULL || g_strcmp0 (practice_json_get_string (claims, "iss"), trust->issuer) != 0
      || !is_signed (trust, token) || !is_known (claims))
    return NULL;
  return g_steal_pointer (&claims);
}

/* Getting to know it: its discovery document, then its keys. */

typedef struct _Visit Visit;

struct _Visit
{
  PracticeRequest *request;
  SoupSession *session;
  char *issuer;
  void (*take) (Visit *visit, JsonObject *answer);
  char answer[MAX_ANSWER];
};

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->request);
  g_object_unref (visit->session);
  g_free (visit->issuer);
  g_free (visit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

static void
refuse (Visit *visit, const char *reason)
{
  practice_request_reply_error (
      visit->request, SOUP_STATUS_BAD_GATEWAY, "IssuerNotUsable", "%s: %s", visit->issuer, reason);
}

static void
answer_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Visit) visit = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  gsize length;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    {
      refuse (visit, error->message);
      return;
    }
  answer = length < MAX_ANSWER ? practice_json_parse_object (visit->answer, length, FALSE, NULL)
                               : NULL;
  if (answer == NULL)
    refuse (visit, "The answer is no JSON object of a usual size.");
  else
    visit->take (g_steal_pointer (&visit), answer);
}

static void
answer_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Visit) visit = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    refuse (visit, error->message);
  else
    {
      char *answer = visit->answer;

      g_input_stream_read_all_async (body,
                                     answer,
                                     MAX_ANSWER,
                                     G_PRIORITY_DEFAULT,
                                     NULL,
                                     answer_read,
                                     g_steal_pointer (&visit));
    }
}

/* Takes the visit. */
static void
ask (Visit *visit, const char *address, void (*take) (Visit *visit, JsonObject *answer))
{
  g_autoptr (Visit) owned = visit;
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);

  if (message == NULL)
    {
      refuse (visit, "An address cannot be read.");
      return;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  visit->take = take;
  soup_session_send_async (
      visit->session, message, G_PRIORITY_DEFAULT, NULL, answer_came, g_steal_pointer (&owned));
}

/* Nothing of the practice cloud reaches beyond loopback. */
static gboolean
is_on_loopback (const char *address)
{
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  static const char *const hosts[] = { "localhost", "127.0.0.1", "::1", NULL };

  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "https")
         && g_strv_contains (hosts, host);
}

static gboolean
are_keys (JsonArray *keys)
{
  guint count = keys != NULL ? json_array_get_length (keys) : 0;

  for (guint i = 0; i < count; i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (keys, i)))
      return FALSE;
  return count > 0 && count <= MAX_KEYS;
}

static void
take_keys (Visit *visit, JsonObject *answer)
{
  g_autoptr (Visit) owned = visit;
  JsonArray *keys = practice_json_get_array (answer, "keys");
  Trust *trust;

  if (!are_keys (keys))
    {
      refuse (visit, "It has no keys.");
      return;
    }
  trust = g_new0 (Trust, 1);
  trust->issuer = g_strdup (visit->issuer);
  trust->keys = json_array_ref (keys);
  g_object_set_data_full (G_OBJECT (practice_request_get_cloud (visit->request)),
                          TRUST,
                          trust,
                          (GDestroyNotify) trust_free);
  practice_request_reply_empty (visit->request, SOUP_STATUS_NO_CONTENT);
}

static void
take_configuration (Visit *visit, JsonObject *answer)
{
  g_autoptr (Visit) owned = visit;
  const char *keys = practice_json_get_string (answer, "jwks_uri");

  if (g_strcmp0 (practice_json_get_string (answer, "issuer"), visit->issuer) == 0
      && is_on_loopback (keys))
    ask (g_steal_pointer (&owned), keys, take_keys);
  else
    refuse (visit, "Its discovery document speaks of another.");
}

static SoupSession *
make_session (const char *ca_file, GError **error)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", SECONDS, NULL);
  g_autoptr (GTlsDatabase) database = NULL;

  if (ca_file == NULL)
    return g_steal_pointer (&session);
  database = g_tls_file_database_new (ca_file, error);
  if (database == NULL)
    return NULL;
  soup_session_set_tls_database (session, database);
  return g_steal_pointer (&session);
}

static void
visit_issuer (PracticeRequest *request, const char *issuer, SoupSession *session)
{
  Visit *visit = g_new0 (Visit, 1);
  g_autofree char *address = g_strconcat (issuer, "/.well-known/openid-configuration", NULL);

  visit->request = g_object_ref (request);
  visit->session = g_object_ref (session);
  visit->issuer = g_strdup (issuer);
  practice_request_pause (request);
  ask (visit, address, take_configuration);
}

/* The levers. */

static void
put_issuer (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const char *issuer;

  if (practice_control_refuse_page (request))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  issuer = practice_json_get_string (body, "issuer");
  if (!is_on_loopback (issuer))
    practice_request_reply_error (
        request, 400, "InvalidIssuer", "The issuer has to be an https address on loopback.");
  else if ((session = make_session (practice_json_get_string (body, "caFile"), &error)) == NULL)
    practice_request_reply_error (request, 400, "InvalidCaFile", "%s", error->message);
  else
    visit_issuer (request, issuer, session);
}

static void
get_issuer (PracticeRequest *request, gpointer data)
{
  Trust *trust = get_trust (practice_request_get_cloud (request));
  g_autoptr (JsonObject) body
      = practice_json_object ("issuer", trust != NULL ? trust->issuer : NULL, NULL);

  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
delete_issuer (PracticeRequest *request, gpointer data)
{
  if (practice_control_refuse_page (request))
    return;
  g_object_set_data (G_OBJECT (practice_request_get_cloud (request)), TRUST, NULL);
  practice_request_reply_empty (request, SOUP_STATUS_NO_CONTENT);
}

void
practice_trust_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    PracticeHandler handler;
  } levers[] = {
    { "GET", get_issuer },
    { "PUT", put_issuer },
    { "DELETE", delete_issuer },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levers); i++)
    practice_router_add (practice_cloud_get_router (cloud),
                         PRACTICE_SURFACE_PLAIN | PRACTICE_SURFACE_BROWSER,
                         levers[i].method,
                         "/_practice/trusted-issuer",
                         levers[i].handler,
                         NULL);
}
