/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate's way into the vault: file and password come from the keyring by its fingerprint
 * and go nowhere else. A vault that has it already is left alone.
 */
#include "config.h"

#include "depot-point-operation.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"
#include "depot-service-template.h"

/* One import under way. */
typedef struct
{
  DepotPointOperation *operation;
  char *vault_uri;
  DepotCertificate *certificate;
  DepotPointBody then;
  DepotSecretBytes *pfx;
} Import;

static void
import_free (Import *import)
{
  g_clear_pointer (&import->pfx, depot_secret_bytes_unref);
  g_object_unref (import->certificate);
  g_free (import->vault_uri);
  g_object_unref (import->operation);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static const char *
get_thumbprint (const Import *import)
{
  return depot_certificate_get_thumbprint (import->certificate);
}

static gboolean
is_the_certificate (const Import *import, const char *thumbprint)
{
  return thumbprint != NULL && g_ascii_strcasecmp (thumbprint, get_thumbprint (import)) == 0;
}

static void
certificate_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Import) import = data;
  DepotPointOperation *self = import->operation;
  GError *error = NULL;
  g_autofree char *thumbprint
      = depot_vault_import_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (error == NULL && !is_the_certificate (import, thumbprint))
    error = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                             _ ("The key vault took another certificate than the chosen one (%s)."),
                             thumbprint);
  if (depot_point_operation_went_wrong (self, error))
    return;
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Certificate with thumbprint %s stored in the key vault of service %s",
                   thumbprint,
                   depot_point_operation_get_facts (self).name);
  import->then (self);
}

static GError *
missing_certificate (const Import *import)
{
  return depot_error_new (DEPOT_ERROR_KEYRING,
                          _ ("The certificate with thumbprint %s is not in the keyring of this "
                             "computer. Choose its file again."),
                          get_thumbprint (import));
}

static void
password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (Import) dropped = import;
  DepotPointOperation *self = import->operation;
  DepotArm *arm = depot_point_operation_get_arm (self);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password
      = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);

  if (error == NULL && password == NULL)
    error = missing_certificate (import);
  if (depot_point_operation_went_wrong (self, error))
    return;
  depot_vault_import_async (depot_arm_get_client (arm),
                            depot_arm_get_tokens (arm),
                            import->vault_uri,
                            DEPOT_TEMPLATE_CERTIFICATE_NAME,
                            import->pfx,
                            password,
                            depot_point_operation_get_cancellable (self),
                            certificate_imported,
                            g_steal_pointer (&dropped));
}

static void
pfx_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (Import) dropped = import;
  DepotPointOperation *self = import->operation;
  GError *error = NULL;

  import->pfx = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  if (error == NULL && import->pfx == NULL)
    error = missing_certificate (import);
  if (depot_point_operation_went_wrong (self, error))
    return;
  depot_keyring_lookup_async (DEPOT_KEYRING (source),
                              DEPOT_KEYRING_PFX_PASSWORD,
                              depot_certificate_get_fingerprint (import->certificate),
                              depot_point_operation_get_cancellable (self),
                              password_found,
                              g_steal_pointer (&dropped));
}

static void
thumbprint_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (Import) dropped = import;
  DepotPointOperation *self = import->operation;
  GError *error = NULL;
  g_autofree char *thumbprint
      = depot_vault_get_thumbprint_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (is_the_certificate (import, thumbprint))
    {
      import->then (self);
      return;
    }
  depot_keyring_lookup_async (self->house->keyring,
                              DEPOT_KEYRING_PFX,
                              depot_certificate_get_fingerprint (import->certificate),
                              depot_point_operation_get_cancellable (self),
                              pfx_found,
                              g_steal_pointer (&dropped));
}

void
depot_point_operation_import (DepotPointOperation *self,
                              const char *vault_uri,
                              DepotCertificate *certificate,
                              DepotPointBody then)
{
  DepotArm *arm = depot_point_operation_get_arm (self);
  Import *import = g_new0 (Import, 1);

  import->operation = g_object_ref (self);
  import->vault_uri = g_strdup (vault_uri);
  import->certificate = g_object_ref (certificate);
  import->then = then;
  depot_vault_get_thumbprint_async (depot_arm_get_client (arm),
                                    depot_arm_get_tokens (arm),
                                    vault_uri,
                                    DEPOT_TEMPLATE_CERTIFICATE_NAME,
                                    depot_point_operation_get_cancellable (self),
                                    thumbprint_read,
                                    import);
}
