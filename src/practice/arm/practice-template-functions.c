/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-functions.h"

#include "practice-arm-json.h"

static const PracticeTemplateFunction *
find_in (const PracticeTemplateFunction *table, const char *name)
{
  for (; table->name != NULL; table++)
    if (g_ascii_strcasecmp (table->name, name) == 0)
      return table;
  return NULL;
}

const PracticeTemplateFunction *
practice_template_function_find (const char *name)
{
  const PracticeTemplateFunction *found = find_in (practice_template_scope_functions, name);

  if (found == NULL)
    found = find_in (practice_template_text_functions, name);
  if (found == NULL)
    found = find_in (practice_template_value_functions, name);
  return found;
}

char *
practice_template_value_to_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (practice_arm_json_is_string (node))
    return json_node_dup_string (node);
  if (practice_arm_json_is_bool (node))
    return g_strdup (json_node_get_boolean (node) ? "True" : "False");
  return practice_arm_json_to_text (node);
}

const char *
practice_template_string_argument (const char *name,
                                   GPtrArray *arguments,
                                   guint index,
                                   GError **error)
{
  JsonNode *node = arguments->pdata[index];

  if (practice_arm_json_is_string (node))
    return json_node_get_string (node);
  return practice_template_refuse (error,
                                   "The template language function '%s' expects its parameter "
                                   "at index '%u' to be a string.",
                                   name,
                                   index);
}

gboolean
practice_template_int_argument (
    const char *name, GPtrArray *arguments, guint index, gint64 *number, GError **error)
{
  JsonNode *node = arguments->pdata[index];

  if (practice_arm_json_is_int (node))
    {
      *number = json_node_get_int (node);
      return TRUE;
    }
  practice_template_refuse (error,
                            "The template language function '%s' expects its parameter at index "
                            "'%u' to be an integer.",
                            name,
                            index);
  return FALSE;
}
