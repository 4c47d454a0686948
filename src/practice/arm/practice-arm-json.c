/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm-json.h"

static const char *
written_name (JsonObject *object, const char *name)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  if (json_object_has_member (object, name))
    return name;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node))
    if (g_ascii_strcasecmp (member, name) == 0)
      return member;
  return NULL;
}

JsonNode *
practice_arm_json_member (JsonObject *object, const char *name)
{
  const char *written = object != NULL ? written_name (object, name) : NULL;

  return written != NULL ? json_object_get_member (object, written) : NULL;
}

JsonObject *
practice_arm_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = practice_arm_json_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
practice_arm_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = practice_arm_json_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
practice_arm_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = practice_arm_json_member (object, name);

  return practice_arm_json_is_string (node) ? json_node_get_string (node) : NULL;
}

gint64
practice_arm_json_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = practice_arm_json_member (object, name);

  return practice_arm_json_is_int (node) ? json_node_get_int (node) : otherwise;
}

gboolean
practice_arm_json_bool (JsonObject *object, const char *name, gboolean otherwise)
{
  JsonNode *node = practice_arm_json_member (object, name);

  return practice_arm_json_is_bool (node) ? json_node_get_boolean (node) : otherwise;
}

JsonNode *
practice_arm_json_at (JsonObject *object, ...)
{
  JsonNode *node = NULL;
  const char *name;
  va_list names;

  va_start (names, object);
  while ((name = va_arg (names, const char *)) != NULL)
    {
      node = practice_arm_json_member (object, name);
      object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    }
  va_end (names);
  return node;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
practice_arm_json_is_string (JsonNode *node)
{
  return holds (node, G_TYPE_STRING);
}

gboolean
practice_arm_json_is_int (JsonNode *node)
{
  return holds (node, G_TYPE_INT64);
}

gboolean
practice_arm_json_is_bool (JsonNode *node)
{
  return holds (node, G_TYPE_BOOLEAN);
}

static JsonArray *
clone_array (JsonArray *array)
{
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, practice_arm_json_clone (json_array_get_element (array, i)));
  return copy;
}

JsonNode *
practice_arm_json_clone (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, practice_arm_json_clone_object (json_node_get_object (node)));
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, clone_array (json_node_get_array (node)));
      return copy;
    }
  return json_node_copy (node);
}

JsonObject *
practice_arm_json_clone_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (copy, name, practice_arm_json_clone (node));
  return copy;
}

JsonNode *
practice_arm_json_from_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return node;
}

JsonNode *
practice_arm_json_new_string (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

JsonNode *
practice_arm_json_new_int (gint64 number)
{
  return json_node_init_int (json_node_alloc (), number);
}

JsonNode *
practice_arm_json_new_bool (gboolean truth)
{
  return json_node_init_boolean (json_node_alloc (), truth);
}

char *
practice_arm_json_to_text (JsonNode *node)
{
  return json_to_string (node, FALSE);
}

char *
practice_arm_json_object_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = practice_arm_json_from_object (object);

  return json_to_string (node, FALSE);
}

JsonObject *
practice_arm_json_parse_object (const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return json_node_dup_object (node);
}

void
practice_arm_json_set (JsonObject *object, const char *name, JsonNode *node)
{
  const char *written = written_name (object, name);

  json_object_set_member (object, written != NULL ? written : name, node);
}

void
practice_arm_json_set_default (JsonObject *object, const char *name, JsonNode *node)
{
  if (written_name (object, name) == NULL)
    json_object_set_member (object, name, node);
  else
    json_node_unref (node);
}

void
practice_arm_json_merge (JsonObject *object, JsonObject *patch)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, patch);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *inner = practice_arm_json_object (object, name);

      if (inner != NULL && JSON_NODE_HOLDS_OBJECT (node))
        practice_arm_json_merge (inner, json_node_get_object (node));
      else
        practice_arm_json_set (object, name, practice_arm_json_clone (node));
    }
}
