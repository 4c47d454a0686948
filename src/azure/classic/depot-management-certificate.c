/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-management-certificate.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

/* Handed over as arrays, which GObject passes on without copying: text would stay behind in copies
 * nobody can wipe. */
static GTlsCertificate *
make (GByteArray *cer, GByteArray *key, GError **error)
{
  return g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()),
                         NULL,
                         error,
                         "certificate",
                         cer,
                         "private-key",
                         key,
                         NULL);
}

GTlsCertificate *
depot_management_certificate_new (GBytes *cer, DepotSecretBytes *key, GError **error)
{
  g_autoptr (GByteArray) leaf = g_byte_array_new ();
  g_autoptr (GByteArray) secret = NULL;
  g_autoptr (GError) flaw = NULL;
  GTlsCertificate *certificate;
  gsize size;
  gconstpointer data = depot_secret_bytes_get_data (key, &size);

  g_byte_array_append (leaf, g_bytes_get_data (cer, NULL), (guint) g_bytes_get_size (cer));
  secret = g_byte_array_sized_new ((guint) size);
  g_byte_array_append (secret, data, (guint) size);
  certificate = make (leaf, secret, &flaw);
  explicit_bzero (secret->data, secret->len);
  if (certificate == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
                                        _ ("The management certificate cannot be used: %s"),
                                        flaw->message));
  return certificate;
}

char *
depot_management_certificate_dup_thumbprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA1, der->data, der->len);
  return g_ascii_strup (digest, -1);
}
