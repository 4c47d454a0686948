/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has signed in, and the Azure service each environment and tenant is reached through. No token and no secret is kept
 * here: those live in the keyring. Main thread.
 */
#pragma once

#include "depot-azure-nouns.h"
#include "depot-azure-service.h"
#include "depot-store.h"

G_BEGIN_DECLS

void       depot_store_save_account_async     (DepotStore *self, DepotAccount *account, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_account_finish    (DepotStore *self, GAsyncResult *result, GError **error);
/* cloud_id NULL: all. The one signed in last first. GPtrArray of DepotAccount; caller owns. */
void       depot_store_list_accounts_async    (DepotStore *self, const char *cloud_id, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_accounts_finish   (DepotStore *self, GAsyncResult *result, GError **error);
void       depot_store_remove_account_async   (DepotStore *self, const char *id, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_account_finish  (DepotStore *self, GAsyncResult *result, GError **error);

/* One per cloud and tenant; saving again replaces it. */
void       depot_store_save_azure_service_async    (DepotStore *self, DepotAzureService *service, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_azure_service_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* The one saved last first. GPtrArray of DepotAzureService; caller owns. */
void       depot_store_list_azure_services_async   (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_azure_services_finish  (DepotStore *self, GAsyncResult *result, GError **error);
void       depot_store_remove_azure_service_async  (DepotStore *self, const char *cloud_id, const char *tenant_id,
                                                    GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_azure_service_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
