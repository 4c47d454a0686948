/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways out to Azure this program has open: one client per environment, one token source and one Resource Manager view per
 * signed-in account, made when first asked for. Joins the token source to the keyring. Main thread; owned by the house.
 */
#pragma once

#include "depot-arm.h"
#include "depot-azure-service.h"
#include "depot-keyring.h"
#include "depot-proxy-settings.h"
#include "depot-user-tokens.h"

G_BEGIN_DECLS

/* Of the password in the keyring. */
#define DEPOT_PROXY_KEY "site"

#define DEPOT_TYPE_CLIENTS (depot_clients_get_type ())
G_DECLARE_FINAL_TYPE (DepotClients, depot_clients, DEPOT, CLIENTS, GObject)

DepotClients     *depot_clients_new            (DepotClock *clock, DepotKeyring *keyring);
/* All borrowed; never NULL. */
/* What every connection of the site asks for its way; the same one for as long as the clients live. */
GProxyResolver   *depot_clients_get_proxy      (DepotClients *self);
/* The site's settings, now or a little later: the password is read from the keyring. */
void              depot_clients_set_proxy      (DepotClients *self, DepotProxySettings *settings);
DepotAzureClient *depot_clients_get_client     (DepotClients *self, DepotCloud *cloud);
DepotArm         *depot_clients_get_arm        (DepotClients *self, DepotCloud *cloud, DepotAccount *account);
/* Who does the work nobody watches (health, the hourly cycle) in an environment and tenant: the Azure service's own credential
 * where there is one that is not over, else the person given. NULL: neither. Borrowed; ask again for every round. */
DepotArm         *depot_clients_get_unattended_arm    (DepotClients *self, DepotCloud *cloud, const char *tenant_id, DepotAccount *person);
/* The Azure service itself, credential or not: for verifying it. */
DepotArm         *depot_clients_get_service_arm       (DepotClients *self, DepotCloud *cloud, DepotAzureService *service);
/* The services there are now (DepotAzureService). */
void              depot_clients_set_services          (DepotClients *self, GListModel *services);
/* Its credential is another one now. */
void              depot_clients_forget_service        (DepotClients *self, const char *service_id);
/* Signed in again, or somebody has to: every request reads the keyring afresh. */
void              depot_clients_reload_account (DepotClients *self, const char *account_id);
/* Signed out: requests that wait for a token are refused. */
void              depot_clients_forget_account (DepotClients *self, const char *account_id);
/* The environment's endpoints changed (practice cloud started elsewhere). */
void              depot_clients_forget_cloud   (DepotClients *self, const char *cloud_id);
/* What the keyring manager shows for an account's sign-in; caller owns. */
char             *depot_clients_dup_label      (DepotAccount *account);

G_END_DECLS
