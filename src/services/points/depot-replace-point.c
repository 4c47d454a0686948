/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-replace-point.h"

#include <glib/gi18n.h>

#include "depot-create.h"
#include "depot-house-private.h"
#include "depot-pfx-pair.h"
#include "depot-point-dns.h"

typedef struct
{
  DepotDraft *draft;
  DepotPoint *new_point; /* borrowed from the house */
} Replacing;

static void
replacing_free (gpointer data)
{
  Replacing *replacing = data;

  g_clear_object (&replacing->draft);
  g_free (replacing);
}

gboolean
depot_point_can_replace (DepotHouse *house, DepotPoint *point)
{
  DepotPointState state;

  g_return_val_if_fail (DEPOT_IS_POINT (point), FALSE);

  state = depot_point_get_state (point);
  return (state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED)
         && depot_point_find_successor (house, point) == NULL;
}

/* The old way has neither account nor resource group. */
static void
convert (DepotHouse *house, DepotDraft *draft, const DepotReplacement *replacement)
{
  DepotAccount *account = replacement->account_id != NULL
                              ? depot_house_find_account (house, replacement->account_id)
                              : NULL;

  g_object_set (draft,
                "method",
                DEPOT_METHOD_RESOURCE_MANAGER,
                "management-fingerprint",
                NULL,
                "group-name",
                replacement->service_name,
                "group-is-new",
                TRUE,
                NULL);
  if (account != NULL)
    g_object_set (draft,
                  "account-name",
                  depot_account_get_user_name (account),
                  "tenant-id",
                  depot_account_get_tenant_id (account),
                  "client-id",
                  depot_account_get_client_id (account),
                  NULL);
}

static DepotDraft *
make_draft (DepotHouse *house, DepotPoint *point, const DepotReplacement *replacement)
{
  DepotDraft *draft = depot_point_make_draft (point);

  if (depot_point_is_classic (point))
    convert (house, draft, replacement);
  else
    g_object_set (
        draft, "group-is-new", FALSE, "group-region", depot_point_get_region (point), NULL);
  if (replacement->account_id != NULL)
    g_object_set (draft, "account-id", replacement->account_id, NULL);
  if (replacement->group_name != NULL)
    g_object_set (draft, "group-name", replacement->group_name, NULL);
  g_object_set (draft,
                "service-name",
                replacement->service_name,
                "replaces-id",
                depot_point_get_id (point),
                NULL);
  return draft;
}

static GError *
judge (DepotHouse *house, DepotPoint *point, DepotDraft *draft)
{
  DepotPoint *successor = depot_point_find_successor (house, point);

  if (successor != NULL)
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            _ ("%s takes the place of this point already."),
                            depot_point_get_name (successor));
  if (!depot_point_can_replace (house, point))
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            _ ("Only a point that is ready or stopped can be replaced."));
  if (g_strcmp0 (depot_draft_get_service_name (draft), depot_point_get_service_name (point)) == 0)
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("The new point needs another service name than the old one."));
  return depot_create_point_judge (house, draft);
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Replacing *replacing = g_task_get_task_data (task);
  GError *error = NULL;
  DepotOperation *operation
      = depot_create_point_finish (DEPOT_HOUSE (source), result, &replacing->new_point, &error);

  if (operation != NULL)
    g_task_return_pointer (task, operation, NULL);
  else
    g_task_return_error (task, error);
}

/* The new point needs the certificate's file when its vault is there: asked for now, not then. */
static void
pair_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Replacing *replacing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotPfxPair) pair
      = depot_pfx_pair_lookup_finish (DEPOT_KEYRING (source), result, &error);

  if (pair == NULL)
    g_task_return_error (task, error);
  else
    depot_create_point_async (g_task_get_source_object (task),
                              replacing->draft,
                              g_task_get_cancellable (task),
                              created,
                              g_object_ref (task));
}

void
depot_replace_point_async (DepotHouse *house,
                           DepotPoint *point,
                           const DepotReplacement *replacement,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  DepotCertificate *certificate = depot_point_get_certificate (point);
  Replacing *replacing = g_new0 (Replacing, 1);
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));
  g_return_if_fail (replacement != NULL);

  g_task_set_source_tag (task, depot_replace_point_async);
  g_task_set_task_data (task, replacing, replacing_free);
  replacing->draft = make_draft (house, point, replacement);
  error = judge (house, point, replacing->draft);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    depot_pfx_pair_lookup_async (
        house->keyring,
        certificate != NULL ? depot_certificate_get_fingerprint (certificate) : "",
        cancellable,
        pair_found,
        g_object_ref (task));
}

DepotOperation *
depot_replace_point_finish (DepotHouse *house,
                            GAsyncResult *result,
                            DepotPoint **point,
                            GError **error)
{
  Replacing *replacing = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  if (point != NULL)
    *point = replacing->new_point;
  return g_task_propagate_pointer (G_TASK (result), error);
}
