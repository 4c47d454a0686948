/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-signing.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "practice-json.h"

#define MAX_TOKEN (64 * 1024)

struct _PracticeSigning
{
  gnutls_privkey_t key;
  gnutls_pubkey_t public_key;
  char *key_id;
};

char *
practice_base64url_encode (gconstpointer data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

guchar *
practice_base64url_decode (const char *text, gsize *length)
{
  g_autoptr (GString) padded = g_string_new (text);

  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  return g_base64_decode (padded->str, length);
}

static gboolean
load_or_make_key (gnutls_x509_privkey_t key, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gnutls_datum_t datum;
  gboolean saved;

  if (g_file_get_contents (path, &text, NULL, NULL))
    {
      datum = (gnutls_datum_t) { (unsigned char *) text, strlen (text) };
      if (gnutls_x509_privkey_import (key, &datum, GNUTLS_X509_FMT_PEM) >= 0)
        return TRUE;
    }
  if (gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, 2048, 0) < 0
      || gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &datum) < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No key could be made.");
      return FALSE;
    }
  saved = g_file_set_contents_full (
      path, (const char *) datum.data, datum.size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  gnutls_free (datum.data);
  return saved;
}

static char *
make_key_id (gnutls_pubkey_t key)
{
  unsigned char id[32];
  size_t length = sizeof id;

  gnutls_pubkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, id, &length);
  return practice_base64url_encode (id, 20);
}

PracticeSigning *
practice_signing_open (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "identity-key.pem", NULL);
  gnutls_x509_privkey_t key;
  PracticeSigning *self;

  gnutls_x509_privkey_init (&key);
  if (!load_or_make_key (key, path, error))
    {
      gnutls_x509_privkey_deinit (key);
      return NULL;
    }
  self = g_new0 (PracticeSigning, 1);
  gnutls_privkey_init (&self->key);
  gnutls_privkey_import_x509 (self->key, key, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
  gnutls_pubkey_init (&self->public_key);
  gnutls_pubkey_import_privkey (self->public_key, self->key, 0, 0);
  self->key_id = make_key_id (self->public_key);
  return self;
}

void
practice_signing_free (PracticeSigning *self)
{
  gnutls_pubkey_deinit (self->public_key);
  gnutls_privkey_deinit (self->key);
  g_free (self->key_id);
  g_free (self);
}

static char *
encode_object (JsonObject *object)
{
  g_autofree char *text = practice_json_to_string (object);

  return practice_base64url_encode (text, strlen (text));
}

char *
practice_signing_make_token (PracticeSigning *self, JsonObject *claims)
{
  g_autoptr (JsonObject) header = practice_json_object (
      "typ", "JWT", "alg", "RS256", "x5t", self->key_id, "kid", self->key_id, NULL);
  g_autofree char *first = encode_object (header);
  g_autofree char *second = encode_object (claims);
  g_autofree char *signed_text = g_strconcat (first, ".", second, NULL);
  gnutls_datum_t text = { (unsigned char *) signed_text, strlen (signed_text) };
  gnutls_datum_t signature = { NULL, 0 };
  g_autofree char *third = NULL;

  if (gnutls_privkey_sign_data (self->key, GNUTLS_DIG_SHA256, 0, &text, &signature) < 0)
    return NULL;
  third = practice_base64url_encode (signature.data, signature.size);
  gnutls_free (signature.data);
  return g_strconcat (signed_text, ".", third, NULL);
}

JsonObject *
practice_signing_peek_token (const char *token)
{
  g_auto (GStrv) parts = NULL;
  g_autofree guchar *claims = NULL;
  gsize length;

  if (strlen (token) > MAX_TOKEN)
    return NULL;
  parts = g_strsplit (token, ".", 4);
  if (g_strv_length (parts) != 3)
    return NULL;
  claims = practice_base64url_decode (parts[1], &length);
  return practice_json_parse_object ((const char *) claims, length, FALSE, NULL);
}

JsonObject *
practice_signing_read_token (PracticeSigning *self, const char *token)
{
  const char *dot = strrchr (token, '.');
  g_autofree guchar *bytes = NULL;
  gnutls_datum_t text, signature;
  gsize length;

  if (dot == NULL || strlen (token) > MAX_TOKEN)
    return NULL;
  bytes = practice_base64url_decode (dot + 1, &length);
  text = (gnutls_datum_t) { (unsigned char *) token, dot - token };
  signature = (gnutls_datum_t) { bytes, length };
  if (gnutls_pubkey_verify_data2 (self->public_key, GNUTLS_SIGN_RSA_SHA256, 0, &text, &signature)
      < 0)
    return NULL;
  return practice_signing_peek_token (token);
}

JsonObject *
practice_signing_make_key_set (PracticeSigning *self)
{
  gnutls_datum_t modulus, exponent;
  g_autofree char *n = NULL;
  g_autofree char *e = NULL;
  JsonObject *key, *set = json_object_new ();
  JsonArray *keys = json_array_new ();

  gnutls_pubkey_export_rsa_raw2 (self->public_key, &modulus, &exponent, GNUTLS_EXPORT_FLAG_NO_LZ);
  n = practice_base64url_encode (modulus.data, modulus.size);
  e = practice_base64url_encode (exponent.data, exponent.size);
  gnutls_free (modulus.data);
  gnutls_free (exponent.data);
  key = practice_json_object ("kty", "RSA", "use", "sig", "alg", "RS256", "n", n, "e", e, NULL);
  json_object_set_string_member (key, "kid", self->key_id);
  json_object_set_string_member (key, "x5t", self->key_id);
  json_array_add_object_element (keys, key);
  json_object_set_array_member (set, "keys", keys);
  return set;
}
