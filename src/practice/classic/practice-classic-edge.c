/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-classic-edge.h"

#include <string.h>

#include "arm/practice-roles.h"
#include "arm/practice-scale-set.h"
#include "practice-classic-configuration.h"
#include "practice-classic.h"
#include "practice-directory.h"
#include "practice-json.h"
#include "vault/practice-vault.h"

#define BLOB_READER "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
#define SECRETS_USER "4633458b-17de-408a-b874-0445c86b69e6"

static PracticeClassicConfiguration *
read_configuration (JsonObject *deployment)
{
  return practice_classic_configuration_parse (
      practice_json_get_string (deployment, "configuration"), NULL);
}

static char *
make_vault_name (JsonObject *deployment)
{
  return g_strdup_printf ("role-%.16s", practice_json_get_string (deployment, "privateId"));
}

static char *
make_vault_id (JsonObject *deployment)
{
  return g_strconcat (
      PRACTICE_CLASSIC_EDGE_PREFIX, practice_json_get_string (deployment, "privateId"), NULL);
}

/* The account the settings name, when the subscription has it and the key opens it. */
static JsonObject *
find_storage (PracticeCloud *cloud, JsonObject *service, PracticeClassicConfiguration *settings)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  const char *name = practice_classic_configuration_get (settings, "StorageAccount");
  const char *key = practice_classic_configuration_get (settings, "StorageKey");
  g_autoptr (JsonObject) account
      = name != NULL ? practice_state_get (state, PRACTICE_CLASSIC_STORAGE, name) : NULL;
  g_autoptr (JsonObject) keys
      = account != NULL
            ? practice_state_get (state, "resource-inner", practice_json_get_string (account, "id"))
            : NULL;

  if (keys == NULL
      || g_strcmp0 (practice_json_get_string (account, "subscription"),
                    practice_json_get_string (service, "subscription"))
             != 0
      || (g_strcmp0 (practice_json_get_string (keys, "key1"), key) != 0
          && g_strcmp0 (practice_json_get_string (keys, "key2"), key) != 0))
    return NULL;
  return g_steal_pointer (&account);
}

gboolean
practice_classic_edge_is_possible (PracticeCloud *cloud,
                                   JsonObject *service,
                                   JsonObject *deployment)
{
  g_autoptr (PracticeClassicConfiguration) settings = read_configuration (deployment);
  g_autoptr (JsonObject) account
      = settings != NULL ? find_storage (cloud, service, settings) : NULL;

  return account != NULL && practice_classic_get_certificate (service, settings->thumbprint) != NULL
         && practice_classic_configuration_get (settings, "ServiceName") != NULL
         && practice_classic_configuration_get (settings, "Container") != NULL
         && practice_classic_configuration_get (settings, "EdgeKey") != NULL;
}

/* Preparing. */

static void
ensure_string (JsonObject *object, const char *name)
{
  g_autofree char *guid = g_uuid_string_random ();

  if (practice_json_get_string (object, name) == NULL)
    json_object_set_string_member (object, name, guid);
}

static char *
make_identity_id (JsonObject *deployment)
{
  return g_strconcat (
      "/classic/identities/", practice_json_get_string (deployment, "privateId"), NULL);
}

static void
put_identity (PracticeCloud *cloud, JsonObject *deployment)
{
  g_autofree char *id = make_identity_id (deployment);
  const char *principal = practice_json_get_string (deployment, "principal");
  g_autoptr (JsonObject) identity = practice_json_object ("id", id, NULL);

  json_object_set_object_member (identity,
                                 "properties",
                                 practice_json_object ("tenantId",
                                                       PRACTICE_TENANT,
                                                       "principalId",
                                                       principal,
                                                       "clientId",
                                                       principal,
                                                       "provisioningState",
                                                       "Succeeded",
                                                       NULL));
  practice_state_put (practice_cloud_get_state (cloud), "resources", id, identity);
}

/* The vault carries the identity as a scale set would: to the edge both are one thing. */
static void
put_vault (PracticeCloud *cloud, JsonObject *deployment)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autofree char *name = make_vault_name (deployment);
  g_autofree char *id = make_vault_id (deployment);
  g_autofree char *identity_id = make_identity_id (deployment);
  g_autoptr (JsonObject) owner = practice_json_object ("id", id, NULL);
  g_autoptr (JsonObject) vault
      = practice_json_object ("id", id, "name", name, "type", "Microsoft.KeyVault/vaults", NULL);
  JsonObject *identity = json_object_new ();
  JsonObject *assigned = json_object_new ();

  json_object_set_object_member (assigned, identity_id, json_object_new ());
  json_object_set_object_member (identity, "userAssignedIdentities", assigned);
  json_object_set_object_member (vault, "identity", identity);
  json_object_set_object_member (
      vault, "properties", practice_json_object ("provisioningState", "Succeeded", NULL));
  practice_state_put (state, "resources", id, vault);
  practice_state_put (state, "vaults", name, owner);
}

static void
put_secret (PracticeCloud *cloud, JsonObject *deployment, const char *name, const char *value)
{
  g_autofree char *vault = make_vault_name (deployment);
  g_autofree char *id = make_vault_id (deployment);
  const char *port = strrchr (practice_cloud_get_base_url (cloud), ':');
  g_autofree char *base = g_strdup_printf ("https://%s.vault.localhost%s", vault, port);
  PracticeVaultCall call = { .cloud = cloud, .vault = vault, .vault_id = id, .base = base };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) version = practice_json_object ("value", value, NULL);
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *version_id = g_strdup_printf ("%s/secrets/%s/%.8s", base, name, guid);
  JsonObject *attributes = json_object_new ();

  json_object_set_boolean_member (attributes, "enabled", TRUE);
  json_object_set_string_member (version, "id", version_id);
  json_object_set_object_member (version, "attributes", attributes);
  practice_vault_add_version (object, version);
  practice_vault_put (&call, PRACTICE_VAULT_SECRETS, name, object);
}

void
practice_classic_edge_prepare (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment)
{
  g_autoptr (PracticeClassicConfiguration) settings = read_configuration (deployment);
  g_autofree char *vault_id = make_vault_id (deployment);
  g_autoptr (JsonObject) account = NULL;
  const char *principal;

  if (!practice_classic_edge_is_possible (cloud, service, deployment))
    return;
  account = find_storage (cloud, service, settings);
  ensure_string (deployment, "principal");
  ensure_string (deployment, "metadataKey");
  principal = practice_json_get_string (deployment, "principal");
  put_identity (cloud, deployment);
  put_vault (cloud, deployment);
  practice_roles_seed (cloud, vault_id, principal, "ServicePrincipal", SECRETS_USER);
  practice_roles_seed (
      cloud, practice_json_get_string (account, "id"), principal, "ServicePrincipal", BLOB_READER);
  put_secret (cloud,
              deployment,
              "service",
              practice_json_get_string (
                  practice_classic_get_certificate (service, settings->thumbprint), "pfx"));
  put_secret (
      cloud, deployment, "edge-key", practice_classic_configuration_get (settings, "EdgeKey"));
}

void
practice_classic_edge_forget (PracticeCloud *cloud, JsonObject *deployment)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autofree char *name = make_vault_name (deployment);
  g_autofree char *id = make_vault_id (deployment);
  g_autofree char *identity_id = make_identity_id (deployment);
  g_autofree char *secrets = g_strconcat (name, "/", NULL);

  practice_state_remove (state, "vaults", name);
  practice_state_remove (state, "resources", id);
  practice_state_remove (state, "resources", identity_id);
  practice_state_remove_prefix (state, PRACTICE_VAULT_SECRETS, secrets);
  practice_roles_forget_scope (cloud, id);
}

/* What should run. */

static gboolean
has_ready (JsonObject *deployment)
{
  JsonArray *instances = practice_json_get_array (deployment, "instances");

  for (guint i = 0; i < json_array_get_length (instances); i++)
    if (g_strcmp0 (
            practice_json_get_string (json_array_get_object_element (instances, i), "status"),
            "ReadyRole")
        == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
make_config (PracticeCloud *cloud, JsonObject *deployment, PracticeClassicConfiguration *settings)
{
  const char *port = strrchr (practice_cloud_get_base_url (cloud), ':');
  const char *account = practice_classic_configuration_get (settings, "StorageAccount");
  g_autofree char *vault = make_vault_name (deployment);
  g_autofree char *vault_uri = g_strdup_printf ("https://%s.vault.localhost%s/", vault, port);
  g_autofree char *blob = g_strdup_printf ("https://%s.blob.localhost%s/", account, port);

  /* the thumbprint is not for the agent: another one makes it another plan */
  return practice_json_object ("serviceName",
                               practice_classic_configuration_get (settings, "ServiceName"),
                               "vaultUri",
                               vault_uri,
                               "blobEndpoint",
                               blob,
                               "container",
                               practice_classic_configuration_get (settings, "Container"),
                               "identityClientId",
                               practice_json_get_string (deployment, "principal"),
                               "certificateName",
                               "service",
                               "edgeKeyName",
                               "edge-key",
                               "logContainer",
                               "", /* the account logs for itself, in $logs */
                               "thumbprint",
                               settings->thumbprint,
                               NULL);
}

static PracticeEdgePlan *
make_plan (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment)
{
  g_autoptr (PracticeClassicConfiguration) settings = NULL;
  PracticeEdgePlan *plan;

  if (practice_json_get_string (deployment, "metadataKey") == NULL || !has_ready (deployment))
    return NULL;
  settings = read_configuration (deployment);
  plan = g_new0 (PracticeEdgePlan, 1);
  plan->id = make_vault_id (deployment);
  plan->address = g_strdup (practice_json_get_string (deployment, "address"));
  plan->key = g_strdup (practice_json_get_string (deployment, "metadataKey"));
  plan->config = make_config (cloud, deployment, settings);
  return plan;
}

typedef gboolean (*DeploymentFunc) (PracticeCloud *cloud,
                                    JsonObject *service,
                                    JsonObject *deployment,
                                    gpointer data);

/* Until `func` says that it has what it wants. */
static void
visit_deployments (PracticeCloud *cloud, DeploymentFunc func, gpointer data)
{
  static const char *const slots[] = { "production", "staging" };
  g_autoptr (GPtrArray) services
      = practice_state_list (practice_cloud_get_state (cloud), PRACTICE_CLASSIC_SERVICES, NULL);

  for (guint i = 0; i < services->len; i++)
    for (guint slot = 0; slot < G_N_ELEMENTS (slots); slot++)
      {
        JsonObject *deployment = practice_classic_get_deployment (services->pdata[i], slots[slot]);

        if (deployment != NULL && func (cloud, services->pdata[i], deployment, data))
          return;
      }
}

static gboolean
allow_again (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment, gpointer account_id)
{
  g_autoptr (PracticeClassicConfiguration) settings = read_configuration (deployment);
  g_autoptr (JsonObject) account = find_storage (cloud, service, settings);
  const char *principal = practice_json_get_string (deployment, "principal");

  if (account != NULL && principal != NULL
      && g_str_equal (practice_json_get_string (account, "id"), account_id))
    practice_roles_seed (cloud, account_id, principal, "ServicePrincipal", BLOB_READER);
  return FALSE;
}

void
practice_classic_edge_rekey (PracticeCloud *cloud, const char *account_id)
{
  practice_roles_forget_scope (cloud, account_id);
  visit_deployments (cloud, allow_again, (gpointer) account_id);
}

static gboolean
add_plan (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment, gpointer plans)
{
  PracticeEdgePlan *plan = make_plan (cloud, service, deployment);

  if (plan != NULL)
    g_ptr_array_add (plans, plan);
  return FALSE;
}

GPtrArray *
practice_classic_edge_list_plans (PracticeCloud *cloud)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_edge_plan_free);

  visit_deployments (cloud, add_plan, plans);
  return plans;
}

typedef struct
{
  const char *key;
  char *id;
} Search;

static gboolean
match_key (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment, gpointer data)
{
  Search *search = data;

  if (g_strcmp0 (practice_json_get_string (deployment, "metadataKey"), search->key) != 0)
    return FALSE;
  search->id = make_vault_id (deployment);
  return TRUE;
}

JsonObject *
practice_classic_edge_find (PracticeCloud *cloud, const char *key)
{
  Search search = { key, NULL };
  g_autofree char *id = NULL;

  visit_deployments (cloud, match_key, &search);
  id = search.id;
  return id != NULL ? practice_state_get (practice_cloud_get_state (cloud), "resources", id) : NULL;
}

void
practice_classic_edge_changed (PracticeCloud *cloud)
{
  practice_scale_set_changed (cloud);
}
