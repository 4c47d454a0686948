/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a certificate to the facts an admin judges it by. Every text in it was written by somebody
 * else. */
#include "config.h"

#include "depot-pfx-private.h"

#include <string.h>

#define SERVER_AUTH "1.3.6.1.5.5.7.3.1"
#define ANY_PURPOSE "2.5.29.37.0"
/* RFC 5280: 99991231235959Z says that there is no well-defined end */
#define END_OF_TIME G_GINT64_CONSTANT (253402300799)
#define MAX_NAMES 1000
#define MAX_NAME_SIZE 1024

static char *
dup_fingerprint (gnutls_x509_crt_t leaf, gnutls_digest_algorithm_t algorithm)
{
  guint8 bytes[64];
  gsize size = sizeof bytes;
  GString *text = g_string_new (NULL);

  if (gnutls_x509_crt_get_fingerprint (leaf, algorithm, bytes, &size) < 0)
    size = 0;
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02X", bytes[i]);
  return g_string_free_and_steal (text);
}

static char *
dup_common_name (gnutls_x509_crt_t leaf)
{
  char name[MAX_NAME_SIZE];
  gsize size = sizeof name;

  if (gnutls_x509_crt_get_dn_by_oid (leaf, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size) < 0)
    return NULL;
  /* a NUL in the middle is a trick: whoever compares up to it sees another name */
  if (memchr (name, '\0', size) != NULL)
    return NULL;
  return g_utf8_make_valid (name, (gssize) size);
}

static char *
dup_dn (gnutls_x509_crt_t leaf, gboolean of_issuer)
{
  gnutls_datum_t text = { NULL, 0 };
  char *dn = NULL;
  int code = of_issuer ? gnutls_x509_crt_get_issuer_dn3 (leaf, &text, 0)
                       : gnutls_x509_crt_get_dn3 (leaf, &text, 0);

  if (code >= 0)
    dn = g_utf8_make_valid ((const char *) text.data, (gssize) text.size);
  gnutls_free (text.data);
  return dn;
}

/* SAN names as they stand; NULL bytes, blanks and the like make a name that is none. */
static char **
dup_dns_names (gnutls_x509_crt_t leaf, gboolean *has_refused)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (unsigned int i = 0; i < MAX_NAMES; i++)
    {
      char name[MAX_NAME_SIZE];
      gsize size = sizeof name - 1;
      unsigned int type = GNUTLS_SAN_MAX;
      int code = gnutls_x509_crt_get_subject_alt_name2 (leaf, i, name, &size, &type, NULL);

      if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (code >= 0 && type != GNUTLS_SAN_DNSNAME)
        continue;
      name[code < 0 ? 0 : size] = '\0';
      if (code < 0 || strlen (name) != size || !depot_name_is_pattern (name))
        *has_refused = TRUE;
      else
        g_strv_builder_add (builder, name);
    }
  return g_strv_builder_end (builder);
}

static char *
dup_key_kind (gnutls_x509_crt_t leaf, unsigned int *bits)
{
  int algorithm = gnutls_x509_crt_get_pk_algorithm (leaf, bits);

  switch (algorithm)
    {
    case GNUTLS_PK_RSA:
      return g_strdup ("RSA");
    case GNUTLS_PK_ECDSA:
      /* GnuTLS rounds the bits of P-521 up to whole bytes */
      if (*bits == 528)
        *bits = 521;
      if (*bits == 256 || *bits == 384 || *bits == 521)
        return g_strdup_printf ("EC P-%u", *bits);
      return g_strdup_printf ("EC %u", *bits);
    case GNUTLS_PK_EDDSA_ED25519:
      return g_strdup ("Ed25519");
    case GNUTLS_PK_EDDSA_ED448:
      return g_strdup ("Ed448");
    default:
      return g_strdup (algorithm < 0 ? "?" : gnutls_pk_get_name (algorithm));
    }
}

static void
read_purpose (gnutls_x509_crt_t leaf, DepotCertificateFacts *facts)
{
  for (unsigned int i = 0; i < MAX_NAMES; i++)
    {
      char oid[128];
      gsize size = sizeof oid;
      int code = gnutls_x509_crt_get_key_purpose_oid (leaf, i, oid, &size, NULL);

      if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return;
      facts->has_eku = TRUE;
      if (code >= 0 && (g_str_equal (oid, SERVER_AUTH) || g_str_equal (oid, ANY_PURPOSE)))
        facts->has_server_auth = TRUE;
    }
}

static gint64
read_time (time_t seconds)
{
  if (seconds == GNUTLS_X509_NO_WELL_DEFINED_EXPIRATION)
    return END_OF_TIME;
  return CLAMP ((gint64) seconds, 0, END_OF_TIME);
}

static gboolean
is_self_signed (gnutls_x509_crt_t leaf)
{
  return gnutls_x509_crt_check_issuer (leaf, leaf) != 0;
}

DepotCertificate *
depot_pfx_read_facts (const DepotPfxContents *contents, GError **error)
{
  gnutls_x509_crt_t leaf = g_ptr_array_index (contents->certificates, 0);
  g_autofree char *fingerprint = dup_fingerprint (leaf, GNUTLS_DIG_SHA256);
  g_autofree char *thumbprint = dup_fingerprint (leaf, GNUTLS_DIG_SHA1);
  g_autofree char *common_name = dup_common_name (leaf);
  g_autofree char *issuer = dup_dn (leaf, TRUE);
  g_autofree char *subject = dup_dn (leaf, FALSE);
  gboolean has_refused_names = FALSE;
  g_auto (GStrv) dns_names = dup_dns_names (leaf, &has_refused_names);
  unsigned int bits = 0;
  g_autofree char *key_kind = dup_key_kind (leaf, &bits);
  DepotCertificateFacts facts = {
    .fingerprint = fingerprint,
    .thumbprint = thumbprint,
    .common_name = common_name,
    .dns_names = (const char *const *) dns_names,
    .issuer = issuer,
    .subject = subject,
    .key_kind = key_kind,
    .key_bits = bits,
    .signature_algorithm = gnutls_sign_get_name (gnutls_x509_crt_get_signature_algorithm (leaf)),
    .not_before = read_time (gnutls_x509_crt_get_activation_time (leaf)),
    .not_after = read_time (gnutls_x509_crt_get_expiration_time (leaf)),
    .is_self_signed = is_self_signed (leaf),
    .is_ca = gnutls_x509_crt_get_ca_status (leaf, NULL) > 0,
    .chain_length = contents->certificates->len,
    .is_protected = contents->is_protected,
    .has_refused_names = has_refused_names,
  };

  read_purpose (leaf, &facts);
  if (*fingerprint == '\0')
    {
      depot_pfx_fail (GNUTLS_E_X509_CERTIFICATE_ERROR, error);
      return NULL;
    }
  return depot_certificate_new (&facts);
}
