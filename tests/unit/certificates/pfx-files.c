/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pfx-files.h"

#include <gnutls/pkcs12.h>
#include <string.h>

GBytes *
pfx_load_fixture (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("DEPOT_PFX_FILES"), name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

char *
pfx_load_corpus (const char *folder, const char *name, gsize *size)
{
  g_autofree char *path = g_build_filename (g_getenv ("DEPOT_CORPORA"), folder, name, NULL);
  char *data = NULL;

  if (!g_file_get_contents (path, &data, size, NULL))
    g_error ("The collection of PFX files is missing: %s cannot be read. Put it beside the source "
             "tree or name its place in DEPOT_CORPORA.",
             path);
  return data;
}

DepotPfx *
pfx_open_text (GBytes *file, const char *password, GError **error)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text (password);

  return depot_pfx_open (file, secret, error);
}

gboolean
pfx_has_finding (DepotPfx *pfx, const char *code)
{
  g_autoptr (GPtrArray) findings
      = depot_certificate_judge (depot_pfx_get_certificate (pfx), PFX_NOW, TRUE);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((DepotFinding *) g_ptr_array_index (findings, i))->code, code))
      return TRUE;
  return FALSE;
}

gnutls_x509_privkey_t
pfx_make_key (const PfxRecipe *recipe)
{
  gnutls_x509_privkey_t key;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), >=, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, recipe->algorithm, recipe->bits, 0), >=, 0);
  return key;
}

/* GnuTLS tidies a name before it writes it; others do not. The signature breaks, which nobody looks
 * at here. The name is looked for with its tag and length: a short one alone may stand in the key.
 */
static gnutls_x509_crt_t
put_raw_san (gnutls_x509_crt_t certificate, const PfxRecipe *recipe)
{
  gsize size = strlen (recipe->san);
  g_autofree char *encoded = g_strdup_printf ("\x82%c%s", (char) size, recipe->san);
  gnutls_datum_t der;
  gnutls_x509_crt_t again;
  guint8 *place;

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der), >=, 0);
  place = memmem (der.data, der.size, encoded, size + 2);
  g_assert_nonnull (place);
  memcpy (place + 2, recipe->raw_san, size);
  gnutls_x509_crt_init (&again);
  g_assert_cmpint (gnutls_x509_crt_import (again, &der, GNUTLS_X509_FMT_DER), >=, 0);
  gnutls_free (der.data);
  gnutls_x509_crt_deinit (certificate);
  return again;
}

gnutls_x509_crt_t
pfx_make_certificate (const PfxRecipe *recipe, gnutls_x509_privkey_t key)
{
  gsize san_size = recipe->san_is_ip ? 4 : recipe->san ? strlen (recipe->san) : 0;
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), >=, 0);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, "\x01", 1);
  gnutls_x509_crt_set_activation_time (certificate, PFX_NOW - 1000);
  gnutls_x509_crt_set_expiration_time (certificate, PFX_NOW + 365 * 24 * 60 * 60);
  if (recipe->common_name)
    gnutls_x509_crt_set_dn_by_oid (certificate,
                                   GNUTLS_OID_X520_COMMON_NAME,
                                   0,
                                   recipe->common_name,
                                   (unsigned int) strlen (recipe->common_name));
  if (recipe->san)
    g_assert_cmpint (gnutls_x509_crt_set_subject_alt_name (certificate,
                                                           recipe->san_is_ip ? GNUTLS_SAN_IPADDRESS
                                                                             : GNUTLS_SAN_DNSNAME,
                                                           recipe->san,
                                                           (unsigned int) san_size,
                                                           GNUTLS_FSAN_SET),
                     >=,
                     0);
  gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key (certificate, key), >=, 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, recipe->digest, 0), >=, 0);
  return recipe->raw_san ? put_raw_san (certificate, recipe) : certificate;
}

static void
put_key (gnutls_pkcs12_t pkcs12, gnutls_x509_privkey_t key)
{
  gnutls_pkcs12_bag_t bag;
  gnutls_datum_t data;

  gnutls_pkcs12_bag_init (&bag);
  g_assert_cmpint (
      gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &data),
      >=,
      0);
  g_assert_cmpint (gnutls_pkcs12_bag_set_data (bag, GNUTLS_BAG_PKCS8_KEY, &data), >=, 0);
  g_assert_cmpint (gnutls_pkcs12_set_bag (pkcs12, bag), >=, 0);
  gnutls_free (data.data);
  gnutls_pkcs12_bag_deinit (bag);
}

static void
put_certificate (gnutls_pkcs12_t pkcs12, gnutls_x509_crt_t certificate, const char *friendly_name)
{
  gnutls_pkcs12_bag_t bag;

  gnutls_pkcs12_bag_init (&bag);
  g_assert_cmpint (gnutls_pkcs12_bag_set_crt (bag, certificate), >=, 0);
  if (friendly_name)
    gnutls_pkcs12_bag_set_friendly_name (bag, 0, friendly_name);
  g_assert_cmpint (gnutls_pkcs12_set_bag (pkcs12, bag), >=, 0);
  gnutls_pkcs12_bag_deinit (bag);
}

GBytes *
pfx_assemble (gnutls_x509_privkey_t key,
              gnutls_x509_privkey_t second_key,
              gnutls_x509_crt_t certificate,
              const char *friendly_name)
{
  gnutls_pkcs12_t pkcs12;
  gnutls_datum_t data;
  GBytes *file;

  gnutls_pkcs12_init (&pkcs12);
  put_certificate (pkcs12, certificate, friendly_name);
  put_key (pkcs12, key);
  if (second_key)
    put_key (pkcs12, second_key);
  gnutls_pkcs12_generate_mac2 (pkcs12, GNUTLS_MAC_SHA256, PFX_PASSWORD);
  g_assert_cmpint (gnutls_pkcs12_export2 (pkcs12, GNUTLS_X509_FMT_DER, &data), >=, 0);
  file = g_bytes_new (data.data, data.size);
  gnutls_free (data.data);
  gnutls_pkcs12_deinit (pkcs12);
  return file;
}

GBytes *
pfx_make (const PfxRecipe *recipe, const char *friendly_name)
{
  gnutls_x509_privkey_t key = pfx_make_key (recipe);
  gnutls_x509_crt_t certificate = pfx_make_certificate (recipe, key);
  GBytes *file = pfx_assemble (key, NULL, certificate, friendly_name);

  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return file;
}

/* PFX is SEQUENCE { version, authSafe, macData }; both lengths have two bytes in files of this size
 */
GBytes *
pfx_strip_mac (GBytes *file)
{
  const guint8 *data = g_bytes_get_data (file, NULL);
  gsize kept = 3 + 4 + ((gsize) data[9] << 8 | data[10]);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 header[] = { 0x30, 0x82, (guint8) (kept >> 8), (guint8) kept };

  g_assert_cmphex (data[1], ==, 0x82);
  g_assert_cmphex (data[8], ==, 0x82);
  g_byte_array_append (bytes, header, sizeof header);
  g_byte_array_append (bytes, data + 4, (guint) kept);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
pfx_patch (GBytes *file, gsize offset, gconstpointer bytes, gsize size)
{
  gsize file_size;
  gconstpointer data = g_bytes_get_data (file, &file_size);
  guint8 *copy = g_memdup2 (data, file_size);

  g_assert_cmpuint (offset + size, <=, file_size);
  memcpy (copy + offset, bytes, size);
  return g_bytes_new_take (copy, file_size);
}
