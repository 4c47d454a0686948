/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-functions.h"

#include "practice-arm-json.h"

#include <string.h>

static JsonNode *
take_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

static JsonNode *
wrong_type (const char *name, GError **error)
{
  return practice_template_refuse (error,
                                   "The template language function '%s' was given a parameter of "
                                   "a type it does not take.",
                                   name);
}

static gint64
size_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node));
  if (practice_arm_json_is_string (node))
    return g_utf8_strlen (json_node_get_string (node), -1);
  return JSON_NODE_HOLDS_NULL (node) ? 0 : -1;
}

static JsonNode *
call_length (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  gint64 size = size_of (arguments->pdata[0]);

  return size >= 0 ? practice_arm_json_new_int (size) : wrong_type (name, error);
}

static JsonNode *
call_empty (PracticeTemplateContext *context,
            const char *name,
            GPtrArray *arguments,
            GError **error)
{
  gint64 size = size_of (arguments->pdata[0]);

  return size >= 0 ? practice_arm_json_new_bool (size == 0) : wrong_type (name, error);
}

static gboolean
array_holds (JsonArray *array, JsonNode *wanted)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (json_node_equal (json_array_get_element (array, i), wanted))
      return TRUE;
  return FALSE;
}

static JsonNode *
call_contains (PracticeTemplateContext *context,
               const char *name,
               GPtrArray *arguments,
               GError **error)
{
  JsonNode *in = arguments->pdata[0];
  JsonNode *wanted = arguments->pdata[1];
  g_autofree char *text = practice_template_value_to_text (wanted);

  if (JSON_NODE_HOLDS_ARRAY (in))
    return practice_arm_json_new_bool (array_holds (json_node_get_array (in), wanted));
  if (JSON_NODE_HOLDS_OBJECT (in))
    return practice_arm_json_new_bool (practice_arm_json_member (json_node_get_object (in), text)
                                       != NULL);
  if (practice_arm_json_is_string (in))
    return practice_arm_json_new_bool (strstr (json_node_get_string (in), text) != NULL);
  return wrong_type (name, error);
}

static JsonNode *
call_equals (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  return practice_arm_json_new_bool (json_node_equal (arguments->pdata[0], arguments->pdata[1]));
}

static JsonNode *
call_not (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  if (!practice_arm_json_is_bool (arguments->pdata[0]))
    return wrong_type (name, error);
  return practice_arm_json_new_bool (!json_node_get_boolean (arguments->pdata[0]));
}

static JsonNode *
call_and_or (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  gboolean all = strcmp (name, "and") == 0;
  gboolean truth = all;

  for (guint i = 0; i < arguments->len; i++)
    {
      if (!practice_arm_json_is_bool (arguments->pdata[i]))
        return wrong_type (name, error);
      if (json_node_get_boolean (arguments->pdata[i]) != all)
        truth = !all;
    }
  return practice_arm_json_new_bool (truth);
}

static int
compare (JsonNode *left, JsonNode *right, gboolean *comparable)
{
  *comparable = TRUE;
  if (practice_arm_json_is_int (left) && practice_arm_json_is_int (right))
    {
      gint64 a = json_node_get_int (left), b = json_node_get_int (right);

      return a < b ? -1 : a > b;
    }
  if (practice_arm_json_is_string (left) && practice_arm_json_is_string (right))
    return strcmp (json_node_get_string (left), json_node_get_string (right));
  *comparable = FALSE;
  return 0;
}

static JsonNode *
call_compare (PracticeTemplateContext *context,
              const char *name,
              GPtrArray *arguments,
              GError **error)
{
  gboolean comparable, or_equal = g_str_has_suffix (name, "OrEquals");
  int order = compare (arguments->pdata[0], arguments->pdata[1], &comparable);

  if (!comparable)
    return wrong_type (name, error);
  if (order == 0)
    return practice_arm_json_new_bool (or_equal);
  return practice_arm_json_new_bool (g_str_has_prefix (name, "less") ? order < 0 : order > 0);
}

static JsonNode *
call_union (PracticeTemplateContext *context,
            const char *name,
            GPtrArray *arguments,
            GError **error)
{
  g_autoptr (JsonNode) result = practice_arm_json_clone (arguments->pdata[0]);

  for (guint i = 1; i < arguments->len; i++)
    {
      JsonNode *next = arguments->pdata[i];

      if (JSON_NODE_HOLDS_OBJECT (result) && JSON_NODE_HOLDS_OBJECT (next))
        practice_arm_json_merge (json_node_get_object (result), json_node_get_object (next));
      else if (JSON_NODE_HOLDS_ARRAY (result) && JSON_NODE_HOLDS_ARRAY (next))
        {
          JsonArray *array = json_node_get_array (next);

          for (guint j = 0; j < json_array_get_length (array); j++)
            if (!array_holds (json_node_get_array (result), json_array_get_element (array, j)))
              json_array_add_element (json_node_get_array (result),
                                      practice_arm_json_clone (json_array_get_element (array, j)));
        }
      else
        return wrong_type (name, error);
    }
  return g_steal_pointer (&result);
}

static JsonNode *
call_create_object (PracticeTemplateContext *context,
                    const char *name,
                    GPtrArray *arguments,
                    GError **error)
{
  g_autoptr (JsonObject) result = json_object_new ();

  for (guint i = 0; i + 1 < arguments->len; i += 2)
    {
      const char *key = practice_template_string_argument (name, arguments, i, error);

      if (key == NULL)
        return NULL;
      json_object_set_member (result, key, practice_arm_json_clone (arguments->pdata[i + 1]));
    }
  if (arguments->len % 2 != 0)
    return practice_template_refuse (error,
                                     "The template language function 'createObject' expects an "
                                     "even number of parameters.");
  return practice_arm_json_from_object (result);
}

static JsonNode *
call_create_array (PracticeTemplateContext *context,
                   const char *name,
                   GPtrArray *arguments,
                   GError **error)
{
  JsonArray *result = json_array_new ();

  for (guint i = 0; i < arguments->len; i++)
    json_array_add_element (result, practice_arm_json_clone (arguments->pdata[i]));
  return take_array (result);
}

static JsonNode *
call_json (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  JsonNode *node;

  if (text == NULL)
    return NULL;
  node = json_from_string (text, NULL);
  if (node == NULL)
    return practice_template_refuse (error,
                                     "The template language function 'json' parameter is not "
                                     "valid. The provided value cannot be converted to JSON.");
  return node;
}

static JsonNode *
call_string (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  g_autofree char *text = practice_template_value_to_text (arguments->pdata[0]);

  return practice_arm_json_new_string (text);
}

static JsonNode *
call_int (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  g_autofree char *text = practice_template_value_to_text (arguments->pdata[0]);
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return practice_template_refuse (error,
                                     "The template language function 'int' cannot convert '%s' "
                                     "to an integer.",
                                     text);
  return practice_arm_json_new_int (number);
}

static JsonNode *
call_bool (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  g_autofree char *text = practice_template_value_to_text (arguments->pdata[0]);

  if (g_ascii_strcasecmp (text, "true") != 0 && g_ascii_strcasecmp (text, "false") != 0)
    return wrong_type (name, error);
  return practice_arm_json_new_bool (g_ascii_strcasecmp (text, "true") == 0);
}

/* add, sub, mul, div and mod; what does not fit into 64 bits is refused as Azure does */
static JsonNode *
call_arithmetic (PracticeTemplateContext *context,
                 const char *name,
                 GPtrArray *arguments,
                 GError **error)
{
  gint64 a = 0, b = 0, result = 0;
  gboolean bad = FALSE;

  if (!practice_template_int_argument (name, arguments, 0, &a, error)
      || !practice_template_int_argument (name, arguments, 1, &b, error))
    return NULL;
  if (strcmp (name, "add") == 0)
    bad = __builtin_add_overflow (a, b, &result);
  else if (strcmp (name, "sub") == 0)
    bad = __builtin_sub_overflow (a, b, &result);
  else if (strcmp (name, "mul") == 0)
    bad = __builtin_mul_overflow (a, b, &result);
  else if (b == 0 || (b == -1 && a == G_MININT64))
    bad = TRUE;
  else
    result = strcmp (name, "div") == 0 ? a / b : a % b;
  if (bad)
    return practice_template_refuse (error,
                                     "The template language function '%s' has no result for "
                                     "these integers.",
                                     name);
  return practice_arm_json_new_int (result);
}

static JsonNode *
call_first_last (PracticeTemplateContext *context,
                 const char *name,
                 GPtrArray *arguments,
                 GError **error)
{
  JsonNode *node = arguments->pdata[0];
  gboolean first = strcmp (name, "first") == 0;
  gint64 size = size_of (node);
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return size == 0 ? json_node_new (JSON_NODE_NULL)
                     : practice_arm_json_clone (json_array_get_element (
                           json_node_get_array (node), (guint) (first ? 0 : size - 1)));
  if (!practice_arm_json_is_string (node))
    return wrong_type (name, error);
  if (size > 0)
    text = g_utf8_substring (json_node_get_string (node), first ? 0 : size - 1, first ? 1 : size);
  return practice_arm_json_new_string (text != NULL ? text : "");
}

static JsonNode *
part_of (JsonNode *node, gint64 from, gint64 to)
{
  JsonArray *result;
  g_autofree char *text = NULL;

  if (practice_arm_json_is_string (node))
    {
      text = g_utf8_substring (json_node_get_string (node), from, to);
      return practice_arm_json_new_string (text);
    }
  result = json_array_new ();
  for (gint64 i = from; i < to; i++)
    json_array_add_element (
        result,
        practice_arm_json_clone (json_array_get_element (json_node_get_array (node), (guint) i)));
  return take_array (result);
}

static JsonNode *
call_take_skip (PracticeTemplateContext *context,
                const char *name,
                GPtrArray *arguments,
                GError **error)
{
  JsonNode *node = arguments->pdata[0];
  gint64 size = size_of (node);
  gint64 number = 0;

  if (!practice_template_int_argument (name, arguments, 1, &number, error))
    return NULL;
  if (!practice_arm_json_is_string (node) && !JSON_NODE_HOLDS_ARRAY (node))
    return wrong_type (name, error);
  number = CLAMP (number, 0, size);
  return strcmp (name, "take") == 0 ? part_of (node, 0, number) : part_of (node, number, size);
}

static JsonNode *
call_coalesce (PracticeTemplateContext *context,
               const char *name,
               GPtrArray *arguments,
               GError **error)
{
  for (guint i = 0; i < arguments->len; i++)
    if (!JSON_NODE_HOLDS_NULL ((JsonNode *) arguments->pdata[i]))
      return practice_arm_json_clone (arguments->pdata[i]);
  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
call_constant (PracticeTemplateContext *context,
               const char *name,
               GPtrArray *arguments,
               GError **error)
{
  if (strcmp (name, "null") == 0)
    return json_node_new (JSON_NODE_NULL);
  return practice_arm_json_new_bool (strcmp (name, "true") == 0);
}

const PracticeTemplateFunction practice_template_value_functions[] = {
  { "length", 1, 1, call_length },
  { "empty", 1, 1, call_empty },
  { "contains", 2, 2, call_contains },
  { "equals", 2, 2, call_equals },
  { "less", 2, 2, call_compare },
  { "lessOrEquals", 2, 2, call_compare },
  { "greater", 2, 2, call_compare },
  { "greaterOrEquals", 2, 2, call_compare },
  { "not", 1, 1, call_not },
  { "and", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_and_or },
  { "or", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_and_or },
  { "union", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_union },
  { "createObject", 0, PRACTICE_TEMPLATE_ANY_NUMBER, call_create_object },
  { "createArray", 0, PRACTICE_TEMPLATE_ANY_NUMBER, call_create_array },
  { "json", 1, 1, call_json },
  { "string", 1, 1, call_string },
  { "int", 1, 1, call_int },
  { "bool", 1, 1, call_bool },
  { "add", 2, 2, call_arithmetic },
  { "sub", 2, 2, call_arithmetic },
  { "mul", 2, 2, call_arithmetic },
  { "div", 2, 2, call_arithmetic },
  { "mod", 2, 2, call_arithmetic },
  { "first", 1, 1, call_first_last },
  { "last", 1, 1, call_first_last },
  { "take", 2, 2, call_take_skip },
  { "skip", 2, 2, call_take_skip },
  { "coalesce", 1, PRACTICE_TEMPLATE_ANY_NUMBER, call_coalesce },
  { "null", 0, 0, call_constant },
  { "true", 0, 0, call_constant },
  { "false", 0, 0, call_constant },
  { NULL },
};
