/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"
#include "practice-template-parameters.h"

#include <string.h>

/* Azure's own limit for resources in a template */
#define MAX_RESOURCES 800

struct _PracticeTemplate
{
  JsonObject *source;
  JsonObject *declared; /* parameters */
  char *base_id;
  PracticeTemplateContext context;
  GPtrArray *resources;
};

static void
resource_free (PracticeTemplateResource *resource)
{
  g_free (resource->id);
  g_free (resource->type);
  g_free (resource->name);
  g_free (resource->api_version);
  g_ptr_array_unref (resource->depends_on);
  json_object_unref (resource->source);
  g_free (resource);
}

static gboolean
find_condition (PracticeTemplate *self, JsonObject *source, gboolean *wanted, GError **error)
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
  return resource->id != NULL && find_condition (self, resource->source, &resource->wanted, error);
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
      resource_free (resource);
      return FALSE;
    }
  if (practice_template_find (self, resource->id) != NULL)
    {
      practice_template_refuse (
          error, "The resource '%s' is defined multiple times in a template.", resource->id);
      resource_free (resource);
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

/* By id, by name, or by type and name; NULL with an error when two have the name, NULL without one
 * when none has it. */
static PracticeTemplateResource *
find_named (PracticeTemplate *self, const char *what, GError **error)
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
      on = find_named (self, what, &problem);
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
  on = find_named (search->template, json_node_get_string (what), NULL);
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
find_dependencies (PracticeTemplate *self, GError **error)
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

static gboolean
check_frame (JsonObject *source, GError **error)
{
  if (practice_arm_json_string (source, "$schema") == NULL
      || practice_arm_json_string (source, "contentVersion") == NULL
      || practice_arm_json_array (source, "resources") == NULL)
    {
      practice_template_refuse (error,
                                "Required property '$schema', 'contentVersion' or 'resources' not "
                                "found in the template.");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_template (PracticeTemplate *self, JsonObject *parameters, GError **error)
{
  return check_frame (self->source, error)
         && practice_template_bind_parameters (&self->context, self->declared, parameters, error)
         && add_resources (self, practice_arm_json_array (self->source, "resources"), NULL, error)
         && find_dependencies (self, error) && check_circles (self, error);
}

static JsonObject *
ref_or_empty (JsonObject *object)
{
  return object != NULL ? json_object_ref (object) : json_object_new ();
}

PracticeTemplate *
practice_template_new (JsonObject *source,
                       JsonObject *parameters,
                       const PracticeTemplateScope *scope,
                       GError **error)
{
  g_autoptr (PracticeTemplate) self = g_new0 (PracticeTemplate, 1);
  g_autoptr (GError) problem = NULL;

  self->source = json_object_ref (source);
  self->declared = ref_or_empty (practice_arm_json_object (source, "parameters"));
  self->base_id = g_strdup (scope->base_id);
  self->resources = g_ptr_array_new_with_free_func ((GDestroyNotify) resource_free);
  self->context.parameters = json_object_new ();
  self->context.variables = ref_or_empty (practice_arm_json_object (source, "variables"));
  self->context.worked_out
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  self->context.subscription = ref_or_empty (scope->subscription);
  self->context.deployment = ref_or_empty (scope->deployment);
  self->context.environment = ref_or_empty (scope->environment);
  if (scope->resource_group != NULL)
    self->context.resource_group = json_object_ref (scope->resource_group);

  if (read_template (self, parameters, &problem))
    return g_steal_pointer (&self);
  practice_template_refuse (
      error, "Deployment template validation failed: '%s'.", problem->message);
  return NULL;
}

void
practice_template_free (PracticeTemplate *self)
{
  json_object_unref (self->source);
  json_object_unref (self->declared);
  g_free (self->base_id);
  g_ptr_array_unref (self->resources);
  json_object_unref (self->context.parameters);
  json_object_unref (self->context.variables);
  g_hash_table_unref (self->context.worked_out);
  json_object_unref (self->context.subscription);
  g_clear_pointer (&self->context.resource_group, json_object_unref);
  json_object_unref (self->context.deployment);
  json_object_unref (self->context.environment);
  g_free (self);
}

GPtrArray *
practice_template_get_resources (PracticeTemplate *self)
{
  return self->resources;
}

JsonObject *
practice_template_show_parameters (PracticeTemplate *self)
{
  return practice_template_show_bound (self->declared, self->context.parameters);
}

static JsonNode *
evaluate_with (PracticeTemplate *self,
               JsonObject *source,
               gboolean keep_unknown,
               PracticeTemplateResolver resolve,
               gpointer data,
               GError **error)
{
  g_autoptr (JsonNode) node = practice_arm_json_from_object (source);
  JsonNode *value;

  self->context.resolve = resolve;
  self->context.resolve_data = data;
  value = practice_template_evaluate_node (&self->context, node, keep_unknown, error);
  self->context.resolve = NULL;
  self->context.resolve_data = NULL;
  return value;
}

static JsonObject *
without_template_words (JsonObject *source)
{
  static const char *const words[]
      = { "dependsOn", "condition", "scope", "comments", "resources", "copy", "metadata" };
  JsonObject *body = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, source);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      gboolean is_word = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        is_word |= g_ascii_strcasecmp (words[i], name) == 0;
      if (!is_word)
        json_object_set_member (body, name, practice_arm_json_clone (node));
    }
  return body;
}

JsonObject *
practice_template_evaluate_resource (PracticeTemplate *self,
                                     PracticeTemplateResource *resource,
                                     gboolean keep_unknown,
                                     PracticeTemplateResolver resolve,
                                     gpointer data,
                                     GError **error)
{
  g_autoptr (JsonObject) source = without_template_words (resource->source);
  g_autoptr (GError) problem = NULL;
  g_autoptr (JsonNode) value = evaluate_with (self, source, keep_unknown, resolve, data, &problem);
  JsonObject *body;

  if (value == NULL)
    {
      g_set_error (error,
                   problem->domain,
                   problem->code,
                   "Unable to process template language expressions for resource '%s'. '%s'",
                   resource->id,
                   problem->message);
      return NULL;
    }
  body = json_node_dup_object (value);
  practice_arm_json_set (body, "name", practice_arm_json_new_string (resource->name));
  practice_arm_json_set (body, "type", practice_arm_json_new_string (resource->type));
  return body;
}

static JsonObject *
evaluate_output (PracticeTemplate *self,
                 const char *name,
                 JsonObject *source,
                 PracticeTemplateResolver resolve,
                 gpointer data,
                 GError **error)
{
  const char *type = practice_arm_json_string (source, "type");
  g_autoptr (JsonNode) value = NULL;
  JsonNode *result;
  JsonObject *output;

  if (practice_template_type_title (type) == NULL
      || practice_arm_json_member (source, "value") == NULL)
    return practice_template_refuse (error, "The template output '%s' is not valid.", name);
  value = evaluate_with (self, source, FALSE, resolve, data, error);
  if (value == NULL)
    return NULL;
  result = practice_arm_json_member (json_node_get_object (value), "value");
  if (!practice_template_type_fits (type, result))
    return practice_template_refuse (error,
                                     "The template output '%s' is not valid: its value is not of "
                                     "type '%s'.",
                                     name,
                                     practice_template_type_title (type));
  output = json_object_new ();
  json_object_set_string_member (output, "type", practice_template_type_title (type));
  if (!practice_template_type_is_secure (type))
    json_object_set_member (output, "value", practice_arm_json_clone (result));
  return output;
}

JsonObject *
practice_template_evaluate_outputs (PracticeTemplate *self,
                                    PracticeTemplateResolver resolve,
                                    gpointer data,
                                    GError **error)
{
  JsonObject *outputs = practice_arm_json_object (self->source, "outputs");
  g_autoptr (JsonObject) result = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (outputs == NULL)
    return g_steal_pointer (&result);
  json_object_iter_init_ordered (&iter, outputs);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *output;
      gboolean wanted;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return practice_template_refuse (error, "The template output '%s' is not valid.", name);
      if (!find_condition (self, json_node_get_object (node), &wanted, error))
        return NULL;
      if (!wanted)
        continue;
      output = evaluate_output (self, name, json_node_get_object (node), resolve, data, error);
      if (output == NULL)
        return NULL;
      json_object_set_object_member (result, name, output);
    }
  return g_steal_pointer (&result);
}

char *
practice_template_dup_reference_id (PracticeTemplate *self, const char *what, GError **error)
{
  g_autoptr (GError) problem = NULL;
  PracticeTemplateResource *resource = find_named (self, what, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (resource != NULL)
    return g_strdup (resource->id);
  if (what[0] == '/')
    return g_strdup (what);
  return practice_template_refuse (error,
                                   "The template function 'reference' names '%s', which is not a "
                                   "resource of the template.",
                                   what);
}
