/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clients.h"

#include <glib/gi18n.h>

#include "depot-kept-tokens.h"
#include "depot-proxy.h"

struct _DepotClients
{
  GObject parent_instance;

  DepotClock *clock;
  DepotKeyring *keyring;
  DepotProxy *proxy;
  GHashTable *clients;  /* cloud id → DepotAzureClient */
  GHashTable *doors;    /* account id, or DOOR_OF_SERVICE and a service's id → Door */
  GHashTable *services; /* service id → DepotAzureService with a credential */
};

G_DEFINE_FINAL_TYPE (DepotClients, depot_clients, G_TYPE_OBJECT)

#define DOOR_OF_SERVICE "service "

/* One account's way in. */
typedef struct
{
  char *cloud_id;
  DepotUserTokens *tokens;
  DepotArm *arm;
} Door;

static void
door_free (Door *door)
{
  depot_user_tokens_forget (door->tokens);
  g_clear_object (&door->arm);
  g_clear_object (&door->tokens);
  g_free (door->cloud_id);
  g_free (door);
}

char *
depot_clients_dup_label (DepotAccount *account)
{
  /* Translators: shown by keyring managers; %s is a user name such as admin@contoso.com */
  return g_strdup_printf (_ ("Cloud Depot: sign-in of %s"), depot_account_get_user_name (account));
}

/* label: NULL for a service. */
static Door *
open_door (DepotClients *self,
           DepotCloud *cloud,
           DepotAccount *account,
           DepotCredential credential,
           const char *key,
           const char *label)
{
  DepotAzureClient *client = depot_clients_get_client (self, cloud);
  Door *door = g_new0 (Door, 1);

  door->cloud_id = g_strdup (depot_cloud_get_id (cloud));
  door->tokens = depot_kept_tokens_new (client, account, credential, self->keyring, key, label);
  door->arm = depot_arm_new (client, DEPOT_TOKEN_SOURCE (door->tokens));
  return door;
}

static Door *
find_door (DepotClients *self, DepotCloud *cloud, DepotAccount *account)
{
  const char *id = depot_account_get_id (account);
  Door *door = g_hash_table_lookup (self->doors, id);
  g_autofree char *label = NULL;

  if (door != NULL)
    return door;
  label = depot_clients_dup_label (account);
  door = open_door (self, cloud, account, DEPOT_CREDENTIAL_NONE, id, label);
  g_hash_table_insert (self->doors, g_strdup (id), door);
  return door;
}

/* A service principal seen as an account: who it is to Azure. */
static DepotAccount *
account_of_service (DepotAzureService *service, const char *id)
{
  return depot_account_new (id,
                            depot_azure_service_get_cloud_id (service),
                            depot_azure_service_get_tenant_id (service),
                            depot_azure_service_get_client_id (service),
                            depot_azure_service_get_object_id (service),
                            depot_azure_service_get_name (service),
                            depot_azure_service_get_name (service));
}

static Door *
find_service_door (DepotClients *self, DepotCloud *cloud, DepotAzureService *service)
{
  g_autofree char *id = depot_azure_service_dup_id (service);
  g_autofree char *key = g_strconcat (DOOR_OF_SERVICE, id, NULL);
  Door *door = g_hash_table_lookup (self->doors, key);
  g_autoptr (DepotAccount) account = NULL;

  if (door != NULL)
    return door;
  account = account_of_service (service, key);
  door = open_door (self, cloud, account, depot_azure_service_get_credential (service), id, NULL);
  g_hash_table_insert (self->doors, g_steal_pointer (&key), door);
  return door;
}

DepotAzureClient *
depot_clients_get_client (DepotClients *self, DepotCloud *cloud)
{
  DepotAzureClient *client;

  g_return_val_if_fail (DEPOT_IS_CLIENTS (self), NULL);
  g_return_val_if_fail (DEPOT_IS_CLOUD (cloud), NULL);

  client = g_hash_table_lookup (self->clients, depot_cloud_get_id (cloud));
  if (client == NULL)
    {
      client = depot_azure_client_new (cloud, self->clock, G_PROXY_RESOLVER (self->proxy));
      g_hash_table_insert (self->clients, g_strdup (depot_cloud_get_id (cloud)), client);
    }
  return client;
}

DepotArm *
depot_clients_get_arm (DepotClients *self, DepotCloud *cloud, DepotAccount *account)
{
  g_return_val_if_fail (DEPOT_IS_CLIENTS (self), NULL);
  return find_door (self, cloud, account)->arm;
}

DepotArm *
depot_clients_get_service_arm (DepotClients *self, DepotCloud *cloud, DepotAzureService *service)
{
  g_return_val_if_fail (DEPOT_IS_CLIENTS (self), NULL);
  return find_service_door (self, cloud, service)->arm;
}

static DepotAzureService *
find_service (DepotClients *self, DepotCloud *cloud, const char *tenant_id)
{
  g_autofree char *id = g_strconcat (depot_cloud_get_id (cloud), "/", tenant_id, NULL);

  return tenant_id != NULL ? g_hash_table_lookup (self->services, id) : NULL;
}

DepotArm *
depot_clients_get_unattended_arm (DepotClients *self,
                                  DepotCloud *cloud,
                                  const char *tenant_id,
                                  DepotAccount *person)
{
  DepotAzureService *service;

  g_return_val_if_fail (DEPOT_IS_CLIENTS (self), NULL);

  service = find_service (self, cloud, tenant_id);
  if (service != NULL
      && depot_azure_service_judge_expiry (service, depot_clock_now (self->clock))
             != DEPOT_EXPIRY_OVER)
    return find_service_door (self, cloud, service)->arm;
  return person != NULL ? find_door (self, cloud, person)->arm : NULL;
}

/* The token source stays (running requests hold it); only what it remembers goes. */
void
depot_clients_reload_account (DepotClients *self, const char *account_id)
{
  Door *door;

  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  door = g_hash_table_lookup (self->doors, account_id);
  if (door != NULL)
    depot_user_tokens_reload (door->tokens);
}

void
depot_clients_forget_account (DepotClients *self, const char *account_id)
{
  Door *door;

  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  door = g_hash_table_lookup (self->doors, account_id);
  if (door != NULL)
    depot_user_tokens_forget (door->tokens);
}

void
depot_clients_forget_service (DepotClients *self, const char *service_id)
{
  g_autofree char *key = g_strconcat (DOOR_OF_SERVICE, service_id, NULL);

  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  g_hash_table_remove (self->doors, key);
}

static gboolean
works_alike (DepotAzureService *a, DepotAzureService *b)
{
  return g_strcmp0 (depot_azure_service_get_client_id (a), depot_azure_service_get_client_id (b))
             == 0
         && g_strcmp0 (depot_azure_service_get_key_id (a), depot_azure_service_get_key_id (b)) == 0
         && depot_azure_service_get_credential (a) == depot_azure_service_get_credential (b)
         && depot_azure_service_get_expires (a) == depot_azure_service_get_expires (b);
}

/* A door whose service changed, in this process or another, leads to the old credential. */
static void
take_service (DepotClients *self, DepotAzureService *service, GHashTable *taken)
{
  g_autofree char *id = depot_azure_service_dup_id (service);
  DepotAzureService *known = g_hash_table_lookup (self->services, id);

  if (known == NULL || !works_alike (known, service))
    depot_clients_forget_service (self, id);
  if (depot_azure_service_get_credential (service) != DEPOT_CREDENTIAL_NONE)
    g_hash_table_insert (taken, g_steal_pointer (&id), depot_azure_service_copy (service));
}

void
depot_clients_set_services (DepotClients *self, GListModel *services)
{
  GHashTable *taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (services, i);

      take_service (self, service, taken);
    }
  g_hash_table_unref (self->services);
  self->services = taken;
}

static gboolean
leads_to (gpointer account_id, gpointer door, gpointer cloud_id)
{
  return g_strcmp0 (((Door *) door)->cloud_id, cloud_id) == 0;
}

void
depot_clients_forget_cloud (DepotClients *self, const char *cloud_id)
{
  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  g_hash_table_foreach_remove (self->doors, leads_to, (gpointer) cloud_id);
  g_hash_table_remove (self->clients, cloud_id);
}

GProxyResolver *
depot_clients_get_proxy (DepotClients *self)
{
  g_return_val_if_fail (DEPOT_IS_CLIENTS (self), NULL);

  return G_PROXY_RESOLVER (self->proxy);
}

static void
proxy_password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotProxy) proxy = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password
      = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);

  depot_proxy_give_password (proxy, password, error);
}

/* Connections that are open lead through the old one: the next request opens others. */
void
depot_clients_set_proxy (DepotClients *self, DepotProxySettings *settings)
{
  g_return_if_fail (DEPOT_IS_CLIENTS (self));

  g_hash_table_remove_all (self->doors);
  g_hash_table_remove_all (self->clients);
  depot_proxy_apply (self->proxy, settings);
  if (depot_proxy_settings_has_user (settings))
    depot_keyring_lookup_async (self->keyring,
                                DEPOT_KEYRING_PROXY,
                                DEPOT_PROXY_KEY,
                                NULL,
                                proxy_password_found,
                                g_object_ref (self->proxy));
}

static void
depot_clients_dispose (GObject *object)
{
  DepotClients *self = DEPOT_CLIENTS (object);

  g_clear_pointer (&self->doors, g_hash_table_unref);
  g_clear_pointer (&self->services, g_hash_table_unref);
  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_object (&self->proxy);
  g_clear_object (&self->keyring);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (depot_clients_parent_class)->dispose (object);
}

static void
depot_clients_class_init (DepotClientsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_clients_dispose;
}

static void
depot_clients_init (DepotClients *self)
{
  self->proxy = depot_proxy_new ();
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->doors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) door_free);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

DepotClients *
depot_clients_new (DepotClock *clock, DepotKeyring *keyring)
{
  DepotClients *self = g_object_new (DEPOT_TYPE_CLIENTS, NULL);

  self->clock = g_object_ref (clock);
  self->keyring = g_object_ref (keyring);
  return self;
}
