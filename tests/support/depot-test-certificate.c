/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-test-certificate.h"

#include <string.h>
#include <time.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY_SECONDS 86400

/* Takes out. */
static void
add_pem (GString *pem, gnutls_datum_t out)
{
  g_string_append_len (pem, (const char *) out.data, out.size);
  gnutls_free (out.data);
}

static void
add_revocation (GString *pem, gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
  gnutls_x509_crl_t list;
  gnutls_datum_t out;

  g_assert_cmpint (gnutls_x509_crl_init (&list), ==, 0);
  gnutls_x509_crl_set_version (list, 2);
  gnutls_x509_crl_set_this_update (list, time (NULL) - DAY_SECONDS);
  gnutls_x509_crl_set_next_update (list, time (NULL) + DAY_SECONDS);
  gnutls_x509_crl_set_number (list, "\x01", 1);
  gnutls_x509_crl_set_crt (list, certificate, time (NULL) - DAY_SECONDS);
  g_assert_cmpint (gnutls_x509_crl_sign2 (list, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crl_export2 (list, GNUTLS_X509_FMT_PEM, &out), ==, 0);
  add_pem (pem, out);
  gnutls_x509_crl_deinit (list);
}

static char *export (gnutls_x509_privkey_t key, gnutls_x509_crt_t certificate, gboolean is_revoked)
{
  g_autoptr (GString) pem = g_string_new (NULL);
  gnutls_datum_t out;

  g_assert_cmpint (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &out), ==, 0);
  add_pem (pem, out);
  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &out), ==, 0);
  add_pem (pem, out);
  if (is_revoked)
    add_revocation (pem, certificate, key);
  return g_string_free_and_steal (g_steal_pointer (&pem));
}

static gnutls_x509_privkey_t
make_key (guint rsa_bits)
{
  gnutls_x509_privkey_t key;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (
                       key,
                       rsa_bits > 0 ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA,
                       rsa_bits > 0 ? rsa_bits : GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                       0),
                   ==,
                   0);
  return key;
}

static void
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  gnutls_x509_crt_set_subject_alt_name (
      certificate, GNUTLS_SAN_DNSNAME, name, strlen (name), GNUTLS_FSAN_APPEND);
}

static void
fill_names (gnutls_x509_crt_t certificate, const DepotTestCertificate *plan)
{
  g_autofree char *dn = g_strconcat ("CN=", plan->host != NULL ? plan->host : "localhost", NULL);

  gnutls_x509_crt_set_dn (certificate, dn, NULL);
  if (plan->is_named_in_subject_only)
    return;
  add_name (certificate, plan->host != NULL ? plan->host : "localhost");
  if (plan->host == NULL)
    {
      add_name (certificate, "*.blob.localhost");
      add_name (certificate, "*.vault.localhost");
    }
}

static void
fill (gnutls_x509_crt_t certificate, const DepotTestCertificate *plan, gnutls_x509_privkey_t key)
{
  gboolean is_usual = plan->begins == 0 && plan->ends == 0;

  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, "\x01\x02\x03\x04", 4);
  gnutls_x509_crt_set_activation_time (certificate,
                                       time (NULL) + (is_usual ? -1 : plan->begins) * DAY_SECONDS);
  gnutls_x509_crt_set_expiration_time (certificate,
                                       time (NULL) + (is_usual ? 1 : plan->ends) * DAY_SECONDS);
  fill_names (certificate, plan);
  gnutls_x509_crt_set_ca_status (certificate, plan->issuer == NULL);
  gnutls_x509_crt_set_key (certificate, key);
}

/* By an authority of that name which is forgotten afterwards. */
static void
sign_as_other (gnutls_x509_crt_t certificate, const char *issuer, gboolean with_sha1)
{
  DepotTestCertificate plan = { .host = issuer };
  gnutls_x509_privkey_t key = make_key (0);
  gnutls_x509_crt_t authority;

  g_assert_cmpint (gnutls_x509_crt_init (&authority), ==, 0);
  fill (authority, &plan, key);
  g_assert_cmpint (
      gnutls_x509_crt_sign2 (
          certificate, authority, key, with_sha1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256, 0),
      ==,
      0);
  gnutls_x509_crt_deinit (authority);
  gnutls_x509_privkey_deinit (key);
}

char *
depot_test_certificate_dup_pem (const DepotTestCertificate *plan)
{
  gnutls_x509_privkey_t key = make_key (plan->rsa_bits);
  gnutls_x509_crt_t certificate;
  char *pem;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  fill (certificate, plan, key);
  if (plan->issuer != NULL)
    sign_as_other (certificate, plan->issuer, plan->is_signed_with_sha1);
  else
    g_assert_cmpint (
        gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  pem = export (key, certificate, plan->is_revoked);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return pem;
}
