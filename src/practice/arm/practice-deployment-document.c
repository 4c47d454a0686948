/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployments.h"

#include "practice-arm-id.h"
#include "practice-arm-json.h"

#include <string.h>

/* What a deployment shows of its template: which providers it uses and what depends on what. */

static JsonObject *
make_provider (const char *namespace, GPtrArray *resources, const char *location)
{
  JsonObject *provider = json_object_new ();
  JsonArray *types = json_array_new ();
  gsize length = strlen (namespace);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      JsonObject *type;
      JsonArray *locations;

      if (g_ascii_strncasecmp (resource->type, namespace, length) != 0
          || resource->type[length] != '/' || !g_hash_table_add (seen, resource->type))
        continue;
      type = json_object_new ();
      locations = json_array_new ();
      json_array_add_string_element (locations, location);
      json_object_set_string_member (type, "resourceType", resource->type + length + 1);
      json_object_set_array_member (type, "locations", locations);
      json_array_add_object_element (types, type);
    }
  json_object_set_string_member (provider, "namespace", namespace);
  json_object_set_array_member (provider, "resourceTypes", types);
  return provider;
}

static JsonArray *
make_providers (PracticeTemplate *template, const char *location)
{
  GPtrArray *resources = practice_template_get_resources (template);
  JsonArray *providers = json_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      const char *slash = strchr (resource->type, '/');
      char *namespace = g_strndup (resource->type, slash - resource->type);

      if (g_hash_table_contains (seen, namespace))
        {
          g_free (namespace);
          continue;
        }
      g_hash_table_add (seen, namespace);
      json_array_add_object_element (providers, make_provider (namespace, resources, location));
    }
  return providers;
}

static JsonObject *
make_reference (PracticeTemplateResource *resource)
{
  JsonObject *reference = json_object_new ();

  json_object_set_string_member (reference, "id", resource->id);
  json_object_set_string_member (reference, "resourceType", resource->type);
  json_object_set_string_member (reference, "resourceName", resource->name);
  return reference;
}

static JsonArray *
make_dependencies (PracticeTemplate *template)
{
  GPtrArray *resources = practice_template_get_resources (template);
  JsonArray *dependencies = json_array_new ();

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      JsonObject *one;
      JsonArray *on;

      if (resource->depends_on->len == 0)
        continue;
      one = make_reference (resource);
      on = json_array_new ();
      for (guint j = 0; j < resource->depends_on->len; j++)
        json_array_add_object_element (
            on, make_reference (practice_template_find (template, resource->depends_on->pdata[j])));
      json_object_set_array_member (one, "dependsOn", on);
      json_array_add_object_element (dependencies, one);
    }
  return dependencies;
}

static JsonArray *
make_entries (PracticeTemplate *template)
{
  GPtrArray *resources = practice_template_get_resources (template);
  JsonArray *entries = json_array_new ();

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      JsonObject *entry;

      if (!resource->wanted)
        continue;
      entry = json_object_new ();
      json_object_set_string_member (entry, "id", resource->id);
      json_object_set_string_member (entry, "state", "waiting");
      json_array_add_object_element (entries, entry);
    }
  return entries;
}

static void
prepare_inner (PracticeCloud *cloud,
               const char *id,
               const char *scope_id,
               JsonObject *body,
               PracticeTemplate *template,
               const char *principal_id)
{
  g_autoptr (JsonObject) inner = json_object_new ();

  json_object_set_object_member (inner, "body", practice_arm_json_clone_object (body));
  json_object_set_string_member (inner, "scope", scope_id);
  json_object_set_string_member (inner, "principal", principal_id);
  json_object_set_array_member (inner, "entries", make_entries (template));
  json_object_set_double_member (inner, "clock", 0);
  json_object_set_int_member (inner, "startedAt", practice_cloud_get_now (cloud));
  practice_deployment_put_inner (cloud, id, inner);
}

static const char *
location_of (PracticeCloud *cloud, JsonObject *group, JsonObject *body)
{
  const char *location = practice_arm_json_string (group, "location");

  if (location == NULL)
    location = practice_arm_json_string (body, "location");
  return location != NULL ? location : "global";
}

void
practice_deployment_prepare (PracticeRequest *request,
                             const char *id,
                             const char *scope_id,
                             JsonObject *body,
                             PracticeTemplate *template,
                             const char *principal_id)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) document = json_object_new ();
  g_autoptr (JsonObject) group
      = practice_state_get (practice_cloud_get_state (cloud), "resource-groups", scope_id);
  JsonObject *properties = json_object_new ();
  JsonObject *given = practice_arm_json_object (body, "properties");
  g_autofree char *text
      = practice_arm_json_object_to_text (practice_arm_json_object (given, "template"));
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  const char *location = location_of (cloud, group, body);

  json_object_set_string_member (document, "id", id);
  json_object_set_string_member (document, "name", strrchr (id, '/') + 1);
  json_object_set_string_member (document, "type", "Microsoft.Resources/deployments");
  if (group == NULL)
    json_object_set_string_member (document, "location", location);
  json_object_set_object_member (document, "properties", properties);
  json_object_set_string_member (properties, "templateHash", hash);
  json_object_set_object_member (
      properties, "parameters", practice_template_show_parameters (template));
  json_object_set_string_member (properties, "mode", "Incremental");
  practice_deployment_set_state (cloud, document, "Accepted");
  json_object_set_string_member (properties, "duration", "PT0S");
  json_object_set_string_member (
      properties, "correlationId", practice_request_get_correlation_id (request));
  json_object_set_array_member (properties, "providers", make_providers (template, location));
  json_object_set_array_member (properties, "dependencies", make_dependencies (template));
  practice_deployment_put (cloud, id, document);
  prepare_inner (cloud, id, scope_id, body, template, principal_id);
}

static char *
operation_id_of (const char *resource_id)
{
  g_autofree char *folded = g_ascii_strdown (resource_id, -1);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA1, folded, -1);
  g_autofree char *upper = g_ascii_strup (digest, 16);

  return g_steal_pointer (&upper);
}

static JsonObject *
make_status_message (JsonObject *error)
{
  JsonObject *message = json_object_new ();
  JsonObject *shown = practice_arm_json_clone_object (error);

  json_object_remove_member (shown, "status");
  json_object_set_string_member (message, "status", "Failed");
  json_object_set_object_member (message, "error", shown);
  return message;
}

static const char *
get_status_code (JsonObject *entry)
{
  JsonObject *error = practice_arm_json_object (entry, "error");
  g_autoptr (PracticeRefusal) refusal = NULL;

  if (error == NULL)
    return practice_arm_json_bool (entry, "created", TRUE) ? "Created" : "OK";
  refusal = practice_refusal_from_json (error);
  return practice_refusal_get_status_word (refusal);
}

static JsonObject *
make_operation (const char *deployment_id, JsonObject *entry)
{
  JsonObject *operation = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonObject *target = json_object_new ();
  const char *resource_id = practice_arm_json_string (entry, "id");
  const char *state = practice_arm_json_string (entry, "state");
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (resource_id);
  g_autofree char *number = operation_id_of (resource_id);
  g_autofree char *operation_id = g_strconcat (deployment_id, "/operations/", number, NULL);
  JsonObject *error = practice_arm_json_object (entry, "error");

  json_object_set_string_member (target, "id", resource_id);
  json_object_set_string_member (
      target, "resourceType", id != NULL ? id->type : "Microsoft.Resources/resourceGroups");
  json_object_set_string_member (
      target, "resourceName", id != NULL ? id->name : strrchr (resource_id, '/') + 1);
  json_object_set_string_member (properties, "provisioningOperation", "Create");
  json_object_set_string_member (properties, "provisioningState", state);
  json_object_set_string_member (
      properties, "timestamp", practice_arm_json_string (entry, "timestamp"));
  json_object_set_string_member (
      properties, "duration", practice_arm_json_string (entry, "duration"));
  json_object_set_string_member (properties, "statusCode", get_status_code (entry));
  if (error != NULL)
    json_object_set_object_member (properties, "statusMessage", make_status_message (error));
  json_object_set_object_member (properties, "targetResource", target);
  json_object_set_string_member (operation, "id", operation_id);
  json_object_set_string_member (operation, "operationId", number);
  json_object_set_object_member (operation, "properties", properties);
  return operation;
}

JsonArray *
practice_deployment_list_operations (PracticeCloud *cloud, const char *id)
{
  g_autoptr (JsonObject) inner = practice_deployment_get_inner (cloud, id);
  JsonArray *entries = practice_arm_json_array (inner, "entries");
  JsonArray *operations = json_array_new ();

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);

      if (strcmp (practice_arm_json_string (entry, "state"), "waiting") != 0)
        json_array_add_object_element (operations, make_operation (id, entry));
    }
  return operations;
}
