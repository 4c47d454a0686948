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

/* App registrations. */

void
depot_app_registration_free (DepotAppRegistration *registration)
{
  if (registration == NULL)
    return;
  g_free (registration->cloud_id);
  g_free (registration->tenant_id);
  g_free (registration->client_id);
  g_free (registration);
}

void
depot_store_save_app_registration_async (DepotStore *self,
                                         const char *cloud_id,
                                         const char *tenant_id,
                                         const char *client_id,
                                         GAsyncReadyCallback callback,
                                         gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (cloud_id != NULL && tenant_id != NULL && client_id != NULL);

  batch = depot_store_batch_new (self);
  depot_statements_add (
      depot_store_batch_get_statements (batch),
      "INSERT INTO app_registrations (cloud_id, tenant_id, client_id, saved) "
      "VALUES ($1, $2, $3, " NOW_IN_COMMITS ") "
      "ON CONFLICT (cloud_id, tenant_id) DO UPDATE SET client_id = $3, saved = " NOW_IN_COMMITS,
      "sss",
      cloud_id,
      tenant_id,
      client_id);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_app_registration_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_list_app_registrations_async (DepotStore *self,
                                          const char *cloud_id,
                                          GAsyncReadyCallback callback,
                                          gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT cloud_id, tenant_id, client_id FROM app_registrations "
                           "WHERE $1 IS NULL OR cloud_id = $1 ORDER BY saved DESC",
                           "s",
                           cloud_id),
      callback,
      data);
}

GPtrArray *
depot_store_list_app_registrations_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  GPtrArray *registrations;

  if (rows == NULL)
    return NULL;
  registrations = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_app_registration_free);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotAppRegistration *registration = g_new0 (DepotAppRegistration, 1);

      registration->cloud_id = g_strdup (depot_statement_get_text (rows, row, 0));
      registration->tenant_id = g_strdup (depot_statement_get_text (rows, row, 1));
      registration->client_id = g_strdup (depot_statement_get_text (rows, row, 2));
      g_ptr_array_add (registrations, registration);
    }
  return registrations;
}
