/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-blob.h"
#include "practice-names.h"
#include "practice-resources.h"

#include <string.h>

#define TYPE "Microsoft.Storage/storageAccounts"

static PracticeRefusal *
check_account (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  const char *sku = practice_arm_json_string (practice_arm_json_object (body, "sku"), "name");
  const char *kind = practice_arm_json_string (body, "kind");

  if (!practice_names_storage_is_valid (id->leaf))
    return practice_refusal_new (400,
                                 "AccountNameInvalid",
                                 "%s is not a valid storage account name. Storage account name "
                                 "must be between 3 and 24 characters in length and use numbers "
                                 "and lower-case letters only.",
                                 id->leaf);
  if (practice_names_storage_is_taken (cloud, id->leaf, id->id))
    return practice_refusal_new (409,
                                 "StorageAccountAlreadyTaken",
                                 "The storage account named %s is already taken.",
                                 id->leaf);
  if (sku == NULL || !(g_str_has_prefix (sku, "Standard_") || g_str_has_prefix (sku, "Premium_")))
    return practice_refusal_new (400,
                                 "InvalidRequestPropertyValue",
                                 "The value '%s' is not allowed for property sku.name.",
                                 sku != NULL ? sku : "");
  if (g_strcmp0 (kind, "StorageV2") != 0 && g_strcmp0 (kind, "BlockBlobStorage") != 0)
    return practice_refusal_new (400,
                                 "AccountKindNotSupported",
                                 "The storage account kind '%s' is not supported.",
                                 kind != NULL ? kind : "");
  return NULL;
}

static void
set_string_default (JsonObject *object, const char *name, const char *value)
{
  practice_arm_json_set_default (object, name, practice_arm_json_new_string (value));
}

static JsonObject *
make_endpoints (PracticeCloud *cloud, const char *account)
{
  JsonObject *endpoints = json_object_new ();
  const char *port = strrchr (practice_cloud_get_base_url (cloud), ':');
  g_autofree char *blob = g_strdup_printf ("https://%s.blob.localhost%s/", account, port);

  json_object_set_string_member (endpoints, "blob", blob);
  return endpoints;
}

static JsonObject *
make_encryption (const char *since)
{
  JsonObject *encryption = json_object_new ();
  JsonObject *services = json_object_new ();
  JsonObject *blob = json_object_new ();

  json_object_set_string_member (blob, "keyType", "Account");
  json_object_set_boolean_member (blob, "enabled", TRUE);
  json_object_set_string_member (blob, "lastEnabledTime", since);
  json_object_set_object_member (services, "blob", blob);
  json_object_set_object_member (encryption, "services", services);
  json_object_set_string_member (encryption, "keySource", "Microsoft.Storage");
  return encryption;
}

static void
fill_account (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonObject *sku = practice_arm_json_object (resource, "sku");
  JsonObject *was = practice_arm_json_object (old, "properties");
  const char *created = practice_arm_json_string (was, "creationTime");
  g_autofree char *now = practice_cloud_format_now (cloud);
  g_autoptr (JsonObject) owner = json_object_new ();
  gboolean premium = g_str_has_prefix (practice_arm_json_string (sku, "name"), "Premium");

  json_object_set_string_member (sku, "tier", premium ? "Premium" : "Standard");
  set_string_default (properties, "accessTier", "Hot");
  set_string_default (properties, "minimumTlsVersion", "TLS1_2");
  set_string_default (properties, "publicNetworkAccess", "Enabled");
  practice_arm_json_set_default (
      properties, "supportsHttpsTrafficOnly", practice_arm_json_new_bool (TRUE));
  practice_arm_json_set_default (
      properties, "allowBlobPublicAccess", practice_arm_json_new_bool (FALSE));
  json_object_set_object_member (properties, "primaryEndpoints", make_endpoints (cloud, id->leaf));
  json_object_set_object_member (
      properties, "encryption", make_encryption (created != NULL ? created : now));
  practice_arm_json_set (
      properties,
      "primaryLocation",
      practice_arm_json_new_string (practice_arm_json_string (resource, "location")));
  practice_arm_json_set (properties, "statusOfPrimary", practice_arm_json_new_string ("available"));
  practice_arm_json_set (
      properties, "creationTime", practice_arm_json_new_string (created != NULL ? created : now));
  json_object_set_array_member (properties, "privateEndpointConnections", json_array_new ());
  json_object_set_string_member (owner, "id", id->id);
  practice_state_put (practice_cloud_get_state (cloud), "storage-accounts", id->leaf, owner);
}

/* Every account has a blob service, whether a template names it or not. */
static void
account_ready (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  g_autofree char *service_id = g_strconcat (id->id, "/blobServices/default", NULL);
  g_autoptr (JsonObject) service = practice_resources_get (cloud, service_id);

  if (service != NULL)
    return;
  service = json_object_new ();
  json_object_set_string_member (service, "id", service_id);
  json_object_set_string_member (service, "name", "default");
  json_object_set_string_member (service, "type", TYPE "/blobServices");
  json_object_set_object_member (service, "properties", json_object_new ());
  practice_resources_put (cloud, service_id, service);
}

static void
account_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_blob_forget (cloud, id->leaf, NULL);
  practice_state_remove (practice_cloud_get_state (cloud), "storage-accounts", id->leaf);
}

const PracticeResourceType practice_type_storage_account = {
  .type = TYPE,
  .put = PRACTICE_PUT_LOCATION,
  .create_seconds = 25,
  .update_seconds = 2,
  .delete_seconds = 2,
  .updating = "Succeeded",
  .check = check_account,
  .fill = fill_account,
  .ready = account_ready,
  .gone = account_gone,
};

static PracticeRefusal *
check_blob_service (PracticeCloud *cloud,
                    const PracticeArmId *id,
                    JsonObject *body,
                    JsonObject *old)
{
  if (strcmp (id->leaf, "default") == 0)
    return NULL;
  return practice_refusal_new (
      400, "InvalidResourceName", "The only name of a blob service is 'default'.");
}

const PracticeResourceType practice_type_blob_service = {
  .type = TYPE "/blobServices",
  .flags = PRACTICE_RESOURCE_NO_STATE | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION
           | PRACTICE_RESOURCE_CREATED_IS_OK,
  .create_seconds = 3,
  .update_seconds = 1,
  .check = check_blob_service,
};

static PracticeRefusal *
check_container (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonNode *access = practice_arm_json_at (body, "properties", "publicAccess", NULL);
  g_autofree char *account_id = g_strndup (
      id->id, strlen (id->id) - strlen ("/blobServices/default/containers/") - strlen (id->leaf));
  g_autoptr (JsonObject) account = practice_resources_get (cloud, account_id);
  gboolean open
      = practice_arm_json_is_string (access) && strcmp (json_node_get_string (access), "None") != 0;

  if (open
      && !practice_arm_json_bool (
          practice_arm_json_object (account, "properties"), "allowBlobPublicAccess", FALSE))
    return practice_refusal_new (
        409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.");
  if (strlen (id->leaf) < 3 || strlen (id->leaf) > 63
      || strspn (id->leaf, "abcdefghijklmnopqrstuvwxyz0123456789-$") != strlen (id->leaf))
    return practice_refusal_new (400,
                                 "ContainerOperationFailure",
                                 "The specified resource name contains invalid characters.");
  return NULL;
}

static void
fill_container (PracticeCloud *cloud,
                const PracticeArmId *id,
                JsonObject *resource,
                JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  g_autofree char *now = practice_cloud_format_now (cloud);
  g_autofree char *etag
      = g_strdup_printf ("\"0x%" G_GINT64_MODIFIER "X\"", practice_cloud_get_now (cloud));

  json_object_set_string_member (resource, "etag", etag);
  set_string_default (properties, "publicAccess", "None");
  practice_arm_json_set (properties, "lastModifiedTime", practice_arm_json_new_string (now));
  practice_arm_json_set (properties, "leaseStatus", practice_arm_json_new_string ("Unlocked"));
  practice_arm_json_set (properties, "leaseState", practice_arm_json_new_string ("Available"));
  practice_arm_json_set (properties, "hasImmutabilityPolicy", practice_arm_json_new_bool (FALSE));
  practice_arm_json_set (properties, "hasLegalHold", practice_arm_json_new_bool (FALSE));
}

static void
container_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  g_auto (GStrv) names = g_strsplit (id->name, "/", -1);

  practice_blob_forget (cloud, names[0], id->leaf);
}

const PracticeResourceType practice_type_container = {
  .type = TYPE "/blobServices/containers",
  .flags = PRACTICE_RESOURCE_NO_STATE | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION,
  .create_seconds = 2,
  .update_seconds = 1,
  .check = check_container,
  .fill = fill_container,
  .gone = container_gone,
};

/* Keys are asked for only where an account allows them; ours never does, but the call exists. */
static void
list_keys (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter_group (request, "Microsoft.Storage/storageAccounts/listKeys/action");
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) account = NULL;
  g_autoptr (JsonObject) inner = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *keys = json_array_new ();

  json_object_set_array_member (body, "keys", keys);
  if (principal == NULL)
    return;
  id = g_strndup (practice_request_get_path (request),
                  strlen (practice_request_get_path (request)) - strlen ("/listKeys"));
  account = practice_resources_get (cloud, id);
  if (account == NULL)
    {
      practice_request_reply_error (request,
                                    404,
                                    "ResourceNotFound",
                                    "The Resource '%s' was not found.",
                                    practice_request_get_capture (request, "account"));
      return;
    }
  inner = practice_resources_get_inner (cloud, id);
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("key%u", i);
      JsonObject *key = json_object_new ();

      if (practice_arm_json_string (inner, name) == NULL)
        {
          g_autofree char *seed = g_uuid_string_random ();
          g_autofree char *value = g_compute_checksum_for_string (G_CHECKSUM_SHA384, seed, -1);
          g_autofree char *encoded = g_base64_encode ((const guchar *) value, 64);

          json_object_set_string_member (inner, name, encoded);
        }
      json_object_set_string_member (key, "keyName", name);
      json_object_set_string_member (key, "value", practice_arm_json_string (inner, name));
      json_object_set_string_member (key, "permissions", "FULL");
      json_array_add_object_element (keys, key);
    }
  practice_resources_put_inner (cloud, id, inner);
  practice_request_reply_json (request, 200, body);
}

void
practice_type_storage_register (PracticeCloud *cloud)
{
  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_MANAGEMENT,
                       "POST",
                       "/subscriptions/{subscription}/resourceGroups/{group}/providers/"
                       "Microsoft.Storage/storageAccounts/{account}/listKeys",
                       list_keys,
                       NULL);
}
