/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-private.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"

PracticeTemplateResource *
practice_template_find_named (PracticeTemplate *self, const char *what, GError **error)
{
  PracticeTemplateResource *found = NULL;

  if (what[0] == '/')
    return practice_template_find (self, what);
  for (guint i = 0; i < self->resources->len; i++)
    {
      PracticeTemplateResource *resource = self->resources->pdata[i];
      g_autofree char *long_name = g_strconcat (resource->type, "/", resource->name, NULL);

      if (g_ascii_strcasecmp (resource->name, what) != 0
          && g_ascii_strcasecmp (long_name, what) != 0)
        continue;
      if (found != NULL)
        return practice_template_refuse (error,
                                         "The resource reference '%s' is ambiguous: several "
                                         "resources of the template have that name.",
                                         what);
      found = resource;
    }
  return found;
}

static void
add_dependency (PracticeTemplateResource *resource, PracticeTemplateResource *on)
{
  for (guint i = 0; i < resource->depends_on->len; i++)
    if (g_ascii_strcasecmp (resource->depends_on->pdata[i], on->id) == 0)
      return;
  g_ptr_array_add (resource->depends_on, g_strdup (on->id));
}

static gboolean
find_explicit_dependencies (PracticeTemplate *self,
                            PracticeTemplateResource *resource,
                            GError **error)
{
  JsonArray *names = practice_arm_json_array (resource->source, "dependsOn");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);
      const char *text = practice_arm_json_is_string (node) ? json_node_get_string (node) : "";
      g_autofree char *what = practice_template_evaluate_text (&self->context, text, error);
      g_autoptr (GError) problem = NULL;
      PracticeTemplateResource *on;

      if (what == NULL)
        return FALSE;
      on = practice_template_find_named (self, what, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (on == NULL)
        {
          practice_template_refuse (
              error, "The resource '%s' is not defined in the template.", what);
          return FALSE;
        }
      add_dependency (resource, on);
    }
  return TRUE;
}

typedef struct
{
  PracticeTemplate *template;
  PracticeTemplateResource *resource;
} Search;

static void
on_reference_found (PracticeExpression *call, gpointer data)
{
  Search *search = data;
  g_autoptr (JsonNode) what = NULL;
  PracticeTemplateResource *on;

  if (call->arguments->len == 0)
    return;
  what = practice_template_evaluate_expression (
      &search->template->context, call->arguments->pdata[0], NULL);
  if (what == NULL || !practice_arm_json_is_string (what))
    return;
  on = practice_template_find_named (search->template, json_node_get_string (what), NULL);
  if (on != NULL)
    add_dependency (search->resource, on);
}

/* Expressions that cannot be read are left for the evaluation, which names the resource. */
static void
find_implicit_dependencies (Search *search, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, NULL, &member))
        find_implicit_dependencies (search, member);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        find_implicit_dependencies (search, json_array_get_element (array, i));
    }
  else if (practice_arm_json_is_string (node)
           && practice_expression_is_one (json_node_get_string (node)))
    {
      g_autoptr (PracticeExpression) expression
          = practice_expression_parse (json_node_get_string (node), NULL);

      if (expression != NULL)
        practice_expression_visit_calls (expression, "reference", on_reference_found, search);
    }
}

static gboolean
find_all_dependencies (PracticeTemplate *self, GError **error)
{
  static const char *const searched[] = { "properties", "identity", "tags", "sku", "location" };

  for (guint i = 0; i < self->resources->len; i++)
    {
      Search search = { self, self->resources->pdata[i] };

      if (!find_explicit_dependencies (self, search.resource, error))
        return FALSE;
      for (guint j = 0; j < G_N_ELEMENTS (searched); j++)
        {
          JsonNode *node = practice_arm_json_member (search.resource->source, searched[j]);

          if (node != NULL)
            find_implicit_dependencies (&search, node);
        }
    }
  return TRUE;
}

/* Depth first; a resource met again on its own way closes a circle. */
static gboolean
check_circle (PracticeTemplate *self,
              PracticeTemplateResource *resource,
              GHashTable *visited,
              GHashTable *on_way,
              GError **error)
{
  if (g_hash_table_contains (visited, resource))
    return TRUE;
  if (!g_hash_table_add (on_way, resource))
    {
      practice_template_refuse (
          error, "Circular dependency detected on resource: '%s'.", resource->id);
      return FALSE;
    }
  for (guint i = 0; i < resource->depends_on->len; i++)
    {
      PracticeTemplateResource *on = practice_template_find (self, resource->depends_on->pdata[i]);

      if (on != NULL && !check_circle (self, on, visited, on_way, error))
        return FALSE;
    }
  g_hash_table_remove (on_way, resource);
  g_hash_table_add (visited, resource);
  return TRUE;
}

static gboolean
check_circles (PracticeTemplate *self, GError **error)
{
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) on_way = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->resources->len; i++)
    if (!check_circle (self, self->resources->pdata[i], visited, on_way, error))
      return FALSE;
  return TRUE;
}

gboolean
practice_template_find_dependencies (PracticeTemplate *self, GError **error)
{
  return find_all_dependencies (self, error) && check_circles (self, error);
}
