/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a PFX: AES-256 by PBES2, integrity by SHA-256. */
#include "config.h"

#include "depot-pfx-private.h"

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs12_t, gnutls_pkcs12_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs12_bag_t, gnutls_pkcs12_bag_deinit, NULL)

/* Wiped: GnuTLS hands keys out in ordinary memory. */
static void
clear_datum (gnutls_datum_t *datum)
{
  if (datum->data)
    gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
  *datum = (gnutls_datum_t) { NULL, 0 };
}

static int
label (gnutls_pkcs12_bag_t bag, int index, gnutls_x509_crt_t leaf, const char *friendly_name)
{
  guint8 id[20];
  gsize size = sizeof id;
  gnutls_datum_t key_id = { id, sizeof id };
  int code = gnutls_x509_crt_get_fingerprint (leaf, GNUTLS_DIG_SHA1, id, &size);

  if (code >= 0)
    code = gnutls_pkcs12_bag_set_key_id (bag, (unsigned int) index, &key_id);
  /* GnuTLS writes any other letters wrongly: no name is better than a mangled one */
  if (code >= 0 && friendly_name && g_str_is_ascii (friendly_name))
    code = gnutls_pkcs12_bag_set_friendly_name (bag, (unsigned int) index, friendly_name);
  return code;
}

static int
fill_key_bag (gnutls_pkcs12_bag_t bag,
              gnutls_x509_privkey_t key,
              gnutls_x509_crt_t leaf,
              const char *friendly_name,
              const char *password)
{
  gnutls_datum_t data = { NULL, 0 };
  int code = gnutls_x509_privkey_export2_pkcs8 (
      key, GNUTLS_X509_FMT_DER, password, GNUTLS_PKCS_PBES2_AES_256, &data);

  if (code >= 0)
    code = gnutls_pkcs12_bag_set_data (bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY, &data);
  if (code >= 0)
    code = label (bag, code, leaf, friendly_name);
  clear_datum (&data);
  return code;
}

static int
fill_certificate_bag (gnutls_pkcs12_bag_t bag,
                      gnutls_x509_crt_t *certificates,
                      guint n_certificates,
                      const char *friendly_name,
                      const char *password)
{
  for (guint i = 0; i < n_certificates; i++)
    {
      int code = gnutls_pkcs12_bag_set_crt (bag, certificates[i]);

      if (code >= 0 && i == 0)
        code = label (bag, code, certificates[0], friendly_name);
      if (code < 0)
        return code;
    }
  return gnutls_pkcs12_bag_encrypt (bag, password, GNUTLS_PKCS_PBES2_AES_256);
}

static DepotSecretBytes *
export_file (gnutls_pkcs12_t pkcs12, GError **error)
{
  gnutls_datum_t data = { NULL, 0 };
  DepotSecretBytes *file = NULL;
  int code = gnutls_pkcs12_export2 (pkcs12, GNUTLS_X509_FMT_DER, &data);

  if (code < 0)
    depot_pfx_fail (code, error);
  else
    file = depot_secret_bytes_new (data.data, data.size);
  clear_datum (&data);
  return file;
}

DepotSecretBytes *
depot_pfx_pack (gnutls_x509_privkey_t key,
                gnutls_x509_crt_t *certificates,
                guint n_certificates,
                const char *friendly_name,
                const char *password,
                GError **error)
{
  g_auto (gnutls_pkcs12_t) pkcs12 = NULL;
  g_auto (gnutls_pkcs12_bag_t) key_bag = NULL;
  g_auto (gnutls_pkcs12_bag_t) certificate_bag = NULL;
  int code;

  if ((code = gnutls_pkcs12_init (&pkcs12)) < 0 || (code = gnutls_pkcs12_bag_init (&key_bag)) < 0
      || (code = gnutls_pkcs12_bag_init (&certificate_bag)) < 0
      || (code = fill_certificate_bag (
              certificate_bag, certificates, n_certificates, friendly_name, password))
             < 0
      || (code = gnutls_pkcs12_set_bag (pkcs12, certificate_bag)) < 0
      || (code = fill_key_bag (key_bag, key, certificates[0], friendly_name, password)) < 0
      || (code = gnutls_pkcs12_set_bag (pkcs12, key_bag)) < 0
      || (code = gnutls_pkcs12_generate_mac2 (pkcs12, GNUTLS_MAC_SHA256, password)) < 0)
    {
      depot_pfx_fail (code, error);
      return NULL;
    }
  return export_file (pkcs12, error);
}
