/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-private.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"

#include <string.h>

/* Azure's own limit for resources in a template */
#define MAX_RESOURCES 800

void
practice_template_resource_free (PracticeTemplateResource *resource)
{
  g_free (resource->id);
  g_free (resource->type);
  g_free (resource->name);
  g_free (resource->api_version);
  g_ptr_array_unref (resource->depends_on);
  json_object_unref (resource->source);
  g_free (resource);
}

gboolean
practice_template_find_condition (PracticeTemplate *self,
                                  JsonObject *source,
                                  gboolean *wanted,
                                  GError **error)
{
  JsonNode *condition = practice_arm_json_member (source, "condition");
  g_autoptr (JsonNode) value = NULL;

  *wanted = TRUE;
  if (condition == NULL)
    return TRUE;
  value = practice_template_evaluate_node (&self->context, condition, FALSE, error);
  if (value == NULL)
    return FALSE;
  if (!practice_arm_json_is_bool (value))
    {
      practice_template_refuse (error, "The resource condition must be a boolean.");
      return FALSE;
    }
  *wanted = json_node_get_boolean (value);
  return TRUE;
}

static char *
member_text (PracticeTemplate *self, JsonObject *source, const char *member, GError **error)
{
  const char *text = practice_arm_json_string (source, member);

  if (text == NULL)
    return practice_template_refuse (
        error, "The template resource has no property '%s' that is a string.", member);
  return practice_template_evaluate_text (&self->context, text, error);
}

static char *
dup_scope_id (PracticeTemplate *self, JsonObject *source, GError **error)
{
  g_autofree char *scope = NULL;

  if (practice_arm_json_member (source, "scope") == NULL)
    return g_strdup (self->base_id);
  scope = member_text (self, source, "scope", error);
  if (scope == NULL)
    return NULL;
  if (strcmp (scope, "/") == 0)
    return g_strdup ("");
  return scope[0] == '/' ? g_strdup (scope)
                         : g_strconcat (self->base_id, "/providers/", scope, NULL);
}

/* type "A.B/c/d" and name "x/y" within a scope → its id */
static char *
make_id (const char *scope_id, const char *type, const char *name, GError **error)
{
  g_auto (GStrv) types = g_strsplit (type, "/", -1);
  g_auto (GStrv) names = g_strsplit (name, "/", -1);
  g_autoptr (GString) id = g_string_new (scope_id);

  if (g_strv_length (types) != g_strv_length (names) + 1)
    return practice_template_refuse (
        error,
        "The template resource '%s' for type '%s' has incorrect segment lengths. A nested resource "
        "type must have identical number of segments as its resource name. A root resource type "
        "must have segment length one greater than its resource name.",
        name,
        type);
  if (g_ascii_strcasecmp (type, "Microsoft.Resources/resourceGroups") == 0)
    return g_strconcat (scope_id, "/resourceGroups/", name, NULL);
  g_string_append_printf (id, "/providers/%s", types[0]);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (*names[i] == '\0')
        return practice_template_refuse (error,
                                         "The template resource '%s' of type '%s' has an empty "
                                         "name segment.",
                                         name,
                                         type);
      g_string_append_printf (id, "/%s/%s", types[i + 1], names[i]);
    }
  return g_strdup (id->str);
}

PracticeTemplateResource *
practice_template_find (PracticeTemplate *self, const char *id)
{
  for (guint i = 0; i < self->resources->len; i++)
    {
      PracticeTemplateResource *resource = self->resources->pdata[i];

      if (g_ascii_strcasecmp (resource->id, id) == 0)
        return resource;
    }
  return NULL;
}

static gboolean
fill_resource (PracticeTemplate *self,
               PracticeTemplateResource *resource,
               PracticeTemplateResource *parent,
               GError **error)
{
  g_autofree char *scope_id = dup_scope_id (self, resource->source, error);

  if (scope_id == NULL)
    return FALSE;
  resource->type = member_text (self, resource->source, "type", error);
  if (resource->type == NULL)
    return FALSE;
  resource->name = member_text (self, resource->source, "name", error);
  if (resource->name == NULL)
    return FALSE;
  resource->api_version = member_text (self, resource->source, "apiVersion", error);
  if (resource->api_version == NULL)
    return FALSE;
  if (parent != NULL && strchr (resource->type, '/') == NULL)
    {
      g_autofree char *type = g_steal_pointer (&resource->type);
      g_autofree char *name = g_steal_pointer (&resource->name);

      resource->type = g_strconcat (parent->type, "/", type, NULL);
      resource->name = g_strconcat (parent->name, "/", name, NULL);
      g_ptr_array_add (resource->depends_on, g_strdup (parent->id));
    }
  resource->id = make_id (scope_id, resource->type, resource->name, error);
  return resource->id != NULL
         && practice_template_find_condition (self, resource->source, &resource->wanted, error);
}

static gboolean add_resources (PracticeTemplate *self,
                               JsonArray *sources,
                               PracticeTemplateResource *parent,
                               GError **error);

static gboolean
add_resource (PracticeTemplate *self,
              JsonNode *node,
              PracticeTemplateResource *parent,
              GError **error)
{
  PracticeTemplateResource *resource;
  JsonArray *children;

  if (!JSON_NODE_HOLDS_OBJECT (node) || self->resources->len == MAX_RESOURCES)
    {
      practice_template_refuse (
          error, "The template resources must be objects, at most %d of them.", MAX_RESOURCES);
      return FALSE;
    }
  resource = g_new0 (PracticeTemplateResource, 1);
  resource->source = json_node_dup_object (node);
  resource->depends_on = g_ptr_array_new_with_free_func (g_free);
  if (!fill_resource (self, resource, parent, error))
    {
      practice_template_resource_free (resource);
      return FALSE;
    }
  if (practice_template_find (self, resource->id) != NULL)
    {
      practice_template_refuse (
          error, "The resource '%s' is defined multiple times in a template.", resource->id);
      practice_template_resource_free (resource);
      return FALSE;
    }
  if (parent != NULL && !parent->wanted)
    resource->wanted = FALSE;
  g_ptr_array_add (self->resources, resource);
  children = practice_arm_json_array (resource->source, "resources");
  return children == NULL || add_resources (self, children, resource, error);
}

static gboolean
add_resources (PracticeTemplate *self,
               JsonArray *sources,
               PracticeTemplateResource *parent,
               GError **error)
{
  for (guint i = 0; i < json_array_get_length (sources); i++)
    if (!add_resource (self, json_array_get_element (sources, i), parent, error))
      return FALSE;
  return TRUE;
}

gboolean
practice_template_read_resources (PracticeTemplate *self, GError **error)
{
  return add_resources (self, practice_arm_json_array (self->source, "resources"), NULL, error)
         && practice_template_find_dependencies (self, error);
}
