/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-management-certificate.h"

#include <glib/gi18n.h>

#include "depot-error.h"

typedef struct
{
  DepotSecretBytes *pfx, *password;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  depot_secret_bytes_unref (opening->pfx);
  g_clear_pointer (&opening->password, depot_secret_bytes_unref);
  g_free (opening);
}

static GError *
explain (const GError *flaw)
{
  if (g_error_matches (flaw, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD))
    return depot_error_new (DEPOT_ERROR_CERTIFICATE_PASSWORD,
                            _ ("The password does not open the management certificate."));
  return depot_error_new (DEPOT_ERROR_CERTIFICATE_UNREADABLE,
                          _ ("The management certificate cannot be used: %s"),
                          flaw->message);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  gsize size;
  gconstpointer file = depot_secret_bytes_get_data (opening->pfx, &size);
  const char *password
      = opening->password != NULL ? depot_secret_bytes_peek_text (opening->password) : "";
  g_autoptr (GError) flaw = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pkcs12 (file, size, password, &flaw);

  if (certificate == NULL)
    g_task_return_error (task, explain (flaw));
  else
    g_task_return_pointer (task, certificate, g_object_unref);
}

void
depot_management_certificate_open_async (DepotSecretBytes *pfx,
                                         DepotSecretBytes *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, depot_management_certificate_open_async);
  opening->pfx = depot_secret_bytes_ref (pfx);
  opening->password = password != NULL ? depot_secret_bytes_ref (password) : NULL;
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

GTlsCertificate *
depot_management_certificate_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
