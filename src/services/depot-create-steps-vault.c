/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the stages: what the vault must hold before the service starts. The PFX comes from the
 * keyring by its fingerprint and goes into the vault; the key of the edge is made here and stays
 * nowhere else.
 */
#include "config.h"

#include "depot-create-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/random.h>

#include "depot-data-plane.h"
#include "depot-service-template.h"

#define EDGE_KEY_BYTES 32

static const char *
get_fingerprint (DepotCreateOperation *self)
{
  return depot_certificate_get_fingerprint (depot_draft_get_certificate (self->draft));
}

static const char *
get_thumbprint (DepotCreateOperation *self)
{
  return depot_certificate_get_thumbprint (depot_draft_get_certificate (self->draft));
}

static gboolean
is_the_certificate (DepotCreateOperation *self, const char *thumbprint)
{
  return thumbprint != NULL && g_ascii_strcasecmp (thumbprint, get_thumbprint (self)) == 0;
}

/* certificate: one import under way. */
typedef struct
{
  DepotCreateOperation *operation;
  DepotSecretBytes *pfx;
} Import;

static void
import_free (Import *import)
{
  g_clear_pointer (&import->pfx, depot_secret_bytes_unref);
  g_object_unref (import->operation);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static void
certificate_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autofree char *thumbprint
      = depot_vault_import_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (error == NULL && !is_the_certificate (self, thumbprint))
    error = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                             _ ("The key vault took another certificate than the chosen one (%s)."),
                             thumbprint);
  if (depot_create_went_wrong (self, error))
    return;
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Certificate with thumbprint %s stored in the key vault of service %s",
                   thumbprint,
                   depot_create_get_name (self));
  depot_operation_next (DEPOT_OPERATION (self));
}

static GError *
missing_certificate (DepotCreateOperation *self)
{
  return depot_error_new (DEPOT_ERROR_KEYRING,
                          _ ("The certificate with thumbprint %s is not in the keyring of this "
                             "computer. Choose its file again."),
                          get_thumbprint (self));
}

static void
password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Import) import = data;
  DepotCreateOperation *self = import->operation;
  DepotArm *arm = depot_create_get_arm (self);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password
      = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);

  if (error == NULL && password == NULL)
    error = missing_certificate (self);
  if (depot_create_went_wrong (self, error))
    return;
  depot_vault_import_async (depot_arm_get_client (arm),
                            depot_arm_get_tokens (arm),
                            self->vault_uri,
                            DEPOT_TEMPLATE_CERTIFICATE_NAME,
                            import->pfx,
                            password,
                            depot_create_get_cancellable (self),
                            certificate_imported,
                            g_object_ref (self));
}

static void
pfx_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Import) import = data;
  DepotCreateOperation *self = import->operation;
  GError *error = NULL;

  import->pfx = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);
  if (error == NULL && import->pfx == NULL)
    error = missing_certificate (self);
  if (depot_create_went_wrong (self, error))
    return;
  depot_keyring_lookup_async (DEPOT_KEYRING (source),
                              DEPOT_KEYRING_PFX_PASSWORD,
                              get_fingerprint (self),
                              depot_create_get_cancellable (self),
                              password_found,
                              g_steal_pointer (&import));
}

static void
thumbprint_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autofree char *thumbprint
      = depot_vault_get_thumbprint_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  Import *import;

  if (depot_create_went_wrong (self, error))
    return;
  if (is_the_certificate (self, thumbprint))
    {
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  import = g_new0 (Import, 1);
  import->operation = g_object_ref (self);
  depot_keyring_lookup_async (self->house->keyring,
                              DEPOT_KEYRING_PFX,
                              get_fingerprint (self),
                              depot_create_get_cancellable (self),
                              pfx_found,
                              import);
}

static void
look_at_certificate (DepotCreateOperation *self)
{
  DepotArm *arm = depot_create_get_arm (self);

  depot_vault_get_thumbprint_async (depot_arm_get_client (arm),
                                    depot_arm_get_tokens (arm),
                                    self->vault_uri,
                                    DEPOT_TEMPLATE_CERTIFICATE_NAME,
                                    depot_create_get_cancellable (self),
                                    thumbprint_read,
                                    g_object_ref (self));
}

void
depot_create_step_certificate (DepotOperation *operation)
{
  depot_create_begin (operation, look_at_certificate);
}

/* edge-key: what the content tokens of clients are checked with. */

static void
key_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;

  depot_vault_set_secret_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  if (!depot_create_went_wrong (self, error))
    depot_operation_next (DEPOT_OPERATION (self));
}

static DepotSecretBytes *
make_key (GError **error)
{
  guint8 bytes[EDGE_KEY_BYTES];
  DepotSecretBytes *key;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_FAILED,
                                          _ ("The system gives no random numbers: %s"),
                                          g_strerror (errno)));
      return NULL;
    }
  key = depot_secret_bytes_take_text (g_base64_encode (bytes, sizeof bytes));
  explicit_bzero (bytes, sizeof bytes);
  return key;
}

static void
key_looked_for (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  DepotArm *arm = depot_create_get_arm (self);
  gboolean has = FALSE;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key = NULL;

  depot_vault_has_secret_finish (DEPOT_AZURE_CLIENT (source), result, &has, &error);
  if (error == NULL && !has)
    key = make_key (&error);
  if (depot_create_went_wrong (self, error))
    return;
  if (has)
    {
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  depot_vault_set_secret_async (depot_arm_get_client (arm),
                                depot_arm_get_tokens (arm),
                                self->vault_uri,
                                DEPOT_TEMPLATE_EDGE_KEY_NAME,
                                key,
                                depot_create_get_cancellable (self),
                                key_stored,
                                g_object_ref (self));
}

static void
look_for_key (DepotCreateOperation *self)
{
  DepotArm *arm = depot_create_get_arm (self);

  depot_vault_has_secret_async (depot_arm_get_client (arm),
                                depot_arm_get_tokens (arm),
                                self->vault_uri,
                                DEPOT_TEMPLATE_EDGE_KEY_NAME,
                                depot_create_get_cancellable (self),
                                key_looked_for,
                                g_object_ref (self));
}

void
depot_create_step_edge_key (DepotOperation *operation)
{
  depot_create_begin (operation, look_for_key);
}
