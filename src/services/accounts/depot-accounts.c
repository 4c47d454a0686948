/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-accounts.h"

#include <glib/gi18n.h>

#include "depot-azure-services.h"
#include "depot-house-private.h"

static void
account_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_save_account_finish (DEPOT_STORE (source), result, &error))
    g_warning ("The account could not be kept: %s", error->message);
}

static void
show_account (DepotHouse *self, DepotAccount *account)
{
  DepotAccount *known = depot_house_find_account (self, depot_account_get_id (account));
  guint position;

  if (known == NULL)
    g_list_store_insert (self->accounts, 0, account);
  else if (g_list_store_find (self->accounts, known, &position))
    g_list_store_splice (self->accounts, position, 1, (gpointer *) &account, 1);
}

/* Its tokens are in the keyring already. */
void
depot_house_add_account (DepotHouse *self, DepotAccount *account)
{
  depot_store_save_account_async (self->store, account, account_saved, NULL);
  show_account (self, account);
  depot_clients_reload_account (self->clients, depot_account_get_id (account));
  depot_operation_queue_wake (self->queue, depot_account_get_id (account));
}

void
depot_house_remove_account (DepotHouse *self, DepotAccount *account)
{
  guint position;

  depot_clients_forget_account (self->clients, depot_account_get_id (account));
  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
}

static void
account_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!depot_store_remove_account_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_remove_account (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
token_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *self = g_task_get_source_object (task);
  DepotAccount *account = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_keyring_clear_finish (DEPOT_KEYRING (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_store_remove_account_async (
      self->store, depot_account_get_id (account), account_removed, g_steal_pointer (&task));
}

void
depot_accounts_sign_out_async (DepotHouse *house,
                               DepotAccount *account,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (house, NULL, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  g_task_set_source_tag (task, depot_accounts_sign_out_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  depot_keyring_clear_async (house->keyring,
                             DEPOT_KEYRING_REFRESH_TOKEN,
                             depot_account_get_id (account),
                             NULL,
                             token_cleared,
                             task);
}

gboolean
depot_accounts_sign_out_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_accounts_peek_registration (DepotHouse *house,
                                  const char *cloud_id,
                                  const char **client_id,
                                  const char **tenant)
{
  DepotAzureService *service = depot_azure_services_find (house, cloud_id, NULL);

  *client_id = service != NULL ? depot_azure_service_get_client_id (service) : NULL;
  *tenant = service != NULL ? depot_azure_service_get_tenant_id (service) : NULL;
}

static void
registration_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_azure_services_save_finish (DEPOT_HOUSE (source), result, &error))
    g_warning ("The app registration could not be kept: %s", error->message);
}

/* Typed in by the way, for a sign-in: a credential that is kept already stays with the same client.
 */
void
depot_accounts_set_registration (DepotHouse *house,
                                 const char *cloud_id,
                                 const char *client_id,
                                 const char *tenant)
{
  DepotAzureService *known;
  g_autoptr (DepotAzureService) service = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (cloud_id != NULL && client_id != NULL);

  if (tenant == NULL)
    tenant = "organizations";
  known = depot_azure_services_find (house, cloud_id, tenant);
  if (known != NULL && g_strcmp0 (depot_azure_service_get_client_id (known), client_id) == 0)
    return;
  service = depot_azure_service_new (cloud_id, tenant, tenant, client_id);
  depot_azure_services_save_async (house, service, NULL, NULL, registration_saved, NULL);
}
