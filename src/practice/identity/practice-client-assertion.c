/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-client-assertion.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "practice-applications.h"
#include "practice-cloud.h"
#include "practice-json.h"
#include "practice-signing.h"

#define MAX_ASSERTION (16 * 1024)
#define MAX_LIFETIME_SECONDS (10 * 60 + 60)
#define SKEW_SECONDS 300

static gboolean
import_certificate (gnutls_datum_t *datum, gnutls_x509_crt_fmt_t format, gnutls_pubkey_t key)
{
  gnutls_x509_crt_t certificate;
  gboolean imported;

  gnutls_x509_crt_init (&certificate);
  imported = gnutls_x509_crt_import (certificate, datum, format) >= 0
             && gnutls_pubkey_import_x509 (key, certificate, 0) >= 0;
  gnutls_x509_crt_deinit (certificate);
  return imported;
}

/* The one registered last; a registration keeps one at a time here. */
static gboolean
load_registered (PracticeCloud *cloud, const char *client_id, gnutls_pubkey_t key)
{
  g_autoptr (JsonObject) document = practice_applications_get_document (cloud, client_id);
  JsonArray *keys = document != NULL ? practice_json_get_array (document, "keyCredentials") : NULL;
  guint n_keys = keys != NULL ? json_array_get_length (keys) : 0;
  g_autofree guchar *der = NULL;
  gsize length;

  if (n_keys == 0)
    return FALSE;
  der = g_base64_decode (
      practice_json_get_string (json_array_get_object_element (keys, n_keys - 1), "key"), &length);
  return import_certificate (
      &(gnutls_datum_t) { der, (unsigned int) length }, GNUTLS_X509_FMT_DER, key);
}

static gboolean
load_certificate (PracticeCloud *cloud, const char *client_id, gnutls_pubkey_t key)
{
  g_autofree char *name = g_strconcat (client_id, ".pem", NULL);
  g_autofree char *path
      = g_build_filename (practice_cloud_get_state_dir (cloud), "applications", name, NULL);
  g_autofree char *text = NULL;
  gnutls_datum_t datum;
  gsize length;

  if (load_registered (cloud, client_id, key))
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, NULL))
    return FALSE;
  datum = (gnutls_datum_t) { (unsigned char *) text, (unsigned int) length };
  return import_certificate (&datum, GNUTLS_X509_FMT_PEM, key);
}

static gnutls_sign_algorithm_t
read_algorithm (const char *assertion)
{
  const char *dot = strchr (assertion, '.');
  g_autofree char *first = g_strndup (assertion, dot != NULL ? dot - assertion : 0);
  g_autofree guchar *text = NULL;
  g_autoptr (JsonObject) header = NULL;
  const char *name = NULL;
  gsize length;

  text = practice_base64url_decode (first, &length);
  header = practice_json_parse_object ((const char *) text, length, FALSE, NULL);
  if (header != NULL)
    name = practice_json_get_string (header, "alg");
  if (g_strcmp0 (name, "PS256") == 0)
    return GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
  return g_strcmp0 (name, "RS256") == 0 ? GNUTLS_SIGN_RSA_SHA256 : GNUTLS_SIGN_UNKNOWN;
}

static gboolean
is_signed (PracticeCloud *cloud, const char *client_id, const char *assertion)
{
  const char *dot = strrchr (assertion, '.');
  gnutls_sign_algorithm_t algorithm = read_algorithm (assertion);
  gnutls_pubkey_t key;
  gnutls_datum_t text, signature;
  g_autofree guchar *bytes = NULL;
  gsize length;
  gboolean fits = FALSE;

  if (dot == NULL || algorithm == GNUTLS_SIGN_UNKNOWN)
    return FALSE;
  bytes = practice_base64url_decode (dot + 1, &length);
  text = (gnutls_datum_t) { (unsigned char *) assertion, dot - assertion };
  signature = (gnutls_datum_t) { bytes, length };
  gnutls_pubkey_init (&key);
  if (load_certificate (cloud, client_id, key))
    fits = gnutls_pubkey_verify_data2 (key, algorithm, 0, &text, &signature) >= 0;
  gnutls_pubkey_deinit (key);
  return fits;
}

static const char *
check_claims (PracticeRequest *request, const char *client_id, JsonObject *claims)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  gint64 now = practice_cloud_get_now (cloud) / G_USEC_PER_SEC;
  gint64 expires = practice_json_get_int (claims, "exp", 0);
  const char *audience = practice_json_get_string (claims, "aud");

  if (g_strcmp0 (practice_json_get_string (claims, "iss"), client_id) != 0
      || g_strcmp0 (practice_json_get_string (claims, "sub"), client_id) != 0)
    return "Client assertion contains an invalid issuer or subject.";
  if (audience == NULL || !g_str_has_prefix (audience, practice_cloud_get_base_url (cloud)))
    return "Client assertion audience claim does not match the token endpoint.";
  if (expires <= now - SKEW_SECONDS
      || practice_json_get_int (claims, "nbf", now) > now + SKEW_SECONDS)
    return "Client assertion is not within its valid time range.";
  if (expires > now + MAX_LIFETIME_SECONDS + SKEW_SECONDS)
    return "Client assertion lifetime is longer than ten minutes.";
  if (practice_json_get_string (claims, "jti") == NULL)
    return "Client assertion has no identifier.";
  return NULL;
}

/* The same assertion twice is somebody who overheard the first. */
static const char *
check_replay (PracticeRequest *request, JsonObject *claims)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  const char *id = practice_json_get_string (claims, "jti");

  if (practice_state_has (state, "client-assertions", id))
    return "Client assertion was used before.";
  practice_state_put (state, "client-assertions", id, claims);
  return NULL;
}

char *
practice_client_assertion_check (PracticeRequest *request,
                                 const PracticeApplication *application,
                                 const char *assertion)
{
  const char *type = practice_request_get_form (request, "client_assertion_type");
  g_autoptr (JsonObject) claims = NULL;
  const char *wrong;

  if (g_strcmp0 (type, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") != 0)
    return g_strdup ("The client_assertion_type is not supported.");
  if (strlen (assertion) <= MAX_ASSERTION)
    claims = practice_signing_peek_token (assertion);
  if (claims == NULL)
    return g_strdup ("Client assertion is not a token.");
  if (!is_signed (practice_request_get_cloud (request), application->client_id, assertion))
    return g_strdup ("Client assertion failed signature validation.");
  wrong = check_claims (request, application->client_id, claims);
  if (wrong == NULL)
    wrong = check_replay (request, claims);
  return g_strdup (wrong);
}
