/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployments.h"

#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-resources.h"

#include <string.h>

static JsonObject *
make_property_change (const char *path, const char *type, JsonNode *before, JsonNode *after)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "path", path);
  json_object_set_string_member (change, "propertyChangeType", type);
  if (before != NULL)
    json_object_set_member (change, "before", practice_arm_json_clone (before));
  if (after != NULL)
    json_object_set_member (change, "after", practice_arm_json_clone (after));
  return change;
}

/* What is still an expression cannot be compared; what the template does not name stays. */
static void
compare (const char *path, JsonNode *before, JsonNode *after, JsonArray *delta)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (practice_arm_json_is_string (after)
      && practice_expression_is_one (json_node_get_string (after)))
    return;
  if (before == NULL)
    {
      json_array_add_object_element (delta, make_property_change (path, "Create", NULL, after));
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (before) || !JSON_NODE_HOLDS_OBJECT (after))
    {
      if (!JSON_NODE_HOLDS_ARRAY (after) && !json_node_equal (before, after))
        json_array_add_object_element (delta, make_property_change (path, "Modify", before, after));
      return;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (after));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *below
          = *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);

      compare (below, practice_arm_json_member (json_node_get_object (before), name), node, delta);
    }
}

static JsonObject *
make_after (PracticeCloud *cloud, PracticeTemplate *template, PracticeTemplateResource *resource)
{
  PracticeReferenceScope scope = { cloud, template };
  JsonObject *after = practice_template_evaluate_resource (
      template, resource, TRUE, practice_deployment_resolve, &scope, NULL);
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (resource->id);

  if (after == NULL)
    return json_object_new ();
  json_object_set_string_member (after, "id", resource->id);
  if (id != NULL && id->group != NULL)
    json_object_set_string_member (after, "resourceGroup", id->group);
  if (id != NULL)
    json_object_set_string_member (after, "name", id->leaf);
  return after;
}

static JsonObject *
get_before (PracticeCloud *cloud, const char *id)
{
  JsonObject *before = practice_resources_get (cloud, id);

  return before != NULL
             ? before
             : practice_state_get (practice_cloud_get_state (cloud), "role-assignments", id);
}

static JsonArray *
make_delta (JsonObject *before, JsonObject *after)
{
  static const char *const compared[] = { "location", "tags", "sku", "kind", "properties" };
  JsonArray *delta = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      JsonNode *node = practice_arm_json_member (after, compared[i]);

      if (node != NULL)
        compare (compared[i], practice_arm_json_member (before, compared[i]), node, delta);
    }
  return delta;
}

static JsonObject *
make_change (PracticeCloud *cloud,
             PracticeTemplate *template,
             PracticeTemplateResource *resource,
             gboolean with_payload)
{
  JsonObject *change = json_object_new ();
  g_autoptr (JsonObject) before = get_before (cloud, resource->id);
  g_autoptr (JsonObject) after = make_after (cloud, template, resource);
  g_autoptr (JsonArray) delta = before != NULL ? make_delta (before, after) : NULL;
  const char *type = "Create";

  if (before != NULL && with_payload)
    type = json_array_get_length (delta) > 0 ? "Modify" : "NoChange";
  else if (before != NULL)
    type = "Deploy";
  json_object_set_string_member (change, "resourceId", resource->id);
  json_object_set_string_member (change, "changeType", type);
  if (!with_payload)
    return change;
  if (before != NULL)
    json_object_set_object_member (change, "before", json_object_ref (before));
  json_object_set_object_member (change, "after", json_object_ref (after));
  if (strcmp (type, "Modify") == 0)
    json_object_set_array_member (change, "delta", json_array_ref (delta));
  return change;
}

/* What stands in the scope and not in the template is left as it is. */
static void
add_ignored (PracticeCloud *cloud,
             const char *scope_id,
             PracticeTemplate *template,
             gboolean with_payload,
             JsonArray *changes)
{
  g_autoptr (GPtrArray) all = practice_resources_list (cloud, scope_id, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const char *id = practice_arm_json_string (all->pdata[i], "id");
      const PracticeResourceType *type
          = practice_resource_type_find (practice_arm_json_string (all->pdata[i], "type"));
      JsonObject *change;

      if (practice_template_find (template, id) != NULL || type == NULL
          || (type->flags & PRACTICE_RESOURCE_CHILD))
        continue;
      change = json_object_new ();
      json_object_set_string_member (change, "resourceId", id);
      json_object_set_string_member (change, "changeType", "Ignore");
      if (with_payload)
        {
          json_object_set_object_member (change, "before", json_object_ref (all->pdata[i]));
          json_object_set_object_member (change, "after", json_object_ref (all->pdata[i]));
        }
      json_array_add_object_element (changes, change);
    }
}

JsonObject *
practice_what_if (PracticeCloud *cloud,
                  const char *scope_id,
                  PracticeTemplate *template,
                  gboolean with_payload)
{
  GPtrArray *resources = practice_template_get_resources (template);
  JsonObject *result = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *changes = json_array_new ();

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];

      if (resource->wanted)
        json_array_add_object_element (changes,
                                       make_change (cloud, template, resource, with_payload));
    }
  add_ignored (cloud, scope_id, template, with_payload, changes);
  json_object_set_array_member (properties, "changes", changes);
  json_object_set_string_member (result, "status", "Succeeded");
  json_object_set_object_member (result, "properties", properties);
  return result;
}
