/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-region-names.h"

#include "depot-azure-nouns.h"
#include "depot-json.h"

/* Of each environment id → name; both interned: there are a few dozen regions. */
static GHashTable *
get_names (const char *cloud_id)
{
  static GHashTable *clouds;
  GHashTable *names;

  if (clouds == NULL)
    clouds = g_hash_table_new_full (
        g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  if (cloud_id == NULL)
    return clouds;
  names = g_hash_table_lookup (clouds, cloud_id);
  if (names == NULL)
    {
      names = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (clouds, g_strdup (cloud_id), names);
    }
  return names;
}

static gboolean
learn (GHashTable *names, const char *id, const char *name)
{
  if (id == NULL || name == NULL || *name == '\0'
      || g_strcmp0 (g_hash_table_lookup (names, id), name) == 0)
    return FALSE;
  g_hash_table_insert (names, (gpointer) g_intern_string (id), (gpointer) g_intern_string (name));
  return TRUE;
}

char *
depot_region_names_add (const char *cloud_id, GListModel *regions)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GHashTable *names;
  GHashTableIter iter;
  gpointer id, name;

  g_return_val_if_fail (cloud_id != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (regions), NULL);

  names = get_names (cloud_id);
  for (guint i = 0; i < g_list_model_get_n_items (regions); i++)
    {
      g_autoptr (DepotRegion) region = g_list_model_get_item (regions, i);

      learn (names, depot_region_get_id (region), depot_region_get_name (region));
    }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &id, &name))
    json_object_set_string_member (object, id, name);
  return depot_json_object_to_text (object);
}

gboolean
depot_region_names_load (const char *cloud_id, const char *text)
{
  g_autoptr (JsonObject) object = text != NULL ? depot_json_parse_object (text, -1, NULL) : NULL;
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;
  gboolean is_new = FALSE;

  g_return_val_if_fail (cloud_id != NULL, FALSE);

  if (object == NULL)
    return FALSE;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &id, &node))
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      is_new |= learn (get_names (cloud_id), id, json_node_get_string (node));
  return is_new;
}

static const char *
find_anywhere (const char *region_id)
{
  GHashTableIter iter;
  gpointer names;

  g_hash_table_iter_init (&iter, get_names (NULL));
  while (g_hash_table_iter_next (&iter, NULL, &names))
    if (g_hash_table_contains (names, region_id))
      return g_hash_table_lookup (names, region_id);
  return region_id;
}

const char *
depot_region_names_get (const char *cloud_id, const char *region_id)
{
  const char *name;

  if (region_id == NULL)
    return NULL;
  if (cloud_id == NULL)
    return find_anywhere (region_id);
  name = g_hash_table_lookup (get_names (cloud_id), region_id);
  return name != NULL ? name : region_id;
}
