/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-services.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-client-assertion.h"
#include "depot-house-private.h"
#include "depot-identity.h"
#include "depot-pfx.h"

#define PEM_START "-----BEGIN "

static gboolean
is_of (DepotAzureService *service, const char *cloud_id, const char *tenant_id)
{
  return g_strcmp0 (depot_azure_service_get_cloud_id (service), cloud_id) == 0
         && (tenant_id == NULL
             || g_strcmp0 (depot_azure_service_get_tenant_id (service), tenant_id) == 0);
}

DepotAzureService *
depot_azure_services_find (DepotHouse *house, const char *cloud_id, const char *tenant_id)
{
  GListModel *services = depot_house_get_azure_services (house);

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (services, i);

      /* the list keeps it */
      if (is_of (service, cloud_id, tenant_id))
        return service;
    }
  return NULL;
}

static void
drop_from_list (DepotHouse *house, DepotAzureService *service)
{
  DepotAzureService *known
      = depot_azure_services_find (house,
                                   depot_azure_service_get_cloud_id (service),
                                   depot_azure_service_get_tenant_id (service));
  guint position;

  if (known != NULL && g_list_store_find (house->services, known, &position))
    g_list_store_remove (house->services, position);
}

static void
tell_clients (DepotHouse *house, DepotAzureService *service)
{
  g_autofree char *id = depot_azure_service_dup_id (service);

  depot_clients_set_services (house->clients, G_LIST_MODEL (house->services));
  depot_clients_forget_service (house->clients, id);
  depot_operation_queue_wake (house->queue, id);
}

static GError *
judge (DepotHouse *house, DepotAzureService *service)
{
  const char *client_id = depot_azure_service_get_client_id (service);

  if (depot_house_find_cloud (house, depot_azure_service_get_cloud_id (service)) == NULL)
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("This environment is not known."));
  if (!depot_identity_is_tenant (depot_azure_service_get_tenant_id (service)))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("The tenant ID is not a tenant ID or domain name."));
  if (client_id == NULL || !g_uuid_string_is_valid (client_id))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("The client ID is not a GUID such as "
                               "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01."));
  return NULL;
}

static void
service_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotAzureService *service = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_store_save_azure_service_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  drop_from_list (house, service);
  g_list_store_insert (house->services, 0, service);
  tell_clients (house, service);
  g_task_return_boolean (task, TRUE);
}

static void
save_row (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);

  depot_store_save_azure_service_async (
      house->store, g_task_get_task_data (task), service_saved, task);
}

static void
credential_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (depot_keyring_store_finish (DEPOT_KEYRING (source), result, &error))
    {
      save_row (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
keep_credential (GTask *task, DepotSecretBytes *credential)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotAzureService *service = g_task_get_task_data (task);
  g_autofree char *id = depot_azure_service_dup_id (service);
  /* Translators: shown by keyring managers; %s is a name such as "Contoso" */
  g_autofree char *label = g_strdup_printf (_ ("Cloud Depot: Azure service %s"),
                                            depot_azure_service_get_name (service));

  depot_keyring_store_async (house->keyring,
                             DEPOT_KEYRING_AZURE_SERVICE,
                             id,
                             label,
                             credential,
                             g_task_get_cancellable (task),
                             credential_kept,
                             task);
}

void
depot_azure_services_save_async (DepotHouse *house,
                                 DepotAzureService *service,
                                 DepotSecretBytes *credential,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_AZURE_SERVICE (service));

  g_task_set_source_tag (task, depot_azure_services_save_async);
  g_task_set_task_data (task, depot_azure_service_copy (service), g_object_unref);
  error = judge (house, service);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (credential != NULL)
    keep_credential (task, credential);
  else
    save_row (task);
}

gboolean
depot_azure_services_save_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
depot_azure_services_read_expiry (DepotAzureService *service,
                                  DepotSecretBytes *credential,
                                  GError **error)
{
  g_autoptr (GBytes) der = NULL;
  gint64 expires = 0;

  if (depot_azure_service_get_credential (service) != DEPOT_CREDENTIAL_CERTIFICATE)
    return TRUE;
  der = depot_client_assertion_read_certificate (credential, &expires, error);
  if (der == NULL)
    return FALSE;
  g_object_set (service, "expires", expires, NULL);
  return TRUE;
}

static void
return_pem (GTask *task, DepotSecretBytes *pem)
{
  GError *error = NULL;
  gint64 expires;
  g_autoptr (GBytes) der = depot_client_assertion_read_certificate (pem, &expires, &error);

  if (der != NULL)
    g_task_return_pointer (
        task, depot_secret_bytes_ref (pem), (GDestroyNotify) depot_secret_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
file_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotPfx) pfx = depot_pfx_open_finish (result, &error);
  g_autoptr (DepotSecretBytes) pem = pfx != NULL ? depot_pfx_export_pem (pfx, &error) : NULL;

  if (pem != NULL)
    return_pem (task, pem);
  else
    g_task_return_error (task, error);
}

void
depot_azure_services_open_file_async (GBytes *file,
                                      DepotSecretBytes *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  gsize size;
  const char *bytes = g_bytes_get_data (file, &size);
  g_autoptr (DepotSecretBytes) pem = NULL;

  g_task_set_source_tag (task, depot_azure_services_open_file_async);
  if (size == 0 || memmem (bytes, size, PEM_START, strlen (PEM_START)) == NULL)
    {
      depot_pfx_open_async (file, password, cancellable, file_opened, g_steal_pointer (&task));
      return;
    }
  pem = depot_secret_bytes_new (bytes, size);
  return_pem (task, pem);
}

DepotSecretBytes *
depot_azure_services_open_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
service_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  GError *error = NULL;

  if (!depot_store_remove_azure_service_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  drop_from_list (house, g_task_get_task_data (task));
  tell_clients (house, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
credential_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotAzureService *service = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_keyring_clear_finish (DEPOT_KEYRING (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_store_remove_azure_service_async (house->store,
                                          depot_azure_service_get_cloud_id (service),
                                          depot_azure_service_get_tenant_id (service),
                                          service_removed,
                                          g_steal_pointer (&task));
}

void
depot_azure_services_remove_async (DepotHouse *house,
                                   DepotAzureService *service,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (house, NULL, callback, data);
  g_autofree char *id = depot_azure_service_dup_id (service);

  g_task_set_source_tag (task, depot_azure_services_remove_async);
  g_task_set_task_data (task, g_object_ref (service), g_object_unref);
  /* Without a credential there is nothing to ask a keyring for, which may not even be there. */
  if (depot_azure_service_get_credential (service) == DEPOT_CREDENTIAL_NONE)
    depot_store_remove_azure_service_async (house->store,
                                            depot_azure_service_get_cloud_id (service),
                                            depot_azure_service_get_tenant_id (service),
                                            service_removed,
                                            task);
  else
    depot_keyring_clear_async (
        house->keyring, DEPOT_KEYRING_AZURE_SERVICE, id, NULL, credential_cleared, task);
}

gboolean
depot_azure_services_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
