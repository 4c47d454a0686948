/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-template-drift.h"

#include <glib/gi18n.h>

#include "depot-azure-nouns.h"
#include "depot-json.h"

/* Where the comparison stands. */
typedef struct
{
  const char *owner; /* "Load balancer palouse-lb" */
  GPtrArray *path;   /* char *, borrowed */
  GPtrArray *differences;
} Comparison;

static char *
dup_path (Comparison *comparison)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < comparison->path->len; i++)
    if (!g_str_equal (comparison->path->pdata[i], "properties")) /* says nothing to a person */
      g_string_append_printf (
          path, "%s%s", path->len > 0 ? " › " : "", (const char *) comparison->path->pdata[i]);
  return g_string_free_and_steal (path);
}

static char *
dup_value (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

static void
note_value (Comparison *comparison, JsonNode *is, JsonNode *was)
{
  g_autofree char *path = dup_path (comparison);
  g_autofree char *now = dup_value (is);
  g_autofree char *then = dup_value (was);

  g_ptr_array_add (
      comparison->differences,
      /* Translators: a resource, the place in it, the value found and the value
         deployed: "Load balancer palouse-lb: probes › https › port is 8443 and was
         deployed as 443" */
      g_strdup_printf (
          _ ("%s: %s is %s and was deployed as %s"), comparison->owner, path, now, then));
}

static void
note_part (Comparison *comparison, const char *format)
{
  g_autofree char *path = dup_path (comparison);

  g_ptr_array_add (comparison->differences, g_strdup_printf (format, comparison->owner, path));
}

static gboolean
is_expression (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_STRING
         && g_str_has_prefix (json_node_get_string (node), "[");
}

static void compare (Comparison *comparison, JsonNode *was, JsonNode *is);

static void
compare_below (Comparison *comparison, const char *name, JsonNode *was, JsonNode *is)
{
  g_ptr_array_add (comparison->path, (gpointer) name);
  compare (comparison, was, is);
  g_ptr_array_set_size (comparison->path, (int) comparison->path->len - 1);
}

static void
compare_objects (Comparison *comparison, JsonObject *was, JsonObject *is)
{
  JsonObjectIter iterator;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iterator, was);
  while (json_object_iter_next (&iterator, &name, &node))
    if (*name != '[' && json_object_has_member (is, name))
      compare_below (comparison, name, node, json_object_get_member (is, name));
}

static const char *
name_of (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node)
             ? depot_json_peek_string (json_node_get_object (node), "name")
             : NULL;
}

static JsonNode *
find_named (JsonArray *array, const char *name)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *other = name_of (json_array_get_element (array, i));

      if (other != NULL && g_ascii_strcasecmp (other, name) == 0)
        return json_array_get_element (array, i);
    }
  return NULL;
}

static void
look_for_part (Comparison *comparison, JsonNode *was, JsonArray *is)
{
  const char *name = name_of (was);
  JsonNode *found = name != NULL ? find_named (is, name) : NULL;

  if (name == NULL)
    return;
  if (found != NULL)
    {
      compare_below (comparison, name, was, found);
      return;
    }
  g_ptr_array_add (comparison->path, (gpointer) name);
  /* Translators: a resource and a part of it */
  note_part (comparison, _ ("%s: %s was deployed and is missing"));
  g_ptr_array_set_size (comparison->path, (int) comparison->path->len - 1);
}

/* Nobody but us opens the firewall. */
static void
look_for_strangers (Comparison *comparison, JsonArray *was, JsonArray *is)
{
  for (guint i = 0; i < json_array_get_length (is); i++)
    {
      const char *name = name_of (json_array_get_element (is, i));

      if (name == NULL || find_named (was, name) != NULL)
        continue;
      g_ptr_array_add (comparison->path, (gpointer) name);
      /* Translators: a resource and a part of it */
      note_part (comparison, _ ("%s: %s was added outside"));
      g_ptr_array_set_size (comparison->path, (int) comparison->path->len - 1);
    }
}

static void
compare_arrays (Comparison *comparison, JsonArray *was, JsonArray *is)
{
  const char *place = comparison->path->pdata[comparison->path->len - 1];

  for (guint i = 0; i < json_array_get_length (was); i++)
    look_for_part (comparison, json_array_get_element (was, i), is);
  if (g_str_equal (place, "securityRules"))
    look_for_strangers (comparison, was, is);
}

static gboolean
is_same_value (JsonNode *was, JsonNode *is)
{
  g_autofree char *then = dup_value (was);
  g_autofree char *now = dup_value (is);

  return g_ascii_strcasecmp (then, now) == 0;
}

static void
compare (Comparison *comparison, JsonNode *was, JsonNode *is)
{
  if (JSON_NODE_HOLDS_OBJECT (was) && JSON_NODE_HOLDS_OBJECT (is))
    compare_objects (comparison, json_node_get_object (was), json_node_get_object (is));
  else if (JSON_NODE_HOLDS_ARRAY (was) && JSON_NODE_HOLDS_ARRAY (is))
    compare_arrays (comparison, json_node_get_array (was), json_node_get_array (is));
  else if (JSON_NODE_HOLDS_VALUE (was) && JSON_NODE_HOLDS_VALUE (is) && !is_expression (was)
           && !is_same_value (was, is))
    note_value (comparison, is, was);
}

static JsonObject *
find_type (JsonObject *template_, const char *type)
{
  JsonArray *resources = depot_json_peek_array (template_, "resources");

  for (guint i = 0; resources != NULL && i < json_array_get_length (resources); i++)
    {
      JsonObject *resource = json_array_get_object_element (resources, i);
      const char *other = depot_json_peek_string (resource, "type");

      if (other != NULL && g_ascii_strcasecmp (other, type) == 0)
        return resource;
    }
  return NULL;
}

/* Autoscale is the admin's own to switch. */
static gboolean
is_judged (const char *type)
{
  return g_ascii_strcasecmp (type, "Microsoft.Insights/autoscalesettings") != 0;
}

void
depot_template_drift_find (JsonObject *template_, JsonObject *resource, GPtrArray *differences)
{
  const char *type = depot_json_peek_string (resource, "type");
  const char *name = depot_json_peek_string (resource, "name");
  JsonObject *was = type != NULL && is_judged (type) ? find_type (template_, type) : NULL;
  JsonObject *is = depot_json_peek_object (resource, "properties");
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autofree char *owner = NULL;

  if (was == NULL || is == NULL || !json_object_has_member (was, "properties"))
    return;
  owner = g_strjoin (" ",
                     depot_resource_type_get_label (depot_json_peek_string (was, "type")),
                     name != NULL ? name : "",
                     NULL);
  compare_objects (&(Comparison) { owner, path, differences },
                   json_object_get_object_member (was, "properties"),
                   is);
}
