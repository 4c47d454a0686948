/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-private.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"
#include "practice-template-parameters.h"

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
         && practice_template_read_resources (self, error);
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
  self->resources
      = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_template_resource_free);
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
      if (!practice_template_find_condition (self, json_node_get_object (node), &wanted, error))
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
  PracticeTemplateResource *resource = practice_template_find_named (self, what, &problem);

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
