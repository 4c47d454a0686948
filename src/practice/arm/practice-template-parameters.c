/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-parameters.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"

static const char *const type_titles[]
    = { "String", "SecureString", "Int", "Bool", "Object", "SecureObject", "Array" };

const char *
practice_template_type_title (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (type_titles); i++)
    if (g_ascii_strcasecmp (type_titles[i], type) == 0)
      return type_titles[i];
  return NULL;
}

gboolean
practice_template_type_is_secure (const char *type)
{
  return type != NULL && g_ascii_strncasecmp (type, "secure", 6) == 0;
}

static const char *
type_of (JsonNode *value)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    return "Object";
  if (JSON_NODE_HOLDS_ARRAY (value))
    return "Array";
  if (practice_arm_json_is_string (value))
    return "String";
  if (practice_arm_json_is_int (value))
    return "Integer";
  if (practice_arm_json_is_bool (value))
    return "Boolean";
  return JSON_NODE_HOLDS_NULL (value) ? "Null" : "Float";
}

static const char *
expected_type (const char *type)
{
  const char *title = practice_template_type_title (type);

  if (title == type_titles[1])
    return "String";
  if (title == type_titles[2])
    return "Integer";
  if (title == type_titles[3])
    return "Boolean";
  return title == type_titles[5] ? "Object" : title;
}

gboolean
practice_template_type_fits (const char *type, JsonNode *value)
{
  return g_strcmp0 (expected_type (type), type_of (value)) == 0;
}

static gboolean
check_type (const char *name, const char *type, JsonNode *value, GError **error)
{
  if (practice_template_type_fits (type, value))
    return TRUE;
  practice_template_refuse (error,
                            "The provided value for the template parameter '%s' is not valid. "
                            "Expected a value of type '%s', but received a value of type '%s'.",
                            name,
                            expected_type (type),
                            type_of (value));
  return FALSE;
}

static gboolean
check_allowed (const char *name, JsonObject *declaration, JsonNode *value, GError **error)
{
  JsonArray *allowed = practice_arm_json_array (declaration, "allowedValues");
  g_autofree char *text = NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  if (allowed == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (allowed); i++)
    {
      g_autofree char *one = practice_template_value_to_text (json_array_get_element (allowed, i));

      if (json_node_equal (json_array_get_element (allowed, i), value))
        return TRUE;
      g_string_append_printf (all, "%s%s", i > 0 ? "," : "", one);
    }
  text = practice_template_value_to_text (value);
  practice_template_refuse (error,
                            "The provided value '%s' for the template parameter '%s' is not valid. "
                            "The value '%s' is not part of the allowed value(s): '%s'.",
                            text,
                            name,
                            text,
                            all->str);
  return FALSE;
}

static gboolean
check_bound (const char *name,
             JsonObject *declaration,
             const char *bound,
             gint64 measure,
             gboolean is_least,
             GError **error)
{
  gint64 limit = practice_arm_json_int (declaration, bound, measure);

  if (is_least ? measure >= limit : measure <= limit)
    return TRUE;
  practice_template_refuse (error,
                            "The provided value for the template parameter '%s' is not valid. "
                            "%s of the value should be %s than or equal to '%" G_GINT64_FORMAT "'.",
                            name,
                            g_str_has_suffix (bound, "Length") ? "Length" : "The amount",
                            is_least ? "greater" : "less",
                            limit);
  return FALSE;
}

static gboolean
check_bounds (const char *name, JsonObject *declaration, JsonNode *value, GError **error)
{
  gint64 length;

  if (practice_arm_json_is_int (value))
    return check_bound (name, declaration, "minValue", json_node_get_int (value), TRUE, error)
           && check_bound (name, declaration, "maxValue", json_node_get_int (value), FALSE, error);
  if (practice_arm_json_is_string (value))
    length = g_utf8_strlen (json_node_get_string (value), -1);
  else if (JSON_NODE_HOLDS_ARRAY (value))
    length = json_array_get_length (json_node_get_array (value));
  else
    return TRUE;
  return check_bound (name, declaration, "minLength", length, TRUE, error)
         && check_bound (name, declaration, "maxLength", length, FALSE, error);
}

/* Takes the value. */
static gboolean
bind (PracticeTemplateContext *context,
      const char *name,
      JsonObject *declaration,
      JsonNode *value,
      GError **error)
{
  const char *type = practice_arm_json_string (declaration, "type");

  json_object_set_member (context->parameters, name, value);
  return check_type (name, type, value, error) && check_allowed (name, declaration, value, error)
         && check_bounds (name, declaration, value, error);
}

static gboolean
bind_given (PracticeTemplateContext *context,
            const char *name,
            JsonObject *declaration,
            JsonObject *given,
            GError **error)
{
  JsonObject *holder = practice_arm_json_object (given, name);
  JsonNode *value = practice_arm_json_member (holder, "value");

  if (practice_template_type_title (practice_arm_json_string (declaration, "type")) == NULL)
    {
      practice_template_refuse (
          error, "The template parameter '%s' has no type that is known.", name);
      return FALSE;
    }
  if (value != NULL)
    return bind (context, name, declaration, practice_arm_json_clone (value), error);
  if (practice_arm_json_member (declaration, "defaultValue") != NULL)
    return TRUE;
  practice_template_refuse (
      error, "The value for the template parameter '%s' is not provided.", name);
  return FALSE;
}

static gboolean
refuse_unknown (JsonObject *declared, JsonObject *given, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (declared);
  g_autoptr (GList) members = given != NULL ? json_object_get_members (given) : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (all, "%s%s", l == names ? "" : ", ", (const char *) l->data);
  for (GList *l = members; l != NULL; l = l->next)
    if (practice_arm_json_member (declared, l->data) == NULL)
      {
        practice_template_refuse (error,
                                  "The template parameters '%s' in the parameters file are not "
                                  "valid; they are not present in the original template and can "
                                  "therefore not be provided at deployment time. The only "
                                  "supported parameters for this template are '%s'.",
                                  (const char *) l->data,
                                  all->str);
        return FALSE;
      }
  return TRUE;
}

/* A default may use other parameters, declared before or after it: goes round until all are bound
 * or a round brings nothing. */
static gboolean
bind_defaults (PracticeTemplateContext *context, JsonObject *declared, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (declared);
  gboolean progress = TRUE;
  g_autoptr (GError) problem = NULL;

  while (progress)
    {
      progress = FALSE;
      g_clear_error (&problem);
      for (GList *l = names; l != NULL; l = l->next)
        {
          JsonObject *declaration = practice_arm_json_object (declared, l->data);
          JsonNode *value;

          if (json_object_has_member (context->parameters, l->data))
            continue;
          g_clear_error (&problem);
          value = practice_template_evaluate_node (
              context, practice_arm_json_member (declaration, "defaultValue"), FALSE, &problem);
          if (value == NULL)
            continue;
          progress = TRUE;
          if (!bind (context, l->data, declaration, value, error))
            return FALSE;
        }
    }
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
practice_template_bind_parameters (PracticeTemplateContext *context,
                                   JsonObject *declared,
                                   JsonObject *given,
                                   GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!refuse_unknown (declared, given, error))
    return FALSE;
  json_object_iter_init_ordered (&iter, declared);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          practice_template_refuse (error, "The template parameter '%s' is not an object.", name);
          return FALSE;
        }
      if (!bind_given (context, name, json_node_get_object (node), given, error))
        return FALSE;
    }
  return bind_defaults (context, declared, error);
}

JsonObject *
practice_template_show_bound (JsonObject *declared, JsonObject *values)
{
  JsonObject *shown = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, declared);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      const char *type = practice_arm_json_string (json_node_get_object (node), "type");
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "type", practice_template_type_title (type));
      if (!practice_template_type_is_secure (type))
        json_object_set_member (
            one, "value", practice_arm_json_clone (json_object_get_member (values, name)));
      json_object_set_object_member (shown, name, one);
    }
  return shown;
}
