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

/* certificate */

static void
import_certificate (DepotCreateOperation *self)
{
  depot_point_operation_import (&self->parent,
                                self->vault_uri,
                                depot_draft_get_certificate (self->draft),
                                depot_point_operation_say_next);
}

void
depot_create_step_certificate (DepotOperation *operation)
{
  depot_create_begin (operation, import_certificate);
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

DepotSecretBytes *
depot_create_make_edge_key (GError **error)
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
    key = depot_create_make_edge_key (&error);
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
