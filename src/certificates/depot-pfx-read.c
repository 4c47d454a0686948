/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a PFX with one password: check, decrypt, collect, and say in words what is missing. */
#include "config.h"

#include "depot-pfx-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-error.h"

/* far more than any chain; a file of 1 MiB could hold thousands */
#define MAX_CERTIFICATES 100

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs12_t, gnutls_pkcs12_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs12_bag_t, gnutls_pkcs12_bag_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)

typedef struct
{
  const char *password;
  DepotPfxBudget budget;
  DepotPfxContents *contents;
  GPtrArray *names; /* friendly name of each certificate, "" if none */
  char *key_name;
  gboolean has_several_keys;
} Reader;

void
depot_pfx_contents_free (DepotPfxContents *contents)
{
  if (contents->key)
    gnutls_x509_privkey_deinit (contents->key);
  g_ptr_array_unref (contents->certificates);
  g_free (contents->friendly_name);
  g_free (contents);
}

static DepotPfxContents *
contents_new (void)
{
  DepotPfxContents *contents = g_new0 (DepotPfxContents, 1);

  contents->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) gnutls_x509_crt_deinit);
  return contents;
}

static gboolean
fail (DepotErrorCode code, const char *text, GError **error)
{
  g_propagate_error (error, depot_error_new (code, "%s", text));
  return FALSE;
}

gboolean
depot_pfx_fail (int code, GError **error)
{
  switch (code)
    {
    case GNUTLS_E_UNKNOWN_CIPHER_TYPE:
    case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
    case GNUTLS_E_UNKNOWN_ALGORITHM:
    case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
    case GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM:
    case GNUTLS_E_UNIMPLEMENTED_FEATURE:
    case GNUTLS_E_ECC_UNSUPPORTED_CURVE:
      return fail (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
                   _ ("The file uses an algorithm that cannot be read here. Export it again with "
                      "AES-256 and SHA-256."),
                   error);
    default:
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
                                          /* Translators: %s is what the TLS library says */
                                          _ ("The file is damaged or not a PFX file (%s)."),
                                          gnutls_strerror (code)));
      return FALSE;
    }
}

static gnutls_pkcs12_t
import (GBytes *file, GError **error)
{
  g_auto (gnutls_pkcs12_t) pkcs12 = NULL;
  gnutls_datum_t data;
  gsize size;
  int code;

  data.data = (unsigned char *) g_bytes_get_data (file, &size);
  data.size = (unsigned int) size;
  if (size == 0)
    fail (DEPOT_ERROR_CERTIFICATE_UNREADABLE, _ ("The file is empty."), error);
  else if (size > DEPOT_PFX_MAX_BYTES)
    fail (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
          _ ("The file is larger than 1 MiB. A PFX file is much smaller."),
          error);
  else if (size > 5 && memcmp (data.data, "-----", 5) == 0)
    fail (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
          _ ("This is a PEM text file. Choose a PFX file, which holds the certificate together "
             "with its private key."),
          error);
  else if ((code = gnutls_pkcs12_init (&pkcs12)) < 0
           || (code = gnutls_pkcs12_import (pkcs12, &data, GNUTLS_X509_FMT_DER, 0)) < 0)
    depot_pfx_fail (code, error);
  else
    return g_steal_pointer (&pkcs12);
  return NULL;
}

static gboolean
check_password (Reader *self, gnutls_pkcs12_t pkcs12, GBytes *file, GError **error)
{
  int code;

  if (!depot_pfx_budget_take_mac (
          &self->budget, pkcs12, file, &self->contents->is_protected, error))
    return FALSE;
  if (!self->contents->is_protected)
    return TRUE;
  code = gnutls_pkcs12_verify_mac (pkcs12, self->password);
  if (code == GNUTLS_E_MAC_VERIFY_FAILED)
    return fail (
        DEPOT_ERROR_CERTIFICATE_PASSWORD, _ ("This password does not open the file."), error);
  return code < 0 ? depot_pfx_fail (code, error) : TRUE;
}

/* without integrity data nobody can tell a wrong password from a damaged file */
static gboolean
fail_to_decrypt (Reader *self, int code, GError **error)
{
  if (code == GNUTLS_E_DECRYPTION_FAILED && !self->contents->is_protected)
    return fail (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
                 _ ("The file cannot be decrypted. It holds no integrity data, so this may be the "
                    "wrong password or a damaged file."),
                 error);
  return depot_pfx_fail (code, error);
}

static char *
dup_name (gnutls_pkcs12_bag_t bag, unsigned int index)
{
  char *name = NULL;

  if (gnutls_pkcs12_bag_get_friendly_name (bag, index, &name) < 0 || name == NULL)
    return NULL;
  return g_utf8_make_valid (name, -1);
}

static gboolean
add_certificate (Reader *self, const gnutls_datum_t *data, char *name, GError **error)
{
  gnutls_x509_crt_t certificate;
  int code;

  if (self->contents->certificates->len >= MAX_CERTIFICATES)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The file holds too many certificates. Export the one of the service with its "
                    "chain only."),
                 error);
  if ((code = gnutls_x509_crt_init (&certificate)) < 0)
    return depot_pfx_fail (code, error);
  g_ptr_array_add (self->contents->certificates, certificate);
  g_ptr_array_add (self->names, name);
  code = gnutls_x509_crt_import (certificate, data, GNUTLS_X509_FMT_DER);
  return code < 0 ? depot_pfx_fail (code, error) : TRUE;
}

static void
get_key_id (gnutls_x509_privkey_t key, guint8 id[32])
{
  gsize size = 32;

  memset (id, 0, 32);
  gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, id, &size);
}

static void
keep_key (Reader *self, gnutls_x509_privkey_t key, char *name)
{
  guint8 id[32], other[32];

  if (self->contents->key == NULL)
    {
      self->contents->key = key;
      g_set_str (&self->key_name, name);
      return;
    }
  /* the same key twice is clumsy, not ambiguous */
  get_key_id (self->contents->key, id);
  get_key_id (key, other);
  if (memcmp (id, other, sizeof id) != 0)
    self->has_several_keys = TRUE;
  gnutls_x509_privkey_deinit (key);
}

static gboolean
take_key_rounds (Reader *self, const gnutls_datum_t *data, GError **error)
{
  unsigned int schema, cipher, rounds = 0, salt_size = 0;
  char *oid = NULL;
  int code;

  code = gnutls_pkcs8_info (
      data, GNUTLS_X509_FMT_DER, &schema, &cipher, NULL, &salt_size, &rounds, &oid);
  gnutls_free (oid);
  if (code < 0 && code != GNUTLS_E_SHORT_MEMORY_BUFFER)
    return depot_pfx_fail (code, error);
  return depot_pfx_budget_take (&self->budget, rounds, error);
}

static gboolean
add_key (Reader *self, const gnutls_datum_t *data, gboolean encrypted, char *name, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  unsigned int flags = self->password ? 0 : GNUTLS_PKCS_NULL_PASSWORD;
  int code;

  if (encrypted && !take_key_rounds (self, data, error))
    return FALSE;
  if ((code = gnutls_x509_privkey_init (&key)) < 0)
    return depot_pfx_fail (code, error);
  code = gnutls_x509_privkey_import_pkcs8 (key,
                                           data,
                                           GNUTLS_X509_FMT_DER,
                                           encrypted ? self->password : NULL,
                                           encrypted ? flags : GNUTLS_PKCS_PLAIN);
  if (code < 0)
    return fail_to_decrypt (self, code, error);
  keep_key (self, g_steal_pointer (&key), name);
  return TRUE;
}

static gboolean
read_element (Reader *self, gnutls_pkcs12_bag_t bag, unsigned int index, GError **error)
{
  int type = gnutls_pkcs12_bag_get_type (bag, index);
  g_autofree char *name = dup_name (bag, index);
  gnutls_datum_t data;
  int code;

  if (type < 0)
    return depot_pfx_fail (type, error);
  if (type != GNUTLS_BAG_CERTIFICATE && type != GNUTLS_BAG_PKCS8_KEY
      && type != GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)
    return TRUE;
  if ((code = gnutls_pkcs12_bag_get_data (bag, index, &data)) < 0)
    return depot_pfx_fail (code, error);
  if (type == GNUTLS_BAG_CERTIFICATE)
    return add_certificate (self, &data, g_steal_pointer (&name), error);
  return add_key (self, &data, type == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY, name, error);
}

static gboolean
decrypt_bag (Reader *self, gnutls_pkcs12_bag_t bag, GError **error)
{
  unsigned int schema, cipher, rounds = 0, salt_size = 0;
  char *oid = NULL;
  int code;

  code = gnutls_pkcs12_bag_enc_info (bag, &schema, &cipher, NULL, &salt_size, &rounds, &oid);
  gnutls_free (oid);
  if (code < 0 && code != GNUTLS_E_SHORT_MEMORY_BUFFER)
    return depot_pfx_fail (code, error);
  if (!depot_pfx_budget_take (&self->budget, rounds, error))
    return FALSE;
  code = gnutls_pkcs12_bag_decrypt (bag, self->password);
  return code < 0 ? fail_to_decrypt (self, code, error) : TRUE;
}

static gboolean
read_bag (Reader *self, gnutls_pkcs12_bag_t bag, GError **error)
{
  int n_elements;

  if (gnutls_pkcs12_bag_get_type (bag, 0) == GNUTLS_BAG_ENCRYPTED
      && !decrypt_bag (self, bag, error))
    return FALSE;
  n_elements = gnutls_pkcs12_bag_get_count (bag);
  for (int i = 0; i < n_elements; i++)
    if (!read_element (self, bag, (unsigned int) i, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_bags (Reader *self, gnutls_pkcs12_t pkcs12, GError **error)
{
  for (int i = 0;; i++)
    {
      g_auto (gnutls_pkcs12_bag_t) bag = NULL;
      int code;

      if ((code = gnutls_pkcs12_bag_init (&bag)) < 0)
        return depot_pfx_fail (code, error);
      code = gnutls_pkcs12_get_bag (pkcs12, i, bag);
      if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return TRUE;
      if (code < 0)
        return depot_pfx_fail (code, error);
      if (!read_bag (self, bag, error))
        return FALSE;
    }
}

static gboolean
belongs_to_key (gnutls_x509_privkey_t key, gnutls_x509_crt_t certificate)
{
  guint8 of_key[32], of_certificate[32] = { 0 };
  gsize size = sizeof of_certificate;

  get_key_id (key, of_key);
  return gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, of_certificate, &size)
             >= 0
         && memcmp (of_key, of_certificate, sizeof of_key) == 0;
}

/* Of several for the same key (a renewal kept the key) the one that lasts longest. */
static int
find_leaf (Reader *self)
{
  GPtrArray *certificates = self->contents->certificates;
  int leaf = -1;

  for (guint i = 0; i < certificates->len; i++)
    {
      gnutls_x509_crt_t certificate = g_ptr_array_index (certificates, i);

      if (!belongs_to_key (self->contents->key, certificate))
        continue;
      if (leaf < 0
          || gnutls_x509_crt_get_expiration_time (certificate)
                 > gnutls_x509_crt_get_expiration_time (g_ptr_array_index (certificates, leaf)))
        leaf = (int) i;
    }
  return leaf;
}

static void
swap (GPtrArray *array, guint a, guint b)
{
  gpointer kept = array->pdata[a];

  array->pdata[a] = array->pdata[b];
  array->pdata[b] = kept;
}

/* files hold the chain in any order; a server must send leaf, its issuer, that one's issuer, … */
static void
order_chain (GPtrArray *certificates, guint leaf)
{
  swap (certificates, 0, leaf);
  for (guint at = 0; at + 1 < certificates->len; at++)
    for (guint i = at + 1; i < certificates->len; i++)
      if (gnutls_x509_crt_check_issuer (g_ptr_array_index (certificates, at),
                                        g_ptr_array_index (certificates, i)))
        {
          swap (certificates, at + 1, i);
          break;
        }
}

static gboolean
choose_leaf (Reader *self, GError **error)
{
  guint n_certificates = self->contents->certificates->len;
  const char *name;
  int leaf;

  if (self->contents->key == NULL && n_certificates == 0)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The file holds neither a certificate nor a private key."),
                 error);
  if (self->contents->key == NULL)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The file holds no private key. Export the certificate together with its "
                    "private key."),
                 error);
  if (n_certificates == 0)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The file holds a private key but no certificate."),
                 error);
  if (self->has_several_keys)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The file holds several private keys. Export the one of the service only."),
                 error);
  leaf = find_leaf (self);
  if (leaf < 0)
    return fail (DEPOT_ERROR_CERTIFICATE_REFUSED,
                 _ ("The private key in the file does not belong to a certificate in it."),
                 error);
  name = g_ptr_array_index (self->names, leaf);
  self->contents->friendly_name = g_strdup (name ? name : self->key_name);
  order_chain (self->contents->certificates, (guint) leaf);
  return TRUE;
}

DepotPfxContents *
depot_pfx_read (GBytes *file, const char *password, GError **error)
{
  g_autoptr (DepotPfxContents) contents = contents_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (gnutls_pkcs12_t) pkcs12 = import (file, error);
  Reader reader = { .password = password, .contents = contents, .names = names };
  gboolean good;

  if (pkcs12 == NULL)
    return NULL;
  depot_pfx_budget_init (&reader.budget);
  good = check_password (&reader, pkcs12, file, error) && read_bags (&reader, pkcs12, error)
         && choose_leaf (&reader, error);
  g_free (reader.key_name);
  return good ? g_steal_pointer (&contents) : NULL;
}
