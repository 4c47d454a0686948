/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-accounts.h"

#include "depot-store-batch-private.h"
#include "depot-store-private.h"

/* The count of commits orders rows better than a clock that can be set. */
#define NOW_IN_COMMITS "(SELECT value FROM counters WHERE name = 'commits')"

/* Accounts. */

void
depot_store_save_account_async (DepotStore *self,
                                DepotAccount *account,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  batch = depot_store_batch_new (self);
  depot_statements_add (depot_store_batch_get_statements (batch),
                        "INSERT INTO accounts (id, cloud_id, tenant_id, client_id, object_id, "
                        "user_name, display_name, saved) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, " NOW_IN_COMMITS ") "
                        "ON CONFLICT (id) DO UPDATE SET cloud_id = $2, tenant_id = $3, client_id = "
                        "$4, object_id = $5, user_name = $6, "
                        "display_name = $7, saved = " NOW_IN_COMMITS,
                        "sssssss",
                        depot_account_get_id (account),
                        depot_account_get_cloud_id (account),
                        depot_account_get_tenant_id (account),
                        depot_account_get_client_id (account),
                        depot_account_get_object_id (account),
                        depot_account_get_user_name (account),
                        depot_account_get_display_name (account));
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_account_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_list_accounts_async (DepotStore *self,
                                 const char *cloud_id,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT id, cloud_id, tenant_id, client_id, object_id, user_name, "
                           "display_name FROM accounts "
                           "WHERE $1 IS NULL OR cloud_id = $1 ORDER BY saved DESC",
                           "s",
                           cloud_id),
      callback,
      data);
}

GPtrArray *
depot_store_list_accounts_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  GPtrArray *accounts;

  if (rows == NULL)
    return NULL;
  accounts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    g_ptr_array_add (accounts,
                     depot_account_new (depot_statement_get_text (rows, row, 0),
                                        depot_statement_get_text (rows, row, 1),
                                        depot_statement_get_text (rows, row, 2),
                                        depot_statement_get_text (rows, row, 3),
                                        depot_statement_get_text (rows, row, 4),
                                        depot_statement_get_text (rows, row, 5),
                                        depot_statement_get_text (rows, row, 6)));
  return accounts;
}

void
depot_store_remove_account_async (DepotStore *self,
                                  const char *id,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  batch = depot_store_batch_new (self);
  depot_statements_add (
      depot_store_batch_get_statements (batch), "DELETE FROM accounts WHERE id = $1", "s", id);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_account_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

/* Azure services. */

void
depot_store_save_azure_service_async (DepotStore *self,
                                      DepotAzureService *service,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (DEPOT_IS_AZURE_SERVICE (service));

  batch = depot_store_batch_new (self);
  depot_statements_add (
      depot_store_batch_get_statements (batch),
      "INSERT INTO azure_services (cloud_id, tenant_id, client_id, name, object_id, "
      "application_id, key_id, credential, expires, saved) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, " NOW_IN_COMMITS ") "
      "ON CONFLICT (cloud_id, tenant_id) DO UPDATE SET client_id = $3, name = $4, object_id = $5, "
      "application_id = $6, key_id = $7, credential = $8, expires = $9, saved = " NOW_IN_COMMITS,
      "ssssssssi",
      depot_azure_service_get_cloud_id (service),
      depot_azure_service_get_tenant_id (service),
      depot_azure_service_get_client_id (service),
      depot_azure_service_get_name (service),
      depot_azure_service_get_object_id (service),
      depot_azure_service_get_application_id (service),
      depot_azure_service_get_key_id (service),
      depot_credential_get_nick (depot_azure_service_get_credential (service)),
      depot_azure_service_get_expires (service));
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_azure_service_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_list_azure_services_async (DepotStore *self,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT cloud_id, tenant_id, name, client_id, object_id, "
                           "application_id, key_id, credential, expires FROM azure_services "
                           "ORDER BY saved DESC",
                           ""),
      callback,
      data);
}

static DepotAzureService *
read_service (DepotStatement *rows, guint row)
{
  return g_object_new (DEPOT_TYPE_AZURE_SERVICE,
                       "cloud-id",
                       depot_statement_get_text (rows, row, 0),
                       "tenant-id",
                       depot_statement_get_text (rows, row, 1),
                       "name",
                       depot_statement_get_text (rows, row, 2),
                       "client-id",
                       depot_statement_get_text (rows, row, 3),
                       "object-id",
                       depot_statement_get_text (rows, row, 4),
                       "application-id",
                       depot_statement_get_text (rows, row, 5),
                       "key-id",
                       depot_statement_get_text (rows, row, 6),
                       "credential",
                       depot_credential_from_nick (depot_statement_get_text (rows, row, 7)),
                       "expires",
                       depot_statement_get_int (rows, row, 8),
                       NULL);
}

GPtrArray *
depot_store_list_azure_services_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  GPtrArray *services;

  if (rows == NULL)
    return NULL;
  services = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    g_ptr_array_add (services, read_service (rows, row));
  return services;
}

void
depot_store_remove_azure_service_async (DepotStore *self,
                                        const char *cloud_id,
                                        const char *tenant_id,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_statements_add (depot_store_batch_get_statements (batch),
                        "DELETE FROM azure_services WHERE cloud_id = $1 AND tenant_id = $2",
                        "ss",
                        cloud_id,
                        tenant_id);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_azure_service_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}
