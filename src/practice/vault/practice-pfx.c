/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-pfx.h"

#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>
#include <string.h>

/* A file with more rounds would keep the program busy for seconds; Azure does not take it either.
 */
#define MAX_ROUNDS 600000

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t *chain;
  unsigned chain_length;
} Contents;

static void
contents_clear (Contents *contents)
{
  if (contents->key != NULL)
    gnutls_x509_privkey_deinit (contents->key);
  for (unsigned i = 0; i < contents->chain_length; i++)
    gnutls_x509_crt_deinit (contents->chain[i]);
  gnutls_free (contents->chain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, contents_clear)

static gboolean
bag_rounds_are_few (gnutls_pkcs12_t file, int index, gboolean *there)
{
  gnutls_pkcs12_bag_t bag = NULL;
  unsigned rounds = 0;
  int result;

  gnutls_pkcs12_bag_init (&bag);
  *there = gnutls_pkcs12_get_bag (file, index, bag) == GNUTLS_E_SUCCESS;
  result = *there ? gnutls_pkcs12_bag_enc_info (bag, NULL, NULL, NULL, NULL, &rounds, NULL)
                  : GNUTLS_E_SUCCESS;
  gnutls_pkcs12_bag_deinit (bag);
  return result != GNUTLS_E_SUCCESS || rounds <= MAX_ROUNDS;
}

static gboolean
rounds_are_few (gnutls_pkcs12_t file)
{
  unsigned rounds = 0;
  gboolean there = TRUE;

  if (gnutls_pkcs12_mac_info (file, NULL, NULL, NULL, &rounds, NULL) == GNUTLS_E_SUCCESS
      && rounds > MAX_ROUNDS)
    return FALSE;
  for (int i = 0; there; i++)
    if (!bag_rounds_are_few (file, i, &there))
      return FALSE;
  return TRUE;
}

static gboolean
read_contents (GBytes *bytes, const char *password, Contents *contents)
{
  gnutls_pkcs12_t file = NULL;
  gsize size;
  gnutls_datum_t datum = { (unsigned char *) g_bytes_get_data (bytes, &size), 0 };
  gboolean read = FALSE;

  datum.size = (unsigned) size;
  if (gnutls_pkcs12_init (&file) != GNUTLS_E_SUCCESS)
    return FALSE;
  if (gnutls_pkcs12_import (file, &datum, GNUTLS_X509_FMT_DER, 0) == GNUTLS_E_SUCCESS
      && rounds_are_few (file) && gnutls_pkcs12_verify_mac (file, password) == GNUTLS_E_SUCCESS)
    read = gnutls_pkcs12_simple_parse (file,
                                       password,
                                       &contents->key,
                                       &contents->chain,
                                       &contents->chain_length,
                                       NULL,
                                       NULL,
                                       NULL,
                                       GNUTLS_PKCS12_SP_INCLUDE_SELF_SIGNED)
           == GNUTLS_E_SUCCESS;
  gnutls_pkcs12_deinit (file);
  return read && contents->key != NULL && contents->chain_length > 0;
}

static gboolean
add_bag (gnutls_pkcs12_t file,
         gnutls_pkcs12_bag_type_t type,
         const gnutls_datum_t *data,
         const gnutls_datum_t *key_id)
{
  gnutls_pkcs12_bag_t bag = NULL;
  gboolean added = FALSE;
  int index;

  if (gnutls_pkcs12_bag_init (&bag) != GNUTLS_E_SUCCESS)
    return FALSE;
  index = gnutls_pkcs12_bag_set_data (bag, type, data);
  if (index >= 0)
    {
      if (key_id != NULL)
        gnutls_pkcs12_bag_set_key_id (bag, index, key_id);
      added = gnutls_pkcs12_set_bag (file, bag) == GNUTLS_E_SUCCESS;
    }
  gnutls_pkcs12_bag_deinit (bag);
  return added;
}

static gboolean
add_key (gnutls_pkcs12_t file, Contents *contents, const gnutls_datum_t *key_id)
{
  gnutls_datum_t data = { NULL, 0 };
  gboolean added;

  if (gnutls_x509_privkey_export2_pkcs8 (
          contents->key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &data)
      != GNUTLS_E_SUCCESS)
    return FALSE;
  added = add_bag (file, GNUTLS_BAG_PKCS8_KEY, &data, key_id);
  gnutls_memset (data.data, 0, data.size);
  gnutls_free (data.data);
  return added;
}

static gboolean
add_chain (gnutls_pkcs12_t file, Contents *contents, const gnutls_datum_t *key_id)
{
  for (unsigned i = 0; i < contents->chain_length; i++)
    {
      gnutls_datum_t data = { NULL, 0 };
      gboolean added;

      if (gnutls_x509_crt_export2 (contents->chain[i], GNUTLS_X509_FMT_DER, &data)
          != GNUTLS_E_SUCCESS)
        return FALSE;
      added = add_bag (file, GNUTLS_BAG_CERTIFICATE, &data, i == 0 ? key_id : NULL);
      gnutls_free (data.data);
      if (!added)
        return FALSE;
    }
  return TRUE;
}

static GBytes *
write_without_password (Contents *contents, GBytes *thumbprint)
{
  gnutls_pkcs12_t file = NULL;
  gsize size;
  gnutls_datum_t key_id = { (unsigned char *) g_bytes_get_data (thumbprint, &size), 0 };
  gnutls_datum_t data = { NULL, 0 };
  GBytes *bytes = NULL;

  key_id.size = (unsigned) size;
  gnutls_pkcs12_init (&file);
  if (add_key (file, contents, &key_id) && add_chain (file, contents, &key_id)
      && gnutls_pkcs12_generate_mac2 (file, GNUTLS_MAC_SHA256, "") == GNUTLS_E_SUCCESS
      && gnutls_pkcs12_export2 (file, GNUTLS_X509_FMT_DER, &data) == GNUTLS_E_SUCCESS)
    bytes = g_bytes_new (data.data, data.size);
  gnutls_free (data.data);
  gnutls_pkcs12_deinit (file);
  return bytes;
}

static char **
read_dns_names (gnutls_x509_crt_t certificate)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (unsigned i = 0;; i++)
    {
      char name[512];
      size_t size = sizeof name;
      unsigned type = 0;
      int result = gnutls_x509_crt_get_subject_alt_name2 (certificate, i, name, &size, &type, NULL);

      if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (result >= 0 && type == GNUTLS_SAN_DNSNAME && g_utf8_validate (name, (gssize) size, NULL))
        g_strv_builder_take (names, g_strndup (name, size));
    }
  return g_strv_builder_end (names);
}

static char **
read_key_purposes (gnutls_x509_crt_t certificate)
{
  g_autoptr (GStrvBuilder) purposes = g_strv_builder_new ();

  for (int i = 0;; i++)
    {
      char oid[128];
      size_t size = sizeof oid;

      if (gnutls_x509_crt_get_key_purpose_oid (certificate, i, oid, &size, NULL)
          != GNUTLS_E_SUCCESS)
        break;
      g_strv_builder_add (purposes, oid);
    }
  return g_strv_builder_end (purposes);
}

static char *
read_subject (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t text = { NULL, 0 };
  char *subject;

  if (gnutls_x509_crt_get_dn3 (certificate, &text, 0) != GNUTLS_E_SUCCESS)
    return g_strdup ("");
  subject = g_utf8_make_valid ((const char *) text.data, text.size);
  gnutls_free (text.data);
  return subject;
}

static void
read_key_facts (PracticePfx *self, gnutls_x509_privkey_t key)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_privkey_get_pk_algorithm2 (key, &bits);

  self->key_bits = bits;
  self->key_type = g_strdup (algorithm == GNUTLS_PK_EC ? "EC" : "RSA");
  if (algorithm == GNUTLS_PK_EC)
    self->curve = g_strdup (bits == 384 ? "P-384" : bits == 521 ? "P-521" : "P-256");
}

static gboolean
read_facts (PracticePfx *self, Contents *contents)
{
  gnutls_x509_crt_t leaf = contents->chain[0];
  gnutls_datum_t data = { NULL, 0 };
  guint8 digest[20];
  size_t size = sizeof digest;

  if (gnutls_x509_crt_export2 (leaf, GNUTLS_X509_FMT_DER, &data) != GNUTLS_E_SUCCESS)
    return FALSE;
  self->certificate = g_bytes_new (data.data, data.size);
  gnutls_free (data.data);
  if (gnutls_x509_crt_get_fingerprint (leaf, GNUTLS_DIG_SHA1, digest, &size) != GNUTLS_E_SUCCESS)
    return FALSE;
  self->thumbprint = g_bytes_new (digest, size);
  self->subject = read_subject (leaf);
  self->dns_names = read_dns_names (leaf);
  self->key_purposes = read_key_purposes (leaf);
  self->not_before = gnutls_x509_crt_get_activation_time (leaf);
  self->not_after = gnutls_x509_crt_get_expiration_time (leaf);
  read_key_facts (self, contents->key);
  self->without_password = write_without_password (contents, self->thumbprint);
  return self->without_password != NULL;
}

/* Files without a password are written in two ways: an empty one, or none at all. */
PracticePfx *
practice_pfx_open (GBytes *bytes, const char *password)
{
  g_autoptr (PracticePfx) self = g_new0 (PracticePfx, 1);
  g_auto (Contents) contents = { NULL };
  gboolean empty = password == NULL || *password == '\0';

  if (!read_contents (bytes, empty ? "" : password, &contents))
    {
      contents_clear (&contents);
      memset (&contents, 0, sizeof contents);
      if (!empty || !read_contents (bytes, NULL, &contents))
        return NULL;
    }
  return read_facts (self, &contents) ? g_steal_pointer (&self) : NULL;
}

void
practice_pfx_free (PracticePfx *self)
{
  g_clear_pointer (&self->without_password, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->thumbprint, g_bytes_unref);
  g_free (self->subject);
  g_strfreev (self->dns_names);
  g_strfreev (self->key_purposes);
  g_free (self->key_type);
  g_free (self->curve);
  g_free (self);
}
