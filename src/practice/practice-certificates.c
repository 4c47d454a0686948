/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-certificates.h"

#include <string.h>
#include <time.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY (24 * 60 * 60)

struct _PracticeCertificates
{
  char *ca_file;
  GTlsCertificate *server;
};

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->certificate != NULL)
    gnutls_x509_crt_deinit (pair->certificate);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
check (int result, const char *what, GError **error)
{
  if (result >= 0)
    return TRUE;
  g_set_error (error,
               G_TLS_ERROR,
               G_TLS_ERROR_MISC,
               "The practice cloud's certificate: %s: %s",
               what,
               gnutls_strerror (result));
  return FALSE;
}

static void
pair_init (Pair *pair)
{
  gnutls_x509_crt_init (&pair->certificate);
  gnutls_x509_privkey_init (&pair->key);
}

/* What a certificate of either kind has: key, serial, dates, name. */
static gboolean
begin_certificate (Pair *pair, const char *name, int days, GError **error)
{
  unsigned char serial[16];
  time_t now = time (NULL);
  gnutls_x509_crt_t certificate = pair->certificate;

  gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);
  serial[0] &= 0x7f;
  if (!check (gnutls_x509_privkey_generate (
                  pair->key, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
              "key",
              error))
    return FALSE;
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  gnutls_x509_crt_set_activation_time (certificate, now - DAY);
  gnutls_x509_crt_set_expiration_time (certificate, now + (time_t) days * DAY);
  gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen (name));
  return check (gnutls_x509_crt_set_key (certificate, pair->key), "public key", error);
}

/* Strict verifiers want to see by its key which certificate signed which. */
static void
set_key_ids (Pair *pair, Pair *issuer)
{
  unsigned char id[64];
  size_t length = sizeof id;

  if (gnutls_x509_crt_get_key_id (pair->certificate, GNUTLS_KEYID_USE_SHA1, id, &length) >= 0)
    gnutls_x509_crt_set_subject_key_id (pair->certificate, id, length);
  length = sizeof id;
  if (gnutls_x509_crt_get_key_id (issuer->certificate, GNUTLS_KEYID_USE_SHA1, id, &length) >= 0)
    gnutls_x509_crt_set_authority_key_id (pair->certificate, id, length);
}

static gboolean
sign (Pair *pair, Pair *issuer, GError **error)
{
  set_key_ids (pair, issuer);
  return check (gnutls_x509_crt_sign2 (
                    pair->certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0),
                "signature",
                error);
}

static gboolean
make_ca (Pair *ca, GError **error)
{
  if (!begin_certificate (ca, "Cloud Depot practice cloud", 3650, error))
    return FALSE;
  gnutls_x509_crt_set_basic_constraints (ca->certificate, 1, 0);
  gnutls_x509_crt_set_key_usage (ca->certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
  return sign (ca, ca, error);
}

static void
add_names (gnutls_x509_crt_t certificate)
{
  static const char *const names[]
      = { "localhost", "*.localhost", "*.blob.localhost", "*.vault.localhost" };
  static const unsigned char v4[4] = { 127, 0, 0, 1 };
  static const unsigned char v6[16] = { [15] = 1 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gnutls_x509_crt_set_subject_alt_name (
        certificate, GNUTLS_SAN_DNSNAME, names[i], strlen (names[i]), GNUTLS_FSAN_APPEND);
  gnutls_x509_crt_set_subject_alt_name (
      certificate, GNUTLS_SAN_IPADDRESS, v4, sizeof v4, GNUTLS_FSAN_APPEND);
  gnutls_x509_crt_set_subject_alt_name (
      certificate, GNUTLS_SAN_IPADDRESS, v6, sizeof v6, GNUTLS_FSAN_APPEND);
}

static gboolean
make_server (Pair *server, Pair *ca, GError **error)
{
  if (!begin_certificate (server, "localhost", 397, error))
    return FALSE;
  add_names (server->certificate);
  gnutls_x509_crt_set_basic_constraints (server->certificate, 0, -1);
  gnutls_x509_crt_set_key_usage (server->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crt_set_key_purpose_oid (server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  return sign (server, ca, error);
}

static gboolean
save_datum (const char *folder, const char *name, gnutls_datum_t *datum, int mode, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gboolean saved = g_file_set_contents_full (
      path, (const char *) datum->data, datum->size, G_FILE_SET_CONTENTS_CONSISTENT, mode, error);

  gnutls_free (datum->data);
  return saved;
}

static gboolean
save_pair (Pair *pair, const char *folder, const char *name, GError **error)
{
  g_autofree char *certificate_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *key_name = g_strconcat (name, "-key.pem", NULL);
  gnutls_datum_t certificate, key;

  if (!check (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &certificate),
              "export",
              error)
      || !save_datum (folder, certificate_name, &certificate, 0644, error))
    return FALSE;
  return check (gnutls_x509_privkey_export2 (pair->key, GNUTLS_X509_FMT_PEM, &key), "export", error)
         && save_datum (folder, key_name, &key, 0600, error);
}

static gboolean
load_pair (Pair *pair, const char *folder, const char *name)
{
  g_autofree char *certificate_path = g_strconcat (folder, "/", name, ".pem", NULL);
  g_autofree char *key_path = g_strconcat (folder, "/", name, "-key.pem", NULL);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  gnutls_datum_t datum;

  if (!g_file_get_contents (certificate_path, &certificate, NULL, NULL)
      || !g_file_get_contents (key_path, &key, NULL, NULL))
    return FALSE;
  datum = (gnutls_datum_t) { (unsigned char *) certificate, strlen (certificate) };
  if (gnutls_x509_crt_import (pair->certificate, &datum, GNUTLS_X509_FMT_PEM) < 0)
    return FALSE;
  datum = (gnutls_datum_t) { (unsigned char *) key, strlen (key) };
  return gnutls_x509_privkey_import (pair->key, &datum, GNUTLS_X509_FMT_PEM) >= 0
         && gnutls_x509_crt_get_expiration_time (pair->certificate) > time (NULL) + 30 * DAY;
}

static gboolean
ensure (const char *folder, GError **error)
{
  g_auto (Pair) ca = { NULL, NULL };
  g_auto (Pair) server = { NULL, NULL };

  pair_init (&ca);
  pair_init (&server);
  if (load_pair (&ca, folder, "ca"))
    {
      if (load_pair (&server, folder, "server"))
        return TRUE;
    }
  else if (!make_ca (&ca, error) || !save_pair (&ca, folder, "ca", error))
    return FALSE;
  return make_server (&server, &ca, error) && save_pair (&server, folder, "server", error);
}

PracticeCertificates *
practice_certificates_open (const char *folder, GError **error)
{
  g_autofree char *certificate = g_build_filename (folder, "server.pem", NULL);
  g_autofree char *key = g_build_filename (folder, "server-key.pem", NULL);
  GTlsCertificate *server;
  PracticeCertificates *self;

  if (!ensure (folder, error))
    return NULL;
  server = g_tls_certificate_new_from_files (certificate, key, error);
  if (server == NULL)
    return NULL;
  self = g_new0 (PracticeCertificates, 1);
  self->server = server;
  self->ca_file = g_build_filename (folder, "ca.pem", NULL);
  return self;
}

void
practice_certificates_free (PracticeCertificates *self)
{
  g_object_unref (self->server);
  g_free (self->ca_file);
  g_free (self);
}

const char *
practice_certificates_get_ca_file (PracticeCertificates *self)
{
  return self->ca_file;
}

GTlsCertificate *
practice_certificates_get_server (PracticeCertificates *self)
{
  return self->server;
}
