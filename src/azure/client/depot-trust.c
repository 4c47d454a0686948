/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-trust.h"

#include <glib/gi18n.h>
#include <gnutls/x509.h>

#include "depot-error.h"

#define END_MARK "-----END CERTIFICATE-----"
#define LIST_MARK "-----BEGIN X509 CRL-----"
#define MAX_ANCHORS 200
#define MAX_LISTS 200
#define LEAST_RSA_BITS 2048

struct _DepotTrust
{
  GTlsDatabase parent_instance;

  GTlsDatabase *system;
  GPtrArray *anchors; /* GTlsCertificate */
  gnutls_x509_crl_t *lists;
  unsigned int n_lists;
};

G_DEFINE_FINAL_TYPE (DepotTrust, depot_trust, G_TYPE_TLS_DATABASE)

/* The best an anchor makes of the chain; UNKNOWN_CA when none knows it. */
static GTlsCertificateFlags
ask_anchors (DepotTrust *self,
             GTlsCertificate *chain,
             GSocketConnectable *identity,
             GTlsCertificateFlags flaws)
{
  for (guint i = 0; i < self->anchors->len; i++)
    {
      GTlsCertificateFlags its
          = g_tls_certificate_verify (chain, identity, self->anchors->pdata[i]);

      if ((its & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
        return its;
    }
  return flaws;
}

static gboolean
has_weak_key (gnutls_x509_crt_t certificate)
{
  unsigned int bits = 0;
  int kind = gnutls_x509_crt_get_pk_algorithm (certificate, &bits);

  return kind == GNUTLS_PK_DSA || (kind == GNUTLS_PK_RSA && bits < LEAST_RSA_BITS);
}

/* What an authority says of itself proves nothing: it is believed because it is among the trusted.
 */
static gboolean
has_weak_signature (gnutls_x509_crt_t certificate)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate);

  return gnutls_x509_crt_check_issuer (certificate, certificate) == 0
         && (algorithm < 0
             || gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t) algorithm,
                                        GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS)
                    == 0);
}

/* A list that is out of date still says what was revoked before. */
static gboolean
is_revoked (DepotTrust *self, gnutls_x509_crt_t certificate)
{
  return self->n_lists > 0
         && gnutls_x509_crt_check_revocation (certificate, self->lists, self->n_lists) != 0;
}

static GTlsCertificateFlags
find_flaws_of (DepotTrust *self, GTlsCertificate *one)
{
  g_autoptr (GByteArray) der = NULL;
  gnutls_x509_crt_t certificate;
  GTlsCertificateFlags flaws = G_TLS_CERTIFICATE_INSECURE;
  gnutls_datum_t bytes;

  g_object_get (one, "certificate", &der, NULL);
  if (der == NULL || gnutls_x509_crt_init (&certificate) < 0)
    return flaws;
  bytes = (gnutls_datum_t) { der->data, der->len };
  if (gnutls_x509_crt_import (certificate, &bytes, GNUTLS_X509_FMT_DER) >= 0)
    {
      if (!has_weak_key (certificate) && !has_weak_signature (certificate))
        flaws = G_TLS_CERTIFICATE_NO_FLAGS;
      if (is_revoked (self, certificate))
        flaws |= G_TLS_CERTIFICATE_REVOKED;
    }
  gnutls_x509_crt_deinit (certificate);
  return flaws;
}

static GTlsCertificateFlags
find_more_flaws (DepotTrust *self, GTlsCertificate *chain, GSocketConnectable *identity)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (chain);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (chain);
  GTlsCertificateFlags flaws = G_TLS_CERTIFICATE_NO_FLAGS;

  if (identity != NULL && (names == NULL || names->len == 0)
      && (addresses == NULL || addresses->len == 0))
    flaws |= G_TLS_CERTIFICATE_BAD_IDENTITY;
  for (GTlsCertificate *one = chain; one != NULL; one = g_tls_certificate_get_issuer (one))
    flaws |= find_flaws_of (self, one);
  return flaws;
}

static GTlsCertificateFlags
verify_chain (GTlsDatabase *database,
              GTlsCertificate *chain,
              const char *purpose,
              GSocketConnectable *identity,
              GTlsInteraction *interaction,
              GTlsDatabaseVerifyFlags flags,
              GCancellable *cancellable,
              GError **error)
{
  DepotTrust *self = DEPOT_TRUST (database);
  GTlsCertificateFlags flaws = g_tls_database_verify_chain (
      self->system, chain, purpose, identity, interaction, flags, cancellable, error);

  if ((flaws & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    flaws = ask_anchors (self, chain, identity, flaws);
  return flaws | find_more_flaws (self, chain, identity);
}

static void
depot_trust_finalize (GObject *object)
{
  DepotTrust *self = DEPOT_TRUST (object);

  g_clear_object (&self->system);
  g_ptr_array_unref (self->anchors);
  for (unsigned int i = 0; i < self->n_lists; i++)
    gnutls_x509_crl_deinit (self->lists[i]);
  gnutls_free (self->lists);
  G_OBJECT_CLASS (depot_trust_parent_class)->finalize (object);
}

static void
depot_trust_class_init (DepotTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_trust_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = verify_chain;
}

static void
depot_trust_init (DepotTrust *self)
{
  self->anchors = g_ptr_array_new_with_free_func (g_object_unref);
}

/* g_tls_certificate_new_from_pem() reads the first one only. */
static gboolean
add_anchors (DepotTrust *self, const char *ca_pem, GError **error)
{
  const char *at = ca_pem;
  const char *end;

  while ((end = strstr (at, END_MARK)) != NULL && self->anchors->len < MAX_ANCHORS)
    {
      GTlsCertificate *anchor;

      end += strlen (END_MARK);
      anchor = g_tls_certificate_new_from_pem (at, end - at, error);
      if (anchor == NULL)
        return FALSE;
      g_ptr_array_add (self->anchors, anchor);
      at = end;
    }
  return self->anchors->len > 0;
}

/* What an administrator has put beside the authorities. */
static gboolean
add_lists (DepotTrust *self, const char *ca_pem, GError **error)
{
  gnutls_datum_t text = { (unsigned char *) ca_pem, (unsigned int) strlen (ca_pem) };
  int done;

  if (strstr (ca_pem, LIST_MARK) == NULL)
    return TRUE;
  done = gnutls_x509_crl_list_import2 (&self->lists, &self->n_lists, &text, GNUTLS_X509_FMT_PEM, 0);
  if (done >= 0 && self->n_lists <= MAX_LISTS)
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FILE,
                       _ ("The file holds a list of revoked certificates that cannot be read. %s"),
                       done < 0 ? gnutls_strerror (done) : ""));
  return FALSE;
}

GTlsDatabase *
depot_trust_new (const char *ca_file, const char *ca_pem, GError **error)
{
  g_autoptr (DepotTrust) self = g_object_new (DEPOT_TYPE_TRUST, NULL);
  g_autoptr (GError) flaw = NULL;

  self->system = ca_file != NULL
                     ? g_tls_file_database_new (ca_file, error)
                     : g_tls_backend_get_default_database (g_tls_backend_get_default ());
  if (self->system == NULL)
    return NULL;
  if (ca_pem == NULL)
    return G_TLS_DATABASE (g_steal_pointer (&self));
  if (!add_lists (self, ca_pem, error))
    return NULL;
  if (add_anchors (self, ca_pem, &flaw))
    return G_TLS_DATABASE (g_steal_pointer (&self));
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_FILE,
                                      _ ("The file holds no certificate in PEM form. %s"),
                                      flaw != NULL ? flaw->message : ""));
  return NULL;
}
