/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-evaluate.h"

#include "practice-arm-json.h"
#include "practice-template-functions.h"

#include <stdarg.h>
#include <string.h>

/* Azure's own limit for the length of an expression; also bounds what recursion may cost */
#define MAX_EXPRESSION 24576
#define MAX_DEPTH 32

gpointer
practice_template_refuse (GError **error, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  if (error != NULL)
    *error = g_error_new_valist (
        PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_INVALID, format, values);
  va_end (values);
  return NULL;
}

JsonNode *
practice_template_get_parameter (PracticeTemplateContext *context, const char *name, GError **error)
{
  JsonNode *value = practice_arm_json_member (context->parameters, name);

  if (value == NULL)
    return practice_template_refuse (error, "The template parameter '%s' is not found.", name);
  return practice_arm_json_clone (value);
}

JsonNode *
practice_template_get_variable (PracticeTemplateContext *context, const char *name, GError **error)
{
  JsonNode *written = practice_arm_json_member (context->variables, name);
  g_autofree char *key = g_ascii_strdown (name, -1);
  JsonNode *value = g_hash_table_lookup (context->worked_out, key);

  if (value != NULL)
    return practice_arm_json_clone (value);
  if (written == NULL)
    return practice_template_refuse (error, "The template variable '%s' is not found.", name);
  if (context->depth == MAX_DEPTH)
    return practice_template_refuse (error, "Circular dependency detected on variable '%s'.", name);
  context->depth++;
  value = practice_template_evaluate_node (context, written, FALSE, error);
  context->depth--;
  if (value == NULL)
    return NULL;
  g_hash_table_insert (context->worked_out, g_steal_pointer (&key), value);
  return practice_arm_json_clone (value);
}

static GPtrArray *
evaluate_arguments (PracticeTemplateContext *context,
                    PracticeExpression *expression,
                    GError **error)
{
  g_autoptr (GPtrArray) values = NULL;

  values = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  for (guint i = 0; i < expression->arguments->len; i++)
    {
      JsonNode *value
          = practice_template_evaluate_expression (context, expression->arguments->pdata[i], error);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }
  return g_steal_pointer (&values);
}

static JsonNode *
evaluate_if (PracticeTemplateContext *context, PracticeExpression *expression, GError **error)
{
  g_autoptr (JsonNode) truth = NULL;

  if (expression->arguments->len != 3)
    return practice_template_refuse (error,
                                     "Unable to evaluate template language function 'if': "
                                     "function requires 3 argument(s).");
  truth = practice_template_evaluate_expression (context, expression->arguments->pdata[0], error);
  if (truth == NULL)
    return NULL;
  if (!practice_arm_json_is_bool (truth))
    return practice_template_refuse (error,
                                     "The template language function 'if' expects its first "
                                     "parameter to be a boolean.");
  return practice_template_evaluate_expression (
      context, expression->arguments->pdata[json_node_get_boolean (truth) ? 1 : 2], error);
}

static JsonNode *
evaluate_call (PracticeTemplateContext *context, PracticeExpression *expression, GError **error)
{
  const PracticeTemplateFunction *function;
  g_autoptr (GPtrArray) arguments = NULL;

  if (g_ascii_strcasecmp (expression->text, "if") == 0)
    return evaluate_if (context, expression, error);

  function = practice_template_function_find (expression->text);
  if (function == NULL)
    return practice_template_refuse (
        error, "The template function '%s' is not valid.", expression->text);
  if (expression->arguments->len < function->min || expression->arguments->len > function->max)
    return practice_template_refuse (
        error,
        "Unable to evaluate template language function '%s': function requires %u argument(s) "
        "while %u were provided.",
        function->name,
        expression->arguments->len < function->min ? function->min : function->max,
        expression->arguments->len);
  arguments = evaluate_arguments (context, expression, error);
  if (arguments == NULL)
    return NULL;
  return function->call (context, function->name, arguments, error);
}

static JsonNode *
evaluate_member (PracticeTemplateContext *context, PracticeExpression *expression, GError **error)
{
  g_autoptr (JsonNode) from
      = practice_template_evaluate_expression (context, expression->inner, error);
  JsonNode *member;

  if (from == NULL)
    return NULL;
  member = JSON_NODE_HOLDS_OBJECT (from)
               ? practice_arm_json_member (json_node_get_object (from), expression->text)
               : NULL;
  if (member == NULL)
    return practice_template_refuse (
        error, "The language expression property '%s' doesn't exist.", expression->text);
  return practice_arm_json_clone (member);
}

static JsonNode *
element_of (JsonNode *from, JsonNode *index, GError **error)
{
  JsonNode *member = NULL;

  if (practice_arm_json_is_string (index) && JSON_NODE_HOLDS_OBJECT (from))
    member = practice_arm_json_member (json_node_get_object (from), json_node_get_string (index));
  else if (practice_arm_json_is_int (index) && JSON_NODE_HOLDS_ARRAY (from))
    {
      JsonArray *array = json_node_get_array (from);
      gint64 at = json_node_get_int (index);

      if (at >= 0 && at < json_array_get_length (array))
        member = json_array_get_element (array, (guint) at);
    }
  if (member == NULL)
    {
      g_autofree char *text = practice_template_value_to_text (index);

      return practice_template_refuse (error,
                                       "The language expression property '%s' can't be evaluated, "
                                       "property name or array index is not there.",
                                       text);
    }
  return practice_arm_json_clone (member);
}

static JsonNode *
evaluate_index (PracticeTemplateContext *context, PracticeExpression *expression, GError **error)
{
  g_autoptr (JsonNode) from
      = practice_template_evaluate_expression (context, expression->inner, error);
  g_autoptr (JsonNode) index = NULL;

  if (from == NULL)
    return NULL;
  index = practice_template_evaluate_expression (context, expression->arguments->pdata[0], error);
  return index != NULL ? element_of (from, index, error) : NULL;
}

JsonNode *
practice_template_evaluate_expression (PracticeTemplateContext *context,
                                       PracticeExpression *expression,
                                       GError **error)
{
  switch (expression->kind)
    {
    case PRACTICE_EXPRESSION_STRING:
      return practice_arm_json_new_string (expression->text);
    case PRACTICE_EXPRESSION_INT:
      return practice_arm_json_new_int (expression->number);
    case PRACTICE_EXPRESSION_CALL:
      return evaluate_call (context, expression, error);
    case PRACTICE_EXPRESSION_MEMBER:
      return evaluate_member (context, expression, error);
    case PRACTICE_EXPRESSION_INDEX:
      return evaluate_index (context, expression, error);
    default:
      g_return_val_if_reached (NULL);
    }
}

static JsonNode *
evaluate_string (PracticeTemplateContext *context,
                 const char *text,
                 gboolean keep_unknown,
                 GError **error)
{
  g_autoptr (PracticeExpression) expression = NULL;
  g_autoptr (GError) problem = NULL;
  JsonNode *value;

  if (g_str_has_prefix (text, "[["))
    return practice_arm_json_new_string (text + 1);
  if (!practice_expression_is_one (text))
    return practice_arm_json_new_string (text);
  if (strlen (text) > MAX_EXPRESSION)
    return practice_template_refuse (
        error, "The language expression length limit of %d is exceeded.", MAX_EXPRESSION);
  expression = practice_expression_parse (text, error);
  if (expression == NULL)
    return NULL;
  value = practice_template_evaluate_expression (context, expression, &problem);
  if (value != NULL)
    return value;
  if (keep_unknown
      && g_error_matches (problem, PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_NOT_YET))
    return practice_arm_json_new_string (text);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static JsonNode *
evaluate_object (PracticeTemplateContext *context,
                 JsonObject *object,
                 gboolean keep_unknown,
                 GError **error)
{
  g_autoptr (JsonObject) result = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *key = practice_template_evaluate_text (context, name, error);
      JsonNode *value = NULL;

      if (key != NULL)
        value = practice_template_evaluate_node (context, node, keep_unknown, error);
      if (value == NULL)
        return NULL;
      json_object_set_member (result, key, value);
    }
  return practice_arm_json_from_object (result);
}

static JsonNode *
evaluate_array (PracticeTemplateContext *context,
                JsonArray *array,
                gboolean keep_unknown,
                GError **error)
{
  g_autoptr (JsonArray) result = json_array_new ();
  JsonNode *node;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *value = practice_template_evaluate_node (
          context, json_array_get_element (array, i), keep_unknown, error);

      if (value == NULL)
        return NULL;
      json_array_add_element (result, value);
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, result);
  return node;
}

JsonNode *
practice_template_evaluate_node (PracticeTemplateContext *context,
                                 JsonNode *node,
                                 gboolean keep_unknown,
                                 GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return evaluate_object (context, json_node_get_object (node), keep_unknown, error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return evaluate_array (context, json_node_get_array (node), keep_unknown, error);
  if (practice_arm_json_is_string (node))
    return evaluate_string (context, json_node_get_string (node), keep_unknown, error);
  return practice_arm_json_clone (node);
}

char *
practice_template_evaluate_text (PracticeTemplateContext *context, const char *text, GError **error)
{
  g_autoptr (JsonNode) value = evaluate_string (context, text, FALSE, error);

  if (value == NULL)
    return NULL;
  if (!practice_arm_json_is_string (value))
    return practice_template_refuse (error, "The expression '%s' must give a string.", text);
  return json_node_dup_string (value);
}
