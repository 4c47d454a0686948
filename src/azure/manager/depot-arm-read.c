/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arm-read.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-arm-private.h"

static const char *
first_of (const char *a, const char *b)
{
  return a != NULL && *a != '\0' ? a : b;
}

gboolean
depot_arm_read_subscription (JsonObject *item, gpointer store, GError **error)
{
  const char *id = depot_json_get_string (item, "subscriptionId", error);
  const char *state;
  g_autoptr (DepotSubscription) subscription = NULL;

  if (id == NULL)
    return FALSE;
  state = depot_json_get_string (item, "state", error);
  if (state == NULL)
    return FALSE;
  subscription
      = depot_subscription_new (id,
                                first_of (depot_json_peek_string (item, "displayName"), id),
                                depot_json_peek_string (item, "tenantId"),
                                state);
  g_list_store_append (store, subscription);
  return TRUE;
}

/* Edge zones and logical regions ("Europe") can hold no scale set. */
gboolean
depot_arm_read_region (JsonObject *item, gpointer store, GError **error)
{
  const char *id = depot_json_get_string (item, "name", error);
  const char *kind = depot_json_peek_string (item, "metadata.regionType");
  g_autoptr (DepotRegion) region = NULL;

  if (id == NULL)
    return FALSE;
  if (g_strcmp0 (kind, "Physical") != 0)
    return TRUE;
  region = depot_region_new (id,
                             first_of (depot_json_peek_string (item, "displayName"), id),
                             depot_json_peek_string (item, "metadata.geographyGroup"));
  g_list_store_append (store, region);
  return TRUE;
}

/* "West Europe" and "westeurope" name the same region, and providers use either. */
static char *
dup_plain_region (const char *name)
{
  GString *plain = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (*name != ' ')
      g_string_append_c (plain, g_ascii_tolower (*name));
  return g_string_free_and_steal (plain);
}

static GHashTable *
collect_locations (JsonArray *types)
{
  GHashTable *offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (types); i++)
    {
      JsonNode *node = json_array_get_element (types, i);
      JsonObject *type = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = type != NULL ? depot_json_peek_string (type, "resourceType") : NULL;
      JsonArray *locations = type != NULL ? depot_json_peek_array (type, "locations") : NULL;

      if (name == NULL || locations == NULL
          || g_ascii_strcasecmp (name, "virtualMachineScaleSets") != 0)
        continue;
      for (guint j = 0; j < json_array_get_length (locations); j++)
        {
          JsonNode *location = json_array_get_element (locations, j);

          if (json_node_get_value_type (location) == G_TYPE_STRING)
            g_hash_table_add (offered, dup_plain_region (json_node_get_string (location)));
        }
    }
  return offered;
}

gboolean
depot_arm_keep_offered_regions (GListStore *regions, JsonObject *provider, GError **error)
{
  JsonArray *types = depot_json_get_array (provider, "resourceTypes", error);
  g_autoptr (GHashTable) offered = NULL;

  if (types == NULL)
    return FALSE;
  offered = collect_locations (types);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (regions)); i > 0; i--)
    {
      g_autoptr (DepotRegion) region = g_list_model_get_item (G_LIST_MODEL (regions), i - 1);

      if (!g_hash_table_contains (offered, depot_region_get_id (region)))
        g_list_store_remove (regions, i - 1);
    }
  return TRUE;
}

DepotResourceGroup *
depot_arm_group_from_json (JsonObject *item, GError **error)
{
  const char *name = depot_json_get_string (item, "name", error);
  const char *region = name != NULL ? depot_json_get_string (item, "location", error) : NULL;

  return region != NULL ? depot_resource_group_new (name, region) : NULL;
}

gboolean
depot_arm_read_group (JsonObject *item, gpointer store, GError **error)
{
  g_autoptr (DepotResourceGroup) group = depot_arm_group_from_json (item, error);

  if (group == NULL)
    return FALSE;
  g_list_store_append (store, group);
  return TRUE;
}

gboolean
depot_arm_read_resource_id (JsonObject *item, gpointer array, GError **error)
{
  const char *id = depot_json_get_string (item, "id", error);

  if (id == NULL)
    return FALSE;
  g_ptr_array_add (array, g_strdup (id));
  return TRUE;
}

/* ".../roleDefinitions/<guid>" → the guid, lower-case. */
gboolean
depot_arm_read_role (JsonObject *item, gpointer array, GError **error)
{
  const char *id = depot_json_get_string (item, "properties.roleDefinitionId", error);
  const char *slash = id != NULL ? strrchr (id, '/') : NULL;

  if (id == NULL)
    return FALSE;
  g_ptr_array_add (array, g_ascii_strdown (slash != NULL ? slash + 1 : id, -1));
  return TRUE;
}

/* The part after the last "/providers/": "Microsoft.Storage/storageAccounts/a/blobServices/default"
 * is of type "Microsoft.Storage/storageAccounts/blobServices", name "a/default". */
static gboolean
split_resource_id (const char *id, char **type, char **name)
{
  const char *tail = g_strrstr (id, "/providers/");
  g_auto (GStrv) parts = NULL;
  GString *types, *names;

  if (tail == NULL)
    return FALSE;
  parts = g_strsplit (tail + strlen ("/providers/"), "/", -1);
  if (g_strv_length (parts) < 3 || g_strv_length (parts) % 2 == 0)
    return FALSE;
  types = g_string_new (parts[0]);
  names = g_string_new (NULL);
  for (guint i = 1; parts[i] != NULL; i += 2)
    {
      g_string_append_printf (types, "/%s", parts[i]);
      g_string_append_printf (names, "%s%s", i > 1 ? "/" : "", parts[i + 1]);
    }
  *type = g_string_free_and_steal (types);
  *name = g_string_free_and_steal (names);
  return TRUE;
}

static const char *
word_of_change (const char *change)
{
  static const struct
  {
    const char *azure, *word;
  } changes[] = {
    { "Create", "create" },      { "Deploy", "modify" }, { "Modify", "modify" },
    { "NoChange", "no-change" }, { "Delete", "delete" }, { "Ignore", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (changes[i].azure, change))
      return changes[i].word;
  return "unsupported";
}

/* "Ignore" is said of resources of the group that the deployment has nothing to do with. */
gboolean
depot_arm_read_planned_resource (JsonObject *item, gpointer store, GError **error)
{
  const char *id = depot_json_get_string (item, "resourceId", error);
  const char *change = id != NULL ? depot_json_get_string (item, "changeType", error) : NULL;
  g_autofree char *type = NULL;
  g_autofree char *name = NULL;
  g_autoptr (DepotPlannedResource) resource = NULL;

  if (change == NULL)
    return FALSE;
  if (word_of_change (change) == NULL || !split_resource_id (id, &type, &name))
    return TRUE;
  resource = depot_planned_resource_new (type, name, word_of_change (change), "what-if");
  g_list_store_append (store, resource);
  return TRUE;
}

DepotNameVerdict
depot_arm_read_name_verdict (JsonObject *answer, GError **error)
{
  gboolean is_free = FALSE;

  /* The three services say the same in two ways. */
  if (json_object_has_member (answer, "available"))
    {
      depot_json_get_bool (answer, "available", &is_free, error);
      return is_free ? DEPOT_NAME_FREE : DEPOT_NAME_IS_TAKEN;
    }
  if (!depot_json_get_bool (answer, "nameAvailable", &is_free, error))
    return DEPOT_NAME_IS_TAKEN;
  if (is_free)
    return DEPOT_NAME_FREE;
  return g_strcmp0 (depot_json_peek_string (answer, "reason"), "AlreadyExists") == 0
             ? DEPOT_NAME_IS_TAKEN
             : DEPOT_NAME_IS_INVALID;
}

void
depot_deployment_status_free (DepotDeploymentStatus *status)
{
  g_free (status->state);
  g_clear_pointer (&status->outputs, json_object_unref);
  g_clear_error (&status->error);
  g_free (status);
}

DepotDeploymentStatus *
depot_arm_read_deployment (JsonObject *answer, const char *request_id, GError **error)
{
  const char *state = depot_json_get_string (answer, "properties.provisioningState", error);
  JsonObject *outputs = depot_json_peek_object (answer, "properties.outputs");
  JsonObject *flaw = depot_json_peek_object (answer, "properties.error");
  DepotDeploymentStatus *status;

  if (state == NULL)
    return NULL;
  status = g_new0 (DepotDeploymentStatus, 1);
  status->state = g_strdup (state);
  if (outputs != NULL)
    status->outputs = json_object_ref (outputs);
  if (flaw != NULL)
    status->error = depot_azure_error_from_object (flaw, DEPOT_ERROR_DEPLOYMENT_FAILED, request_id);
  return status;
}

void
depot_deployment_progress_free (DepotDeploymentProgress *progress)
{
  g_free (progress->running_type);
  g_free (progress->running_name);
  g_free (progress);
}

/* The closing "EvaluateDeploymentOutput" has no resource and is no work of its own. */
gboolean
depot_arm_read_operation (JsonObject *item, gpointer data, GError **error)
{
  DepotDeploymentProgress *progress = data;
  const char *state = depot_json_get_string (item, "properties.provisioningState", error);
  const char *type = depot_json_peek_string (item, "properties.targetResource.resourceType");
  const char *name = depot_json_peek_string (item, "properties.targetResource.resourceName");

  if (state == NULL)
    return FALSE;
  if (type == NULL)
    return TRUE;
  progress->total++;
  if (g_str_equal (state, "Succeeded"))
    progress->done++;
  else if (progress->running_type == NULL && !g_str_equal (state, "Failed"))
    {
      progress->running_type = g_strdup (type);
      progress->running_name = g_strdup (name);
    }
  return TRUE;
}

gpointer
depot_arm_read_object (const DepotAzureReply *reply, GError **error)
{
  JsonObject *object = depot_azure_reply_get_json (reply, error);

  return object != NULL ? json_object_ref (object) : NULL;
}

gpointer
depot_arm_read_object_or_none (const DepotAzureReply *reply, GError **error)
{
  return depot_arm_is_absent (reply, error) ? NULL : depot_arm_read_object (reply, error);
}
