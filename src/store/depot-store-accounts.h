/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has signed in, and the app registration each environment and tenant signs in with. No token is kept here:
 * tokens live in the keyring under the account id. Main thread.
 */
#pragma once

#include "depot-azure-nouns.h"
#include "depot-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *cloud_id;
  char *tenant_id;    /* "organizations" for any */
  char *client_id;
} DepotAppRegistration;

void       depot_app_registration_free        (DepotAppRegistration *registration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotAppRegistration, depot_app_registration_free)

void       depot_store_save_account_async     (DepotStore *self, DepotAccount *account, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_account_finish    (DepotStore *self, GAsyncResult *result, GError **error);
/* cloud_id NULL: all. The one signed in last first. GPtrArray of DepotAccount; caller owns. */
void       depot_store_list_accounts_async    (DepotStore *self, const char *cloud_id, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_accounts_finish   (DepotStore *self, GAsyncResult *result, GError **error);
void       depot_store_remove_account_async   (DepotStore *self, const char *id, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_account_finish  (DepotStore *self, GAsyncResult *result, GError **error);

/* One per cloud and tenant; saving again replaces the client id. */
void       depot_store_save_app_registration_async   (DepotStore *self, const char *cloud_id, const char *tenant_id, const char *client_id,
                                                      GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_app_registration_finish  (DepotStore *self, GAsyncResult *result, GError **error);
/* cloud_id NULL: all. The one saved last first. GPtrArray of DepotAppRegistration; caller owns. */
void       depot_store_list_app_registrations_async  (DepotStore *self, const char *cloud_id, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_app_registrations_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
