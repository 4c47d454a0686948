/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-place.h"

#include <glib/gi18n.h>

#include "depot-blob-container.h"
#include "depot-classic-way.h"
#include "depot-content-queue.h"
#include "depot-service-template.h"
#include "depot-storage-key.h"

/* The classic deployment names its container as the templates do. */

static void
opened (GTask *task, DepotTokenSource *tokens)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotPoint *point = g_task_get_task_data (task);
  DepotCloud *cloud = depot_house_find_cloud (house, depot_point_get_cloud_id (point));
  g_autofree char *endpoint = NULL, *account_id = NULL, *url = NULL, *key = NULL;
  g_autoptr (DepotBlobContainer) container = NULL;
  GError *error = NULL;

  g_object_get (point, "blob-endpoint", &endpoint, "account-id", &account_id, NULL);
  url = g_strconcat (
      endpoint, g_str_has_suffix (endpoint, "/") ? "" : "/", DEPOT_TEMPLATE_CONTAINER_NAME, NULL);
  container = depot_blob_container_new (
      cloud, url, tokens, depot_clients_get_proxy (depot_house_get_clients (house)), &error);
  if (container == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  key = g_strconcat (account_id != NULL ? account_id : "", " ", url, NULL);
  g_task_return_pointer (task,
                         depot_transfer_queue_share_place (
                             depot_content_queue_get (house), key, DEPOT_BLOB_PLACE (container)),
                         g_object_unref);
}

static void
open_by_role (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotPoint *point = g_task_get_task_data (task);
  g_autofree char *tenant_id = NULL, *account_id = NULL;
  GError *error = NULL;
  DepotArm *arm;

  g_object_get (point, "tenant-id", &tenant_id, "account-id", &account_id, NULL);
  arm = depot_house_find_unattended_arm (
      house, depot_point_get_cloud_id (point), tenant_id, account_id, &error);
  if (arm != NULL)
    opened (task, depot_arm_get_tokens (arm));
  else
    g_task_return_error (task, error);
}

/* Classic. */

static void
key_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_classic_get_storage_key_finish (DEPOT_CLASSIC (source), result, &error);
  g_autoptr (DepotStorageKey) signer = NULL;
  g_autofree char *account = NULL;

  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_get (g_task_get_task_data (task), "storage-account", &account, NULL);
  signer = depot_storage_key_new (account, key);
  opened (task, DEPOT_TOKEN_SOURCE (signer));
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotClassic) classic
      = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *account = NULL;

  if (classic == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_get (g_task_get_task_data (task), "storage-account", &account, NULL);
  depot_classic_get_storage_key_async (
      classic, account, g_task_get_cancellable (task), key_told, g_object_ref (task));
}

static void
open_by_key (GTask *task)
{
  DepotPoint *point = g_task_get_task_data (task);
  g_autofree char *subscription = NULL, *fingerprint = NULL;

  g_object_get (
      point, "subscription-id", &subscription, "management-fingerprint", &fingerprint, NULL);
  depot_classic_way_open_async (g_task_get_source_object (task),
                                depot_point_get_cloud_id (point),
                                subscription,
                                fingerprint,
                                g_task_get_cancellable (task),
                                way_opened,
                                g_object_ref (task));
}

void
depot_point_place_open_async (DepotHouse *house,
                              DepotPoint *point,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autofree char *endpoint = NULL;

  g_task_set_source_tag (task, depot_point_place_open_async);
  g_task_set_task_data (task, g_object_ref (point), g_object_unref);
  g_object_get (point, "blob-endpoint", &endpoint, NULL);
  if (endpoint == NULL)
    g_task_return_new_error (task,
                             DEPOT_ERROR,
                             DEPOT_ERROR_CONFLICT,
                             _ ("%s has no storage in Azure (yet)."),
                             depot_point_get_name (point));
  else if (depot_point_is_classic (point))
    open_by_key (task);
  else
    open_by_role (task);
}

DepotBlobPlace *
depot_point_place_open_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
