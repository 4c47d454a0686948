/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of the PFX file: bytes in, opened and understood in a worker, key and password to the
 * keyring under the fingerprint, facts out. Nothing of it reaches the store.
 */
#include "config.h"

#include "depot-create.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-pfx.h"

static char *
dup_label (DepotCertificate *certificate, const char *format)
{
  const char *name = depot_certificate_get_common_name (certificate);

  return g_strdup_printf (format,
                          name != NULL ? name : depot_certificate_get_thumbprint (certificate));
}

static void
password_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotPfx *pfx = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_keyring_store_finish (DEPOT_KEYRING (source), result, &error))
    g_task_return_pointer (task, g_object_ref (depot_pfx_get_certificate (pfx)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
pfx_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotPfx *pfx = g_task_get_task_data (task);
  DepotCertificate *certificate = depot_pfx_get_certificate (pfx);
  GError *error = NULL;
  g_autofree char *label = NULL;

  if (!depot_keyring_store_finish (DEPOT_KEYRING (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Translators: shown by keyring managers; %s is the name in the certificate */
  label = dup_label (certificate, _ ("Cloud Depot: password of certificate %s"));
  depot_keyring_store_async (DEPOT_KEYRING (source),
                             DEPOT_KEYRING_PFX_PASSWORD,
                             depot_certificate_get_fingerprint (certificate),
                             label,
                             depot_pfx_get_password (pfx),
                             g_task_get_cancellable (task),
                             password_kept,
                             g_object_ref (task));
}

static void
pfx_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  GError *error = NULL;
  DepotPfx *pfx = depot_pfx_open_finish (result, &error);
  g_autofree char *label = NULL;

  if (pfx == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, pfx, g_object_unref);
  /* Translators: shown by keyring managers; %s is the name in the certificate */
  label = dup_label (depot_pfx_get_certificate (pfx), _ ("Cloud Depot: certificate %s"));
  depot_keyring_store_async (house->keyring,
                             DEPOT_KEYRING_PFX,
                             depot_certificate_get_fingerprint (depot_pfx_get_certificate (pfx)),
                             label,
                             depot_pfx_get_bytes (pfx),
                             g_task_get_cancellable (task),
                             pfx_kept,
                             g_object_ref (task));
}

void
depot_certificate_choose_async (DepotHouse *house,
                                GBytes *pfx,
                                DepotSecretBytes *password,
                                gboolean session_only,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (pfx != NULL);

  g_task_set_source_tag (task, depot_certificate_choose_async);
  if (session_only)
    depot_keyring_set_session_only (house->keyring, TRUE);
  depot_pfx_open_async (pfx, password, cancellable, pfx_opened, task);
}

DepotCertificate *
depot_certificate_choose_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  char *fingerprint;
  DepotSecretBytes *pfx;
} Export;

static void
export_free (Export *export)
{
  g_free (export->fingerprint);
  g_clear_pointer (&export->pfx, depot_secret_bytes_unref);
  g_free (export);
}

static void
export_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotPfx) pfx = depot_pfx_open_finish (result, &error);

  if (pfx != NULL)
    g_task_return_pointer (task, depot_pfx_export_cer (pfx), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
export_password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password
      = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  bytes = depot_secret_bytes_share (export->pfx);
  depot_pfx_open_async (
      bytes, password, g_task_get_cancellable (task), export_opened, g_object_ref (task));
}

static void
export_pfx_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->pfx = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  if (error == NULL && export->pfx == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND,
                             _ ("The certificate is not in the keyring of this computer."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  depot_keyring_lookup_async (DEPOT_KEYRING (source),
                              DEPOT_KEYRING_PFX_PASSWORD,
                              export->fingerprint,
                              g_task_get_cancellable (task),
                              export_password_found,
                              g_object_ref (task));
}

void
depot_certificate_export_async (DepotHouse *house,
                                const char *fingerprint,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Export *export = g_new0 (Export, 1);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  export->fingerprint = g_strdup (fingerprint);
  g_task_set_source_tag (task, depot_certificate_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  depot_keyring_lookup_async (
      house->keyring, DEPOT_KEYRING_PFX, fingerprint, cancellable, export_pfx_found, task);
}

GBytes *
depot_certificate_export_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
