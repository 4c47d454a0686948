/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-names.h"
#include "practice-operation.h"
#include "practice-resources.h"

#include <string.h>

#define TYPE "Microsoft.KeyVault/vaults"
#define DELETED "deleted-vaults"

static PracticeRefusal *
check_sku_and_tenant (JsonObject *properties)
{
  JsonObject *sku = practice_arm_json_object (properties, "sku");

  if (practice_arm_json_string (properties, "tenantId") == NULL)
    return practice_refusal_new (400,
                                 "BadRequest",
                                 "The parameter tenantId is not specified in the vault's "
                                 "properties.");
  if (g_strcmp0 (practice_arm_json_string (sku, "family"), "A") != 0
      || practice_arm_json_string (sku, "name") == NULL)
    return practice_refusal_new (
        400, "BadRequest", "The vault's sku needs the family 'A' and a name.");
  return NULL;
}

static PracticeRefusal *
check_vault (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (body, "properties");
  PracticeState *state = practice_cloud_get_state (cloud);
  gint64 days = practice_arm_json_int (properties, "softDeleteRetentionInDays", 90);
  gboolean recover
      = g_strcmp0 (practice_arm_json_string (properties, "createMode"), "recover") == 0;

  if (!practice_names_vault_is_valid (id->leaf))
    return practice_refusal_new (400,
                                 "VaultNameNotValid",
                                 "The vault name '%s' is invalid. A vault's name must be between "
                                 "3-24 alphanumeric characters.",
                                 id->leaf);
  if (practice_state_has (state, DELETED, id->leaf) && !recover)
    return practice_refusal_new (409,
                                 "ConflictError",
                                 "A vault with the same name already exists in deleted state. You "
                                 "need to either recover or purge existing key vault.");
  if (!recover && practice_names_vault_is_taken (cloud, id->leaf, id->id))
    return practice_refusal_new (409,
                                 "VaultAlreadyExists",
                                 "The vault name '%s' is already in use. Vault names are globally "
                                 "unique so it is possible that the name is already taken.",
                                 id->leaf);
  if (days < 7 || days > 90)
    return practice_refusal_new (400,
                                 "BadRequest",
                                 "The property \"softDeleteRetentionInDays\" must be between 7 "
                                 "and 90.");
  if (old != NULL && practice_arm_json_member (properties, "enableSoftDelete") != NULL
      && !practice_arm_json_bool (properties, "enableSoftDelete", TRUE))
    return practice_refusal_new (400,
                                 "BadRequest",
                                 "The property \"enableSoftDelete\" can be set to false only for "
                                 "creating new vault.");
  return check_sku_and_tenant (properties);
}

static void
fill_vault (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  const char *port = strrchr (practice_cloud_get_base_url (cloud), ':');
  g_autofree char *uri = g_strdup_printf ("https://%s.vault.localhost%s/", id->leaf, port);
  g_autoptr (JsonObject) owner = json_object_new ();

  json_object_remove_member (properties, "createMode");
  json_object_set_string_member (properties, "vaultUri", uri);
  practice_arm_json_set_default (
      properties, "enableRbacAuthorization", practice_arm_json_new_bool (TRUE));
  practice_arm_json_set_default (
      properties, "softDeleteRetentionInDays", practice_arm_json_new_int (90));
  practice_arm_json_set (properties, "enableSoftDelete", practice_arm_json_new_bool (TRUE));
  if (practice_arm_json_array (properties, "accessPolicies") == NULL)
    json_object_set_array_member (properties, "accessPolicies", json_array_new ());
  if (old == NULL)
    practice_arm_json_set (
        properties, "provisioningState", practice_arm_json_new_string ("RegisteringDns"));
  json_object_set_string_member (owner, "id", id->id);
  practice_state_put (practice_cloud_get_state (cloud), "vaults", id->leaf, owner);
  practice_state_remove (practice_cloud_get_state (cloud), DELETED, id->leaf);
}

static char *
format_later (PracticeCloud *cloud, gint64 days)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (practice_cloud_get_now (cloud)
                                                                   + days * G_TIME_SPAN_DAY);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static void
vault_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonNode *tags = practice_arm_json_member (resource, "tags");
  const char *location = practice_arm_json_string (resource, "location");
  gint64 days = practice_arm_json_int (properties, "softDeleteRetentionInDays", 90);
  g_autofree char *now = format_later (cloud, 0);
  g_autofree char *purge = format_later (cloud, days);
  g_autofree char *deleted_id
      = g_strdup_printf ("/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/"
                         "deletedVaults/%s",
                         id->subscription,
                         location,
                         id->leaf);
  g_autoptr (JsonObject) deleted = json_object_new ();
  JsonObject *facts = json_object_new ();

  json_object_set_string_member (facts, "vaultId", id->id);
  json_object_set_string_member (facts, "location", location);
  json_object_set_string_member (facts, "deletionDate", now);
  json_object_set_string_member (facts, "scheduledPurgeDate", purge);
  if (tags != NULL)
    json_object_set_member (facts, "tags", practice_arm_json_clone (tags));
  json_object_set_string_member (deleted, "id", deleted_id);
  json_object_set_string_member (deleted, "name", id->leaf);
  json_object_set_string_member (deleted, "type", "Microsoft.KeyVault/deletedVaults");
  json_object_set_object_member (deleted, "properties", facts);
  practice_state_put (practice_cloud_get_state (cloud), DELETED, id->leaf, deleted);
  practice_state_remove (practice_cloud_get_state (cloud), "vaults", id->leaf);
}

const PracticeResourceType practice_type_vault = {
  .type = TYPE,
  .put = PRACTICE_PUT_POLL_STATE,
  .create_seconds = 20,
  .update_seconds = 1,
  .delete_seconds = 2,
  .creating = "RegisteringDns",
  .updating = "Succeeded",
  .flags = PRACTICE_RESOURCE_CREATED_IS_OK,
  .check = check_vault,
  .fill = fill_vault,
  .gone = vault_gone,
};

/* The deleted vault asked for, or NULL after answering. */
static JsonObject *
find_deleted (PracticeRequest *request, const char *action)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  const char *name = practice_request_get_capture (request, "vault");
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, action);
  g_autoptr (JsonObject) deleted = NULL;
  JsonNode *location;

  if (principal == NULL)
    return NULL;
  deleted = practice_state_get (state, DELETED, name);
  location = practice_arm_json_at (deleted, "properties", "location", NULL);
  if (location != NULL
      && g_ascii_strcasecmp (json_node_get_string (location),
                             practice_request_get_capture (request, "location"))
             == 0)
    return g_steal_pointer (&deleted);
  practice_request_reply_error (request,
                                404,
                                "DeletedVaultNotFound",
                                "The specified deleted vault '%s' does not exist.",
                                name);
  return NULL;
}

static void
get_deleted (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) deleted
      = find_deleted (request, "Microsoft.KeyVault/locations/deletedVaults/read");

  if (deleted != NULL)
    practice_request_reply_json (request, 200, deleted);
}

static void
list_deleted (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.KeyVault/deletedVaults/read");
  g_autofree char *scope = g_strconcat (
      "/subscriptions/", practice_request_get_capture (request, "subscription"), NULL);
  g_autoptr (JsonArray) value = json_array_new ();
  g_autoptr (GPtrArray) all = NULL;

  if (principal == NULL)
    return;
  all = practice_state_list (state, DELETED, NULL);
  for (guint i = 0; i < all->len; i++)
    if (practice_arm_id_is_within (practice_arm_json_string (all->pdata[i], "id"), scope))
      json_array_add_object_element (value, json_object_ref (all->pdata[i]));
  practice_arm_list_reply (request, value);
}

static double
purge_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  const char *name = practice_arm_json_string (practice_operation_get_data (operation), "name");
  g_autofree char *prefix = g_strconcat (name, "/", NULL);

  practice_state_remove (practice_cloud_get_state (cloud), DELETED, name);
  practice_state_remove_prefix (practice_cloud_get_state (cloud), "vault-certificates", prefix);
  practice_state_remove_prefix (practice_cloud_get_state (cloud), "vault-secrets", prefix);
  practice_operation_succeed (operation, NULL);
  return 0;
}

static void
purge (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) deleted
      = find_deleted (request, "Microsoft.KeyVault/locations/deletedVaults/purge/action");
  g_autoptr (PracticeOperation) operation = NULL;
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autofree char *base = NULL;

  if (deleted == NULL)
    return;
  base = g_strdup_printf ("/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s",
                          practice_request_get_capture (request, "subscription"),
                          practice_request_get_capture (request, "location"));
  json_object_set_string_member (facts, "name", practice_arm_json_string (deleted, "name"));
  operation = practice_operation_start (
      practice_request_get_cloud (request), "vault-purge", base, 10, facts);
  practice_operation_reply (operation, request, 202, PRACTICE_ASYNC_LOCATION, NULL);
}

void
practice_type_vault_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);
  const char *one = "/subscriptions/{subscription}/providers/Microsoft.KeyVault/locations/"
                    "{location}/deletedVaults/{vault}";
  g_autofree char *purge_pattern = g_strconcat (one, "/purge", NULL);

  practice_operation_add_kind (cloud, "vault-purge", purge_step, NULL);
  practice_router_add (router, PRACTICE_SURFACE_MANAGEMENT, "GET", one, get_deleted, NULL);
  practice_router_add (router, PRACTICE_SURFACE_MANAGEMENT, "POST", purge_pattern, purge, NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers/Microsoft.KeyVault/deletedVaults",
                       list_deleted,
                       NULL);
}
