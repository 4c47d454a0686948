/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-client-assertion.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-pkce.h"

#define LIFETIME_SECONDS 300

static gboolean
refuse (const char *what, int status, GError **error)
{
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_SIGN_IN_SETTINGS,
                                      _ ("The certificate of the Azure service cannot be used "
                                         "(%s): %s"),
                                      what,
                                      gnutls_strerror (status)));
  return FALSE;
}

static gnutls_datum_t
datum_of (DepotSecretBytes *secret)
{
  gsize size;
  gconstpointer data = depot_secret_bytes_get_data (secret, &size);

  return (gnutls_datum_t) { (unsigned char *) data, (unsigned int) size };
}

static GBytes *
take_der (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t der;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der) < 0)
    return NULL;
  return g_bytes_new_with_free_func (der.data, der.size, gnutls_free, der.data);
}

GBytes *
depot_client_assertion_read_certificate (DepotSecretBytes *pem, gint64 *expires, GError **error)
{
  gnutls_datum_t text = datum_of (pem);
  gnutls_x509_crt_t certificate;
  GBytes *der = NULL;
  int status;

  gnutls_x509_crt_init (&certificate);
  status = gnutls_x509_crt_import (certificate, &text, GNUTLS_X509_FMT_PEM);
  if (status >= 0)
    {
      der = take_der (certificate);
      if (expires != NULL)
        *expires = gnutls_x509_crt_get_expiration_time (certificate);
    }
  gnutls_x509_crt_deinit (certificate);
  if (der == NULL)
    refuse ("PEM", status, error);
  return der;
}

static char *
dup_thumbprint (DepotSecretBytes *pem, GError **error)
{
  g_autoptr (GBytes) der = depot_client_assertion_read_certificate (pem, NULL, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest, size;
  gconstpointer data;

  if (der == NULL)
    return NULL;
  data = g_bytes_get_data (der, &size);
  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  return depot_pkce_encode (digest, length);
}

static char *
encode_object (JsonObject *object)
{
  g_autofree char *text = depot_json_object_to_text (object);

  return depot_pkce_encode (text, strlen (text));
}

static char *
encode_header (const char *thumbprint)
{
  g_autoptr (JsonObject) header
      = depot_json_object_of_strings ("alg", "PS256", "typ", "JWT", "x5t#S256", thumbprint, NULL);

  return encode_object (header);
}

static char *
encode_claims (const char *client_id, const char *audience, gint64 now)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (JsonObject) claims = depot_json_object_of_strings (
      "aud", audience, "iss", client_id, "sub", client_id, "jti", id, NULL);

  json_object_set_int_member (claims, "nbf", now);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + LIFETIME_SECONDS);
  return encode_object (claims);
}

static int
sign_with (DepotSecretBytes *pem, const char *signed_part, gnutls_datum_t *signature)
{
  gnutls_datum_t key_text = datum_of (pem);
  gnutls_datum_t text = { (unsigned char *) signed_part, (unsigned int) strlen (signed_part) };
  gnutls_x509_privkey_t bare;
  gnutls_privkey_t key;
  int status;

  gnutls_x509_privkey_init (&bare);
  gnutls_privkey_init (&key);
  status
      = gnutls_x509_privkey_import2 (bare, &key_text, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
  if (status >= 0)
    status = gnutls_privkey_import_x509 (key, bare, GNUTLS_PRIVKEY_IMPORT_COPY);
  if (status >= 0)
    status = gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0, &text, signature);
  gnutls_privkey_deinit (key);
  gnutls_x509_privkey_deinit (bare);
  return status;
}

DepotSecretBytes *
depot_client_assertion_make (
    DepotSecretBytes *pem, const char *client_id, const char *audience, gint64 now, GError **error)
{
  g_autofree char *thumbprint = dup_thumbprint (pem, error);
  g_autofree char *header = NULL, *claims = NULL, *signed_part = NULL, *tail = NULL;
  gnutls_datum_t signature = { NULL, 0 };
  int status;

  if (thumbprint == NULL)
    return NULL;
  header = encode_header (thumbprint);
  claims = encode_claims (client_id, audience, now);
  signed_part = g_strjoin (".", header, claims, NULL);
  status = sign_with (pem, signed_part, &signature);
  if (status < 0)
    {
      refuse ("RSA-PSS", status, error);
      return NULL;
    }
  tail = depot_pkce_encode (signature.data, signature.size);
  gnutls_free (signature.data);
  return depot_secret_bytes_take_text (g_strjoin (".", signed_part, tail, NULL));
}
