/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-role-definitions.h"

#include <string.h>

#define BLOBS "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/"
#define CONTAINERS "Microsoft.Storage/storageAccounts/blobServices/containers/"
#define DELEGATION "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
#define VAULT_COMMON                                                                               \
  "Microsoft.Authorization/*/read;Microsoft.Insights/alertRules/*;Microsoft.Resources/"            \
  "deployments/*;Microsoft.Resources/subscriptions/resourceGroups/read;Microsoft.KeyVault/"        \
  "checkNameAvailability/read;Microsoft.KeyVault/deletedVaults/read;Microsoft.KeyVault/locations/" \
  "*/read;Microsoft.KeyVault/vaults/*/read;Microsoft.KeyVault/operations/read"

static const PracticeRoleDefinition definitions[] = {
  { PRACTICE_ROLE_OWNER, "Owner", "Manages everything, and who else may.", "*", "", "" },
  { PRACTICE_ROLE_CONTRIBUTOR,
    "Contributor",
    "Manages everything, but not who else may.",
    "*",
    "Microsoft.Authorization/*/Delete;Microsoft.Authorization/*/Write;Microsoft.Authorization/"
    "elevateAccess/Action;Microsoft.Blueprint/blueprintAssignments/write;Microsoft.Blueprint/"
    "blueprintAssignments/delete",
    "" },
  { "acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "Sees everything.", "*/read", "", "" },
  { "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "User Access Administrator",
    "Manages who may do what.",
    "*/read;Microsoft.Authorization/*;Microsoft.Support/*",
    "",
    "" },
  { "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Role Based Access Control Administrator",
    "Assigns roles.",
    "Microsoft.Authorization/roleAssignments/write;Microsoft.Authorization/roleAssignments/"
    "delete;*/read;Microsoft.Support/*",
    "",
    "" },
  { "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Data Reader",
    "Reads blobs.",
    CONTAINERS "read;" DELEGATION,
    "",
    BLOBS "read" },
  { "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Contributor",
    "Reads, writes and deletes blobs and containers.",
    CONTAINERS "delete;" CONTAINERS "read;" CONTAINERS "write;" DELEGATION,
    "",
    BLOBS "delete;" BLOBS "read;" BLOBS "write;" BLOBS "move/action;" BLOBS "add/action" },
  { "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "Storage Blob Data Owner",
    "Everything with blobs, their access lists too.",
    CONTAINERS "*;" DELEGATION,
    "",
    BLOBS "*" },
  { "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    "Storage Account Contributor",
    "Manages storage accounts.",
    "Microsoft.Authorization/*/read;Microsoft.Insights/diagnosticSettings/*;Microsoft.Resources/"
    "deployments/*;Microsoft.Resources/subscriptions/resourceGroups/read;Microsoft.Storage/"
    "storageAccounts/*",
    "",
    "" },
  { "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Administrator",
    "Everything with the contents of a vault.",
    VAULT_COMMON,
    "",
    "Microsoft.KeyVault/vaults/*" },
  { "a4417e6f-fecd-4de8-b567-7b0420556985",
    "Key Vault Certificates Officer",
    "Everything with certificates of a vault.",
    VAULT_COMMON,
    "",
    "Microsoft.KeyVault/vaults/certificatecas/*;Microsoft.KeyVault/vaults/certificates/*;"
    "Microsoft.KeyVault/vaults/certificatecontacts/write" },
  { "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Secrets Officer",
    "Everything with secrets of a vault.",
    VAULT_COMMON,
    "",
    "Microsoft.KeyVault/vaults/secrets/*" },
  { "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets User",
    "Reads secrets of a vault.",
    "",
    "",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action;Microsoft.KeyVault/vaults/secrets/"
    "readMetadata/action" },
  { "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Reader",
    "Sees what a vault holds, but no secret.",
    VAULT_COMMON,
    "",
    "Microsoft.KeyVault/vaults/*/read;Microsoft.KeyVault/vaults/secrets/readMetadata/action" },
  { "befefa01-2a29-4197-83a8-272ff33ce314",
    "DNS Zone Contributor",
    "Manages DNS zones and records.",
    "Microsoft.Authorization/*/read;Microsoft.Insights/alertRules/*;Microsoft.Network/dnsZones/*;"
    "Microsoft.Resources/deployments/*;Microsoft.Resources/subscriptions/resourceGroups/read",
    "",
    "" },
};

const PracticeRoleDefinition *
practice_role_definitions_get_all (guint *length)
{
  *length = G_N_ELEMENTS (definitions);
  return definitions;
}

const PracticeRoleDefinition *
practice_role_definitions_find (const char *guid_or_id)
{
  const char *slash = guid_or_id != NULL ? strrchr (guid_or_id, '/') : NULL;
  const char *guid = slash != NULL ? slash + 1 : guid_or_id;

  for (guint i = 0; guid != NULL && i < G_N_ELEMENTS (definitions); i++)
    if (g_ascii_strcasecmp (definitions[i].guid, guid) == 0)
      return &definitions[i];
  return NULL;
}

static gboolean
list_matches (const char *list, const char *action)
{
  g_autofree char *folded = g_ascii_strdown (list, -1);
  g_autofree char *wanted = g_ascii_strdown (action, -1);
  g_auto (GStrv) patterns = g_strsplit (folded, ";", -1);

  for (guint i = 0; patterns[i] != NULL; i++)
    if (*patterns[i] != '\0' && g_pattern_match_simple (patterns[i], wanted))
      return TRUE;
  return FALSE;
}

/* Data actions are what "*" of Owner does not reach. Secrets alone have both kinds of actions. */
static gboolean
is_data_action (const char *action)
{
  g_autofree char *wanted = g_ascii_strdown (action, -1);

  if (strstr (wanted, "/containers/blobs/") != NULL)
    return TRUE;
  if (!g_str_has_prefix (wanted, "microsoft.keyvault/vaults/"))
    return FALSE;
  if (strstr (wanted, "/certificates/") != NULL || strstr (wanted, "/keys/") != NULL)
    return TRUE;
  return strstr (wanted, "/secrets/") != NULL && !g_str_has_suffix (wanted, "/secrets/read")
         && !g_str_has_suffix (wanted, "/secrets/write");
}

gboolean
practice_role_definition_allows (const PracticeRoleDefinition *self, const char *action)
{
  if (is_data_action (action))
    return list_matches (self->data_actions, action);
  return list_matches (self->actions, action) && !list_matches (self->not_actions, action);
}

static void
set_list (JsonObject *object, const char *member, const char *list)
{
  JsonArray *array = json_array_new ();
  g_auto (GStrv) parts = g_strsplit (list, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      json_array_add_string_element (array, parts[i]);
  json_object_set_array_member (object, member, array);
}

JsonObject *
practice_role_definition_to_json (const PracticeRoleDefinition *self, const char *subscription)
{
  JsonObject *json = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonObject *permission = json_object_new ();
  JsonArray *permissions = json_array_new ();
  g_autofree char *id = g_strconcat ("/subscriptions/",
                                     subscription,
                                     "/providers/Microsoft.Authorization/roleDefinitions/",
                                     self->guid,
                                     NULL);

  set_list (permission, "actions", self->actions);
  set_list (permission, "notActions", self->not_actions);
  set_list (permission, "dataActions", self->data_actions);
  set_list (permission, "notDataActions", "");
  json_array_add_object_element (permissions, permission);
  json_object_set_string_member (properties, "roleName", self->name);
  json_object_set_string_member (properties, "type", "BuiltInRole");
  json_object_set_string_member (properties, "description", self->description);
  set_list (properties, "assignableScopes", "/");
  json_object_set_array_member (properties, "permissions", permissions);
  json_object_set_object_member (json, "properties", properties);
  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "Microsoft.Authorization/roleDefinitions");
  json_object_set_string_member (json, "name", self->guid);
  return json;
}
