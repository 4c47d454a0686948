/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-network-parts.h"

#include "practice-arm-json.h"
#include "practice-resources.h"

#include <string.h>

static char *
make_etag (void)
{
  g_autofree char *guid = g_uuid_string_random ();

  return g_strdup_printf ("W/\"%s\"", guid);
}

static void
fill_part (const PracticeArmId *parent, JsonObject *part, const char *array)
{
  const char *name = practice_arm_json_string (part, "name");
  g_autofree char *etag = make_etag ();
  g_autofree char *id = g_strconcat (parent->id, "/", array, "/", name != NULL ? name : "", NULL);
  g_autofree char *type = g_strconcat (parent->type, "/", array, NULL);
  JsonObject *properties = practice_arm_json_object (part, "properties");

  if (properties == NULL)
    {
      properties = json_object_new ();
      json_object_set_object_member (part, "properties", properties);
    }
  practice_arm_json_set (part, "id", practice_arm_json_new_string (id));
  practice_arm_json_set (part, "type", practice_arm_json_new_string (type));
  practice_arm_json_set (part, "etag", practice_arm_json_new_string (etag));
  practice_arm_json_set (
      properties, "provisioningState", practice_arm_json_new_string ("Succeeded"));
}

static void
forget_own_parts (PracticeCloud *cloud, const PracticeArmId *parent, const char *array)
{
  g_autofree char *prefix = g_strconcat (parent->id, "/", array, "/", NULL);

  practice_state_remove_prefix (practice_cloud_get_state (cloud), "resources", prefix);
}

void
practice_network_fill_parts (PracticeCloud *cloud,
                             const PracticeArmId *parent,
                             JsonObject *resource,
                             const char *array,
                             gboolean own)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonArray *parts = practice_arm_json_array (properties, array);

  if (own)
    forget_own_parts (cloud, parent, array);
  if (parts == NULL)
    {
      json_object_set_array_member (properties, array, json_array_new ());
      return;
    }
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonNode *node = json_array_get_element (parts, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      fill_part (parent, json_node_get_object (node), array);
      if (own)
        practice_resources_put (cloud,
                                practice_arm_json_string (json_node_get_object (node), "id"),
                                json_node_get_object (node));
    }
}

static int
find_part (JsonArray *parts, const char *name)
{
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonNode *node = json_array_get_element (parts, i);
      const char *other = JSON_NODE_HOLDS_OBJECT (node)
                              ? practice_arm_json_string (json_node_get_object (node), "name")
                              : NULL;

      if (other != NULL && g_ascii_strcasecmp (other, name) == 0)
        return (int) i;
    }
  return -1;
}

static JsonArray *
array_of (JsonObject *parent, const char *array)
{
  return practice_arm_json_array (practice_arm_json_object (parent, "properties"), array);
}

void
practice_network_join_part (PracticeCloud *cloud,
                            const PracticeArmId *part,
                            const char *array,
                            JsonObject *document)
{
  g_autoptr (JsonObject) parent = practice_resources_get (cloud, part->parent_id);
  JsonArray *parts = array_of (parent, array);
  int at = parts != NULL ? find_part (parts, part->leaf) : -1;

  if (parts == NULL)
    return;
  if (at >= 0)
    json_array_remove_element (parts, (guint) at);
  json_array_add_object_element (parts, practice_arm_json_clone_object (document));
  practice_resources_put (cloud, part->parent_id, parent);
}

void
practice_network_leave_part (PracticeCloud *cloud, const PracticeArmId *part, const char *array)
{
  g_autoptr (JsonObject) parent = practice_resources_get (cloud, part->parent_id);
  JsonArray *parts = array_of (parent, array);
  int at = parts != NULL ? find_part (parts, part->leaf) : -1;

  if (at < 0)
    return;
  json_array_remove_element (parts, (guint) at);
  practice_resources_put (cloud, part->parent_id, parent);
}

/* "…/loadBalancers/x/backendAddressPools/be" is there when x is and has such a part. */
static gboolean
is_there (PracticeCloud *cloud, const char *id_text)
{
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (id_text);
  g_autoptr (JsonObject) parent = NULL;
  g_auto (GStrv) types = NULL;
  JsonArray *parts;

  if (id == NULL || id->name == NULL)
    return FALSE;
  if (practice_state_has (practice_cloud_get_state (cloud), "resources", id_text))
    return TRUE;
  if (id->parent_id == NULL)
    return FALSE;
  parent = practice_resources_get (cloud, id->parent_id);
  types = g_strsplit (id->type, "/", -1);
  parts = array_of (parent, types[g_strv_length (types) - 1]);
  return parts != NULL && find_part (parts, id->leaf) >= 0;
}

PracticeRefusal *
practice_network_check_reference (PracticeCloud *cloud,
                                  const PracticeArmId *user,
                                  JsonObject *holder)
{
  const char *id = practice_arm_json_string (holder, "id");

  if (id == NULL || practice_arm_id_is_within (id, user->id) || is_there (cloud, id))
    return NULL;
  return practice_refusal_new (400,
                               "InvalidResourceReference",
                               "Resource %s referenced by resource %s was not found. Please make "
                               "sure that the referenced resource exists, and that both resources "
                               "are in the same region.",
                               id,
                               user->id);
}

PracticeRefusal *
practice_network_check_unused (PracticeCloud *cloud, const PracticeArmId *id, const char *code)
{
  g_autofree char *user = practice_resources_find_user (cloud, id->id);

  if (user == NULL)
    return NULL;
  return practice_refusal_new (
      400, code, "The resource %s cannot be deleted since it is in use by %s.", id->id, user);
}
