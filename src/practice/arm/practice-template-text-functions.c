/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-functions.h"

#include "practice-arm-json.h"

#include <string.h>

static JsonNode *
take_string (char *text)
{
  JsonNode *node = practice_arm_json_new_string (text);

  g_free (text);
  return node;
}

static JsonNode *
concat_arrays (const char *name, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonArray) result = json_array_new ();
  JsonNode *node;

  for (guint i = 0; i < arguments->len; i++)
    {
      JsonNode *argument = arguments->pdata[i];

      if (!JSON_NODE_HOLDS_ARRAY (argument))
        return practice_template_refuse (error,
                                         "The template language function '%s' expects all its "
                                         "parameters to be arrays or all to be strings.",
                                         name);
      for (guint j = 0; j < json_array_get_length (json_node_get_array (argument)); j++)
        json_array_add_element (
            result,
            practice_arm_json_clone (json_array_get_element (json_node_get_array (argument), j)));
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, result);
  return node;
}

static JsonNode *
call_concat (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (JSON_NODE_HOLDS_ARRAY ((JsonNode *) arguments->pdata[0]))
    return concat_arrays (name, arguments, error);
  for (guint i = 0; i < arguments->len; i++)
    {
      g_autofree char *part = practice_template_value_to_text (arguments->pdata[i]);

      g_string_append (text, part);
    }
  return practice_arm_json_new_string (text->str);
}

/* One "{n}" or "{n:style}"; `at` stands on the brace and is moved behind the closing one. */
static gboolean
append_placeholder (GString *result, const char **at, GPtrArray *arguments)
{
  const char *close = strchr (*at, '}');
  char *end = NULL;
  guint64 index;
  g_autofree char *part = NULL;

  if (close == NULL)
    return FALSE;
  index = g_ascii_strtoull (*at + 1, &end, 10);
  if (end == *at + 1 || (*end != '}' && *end != ':' && *end != ',') || index + 1 >= arguments->len)
    return FALSE;
  part = practice_template_value_to_text (arguments->pdata[index + 1]);
  g_string_append (result, part);
  *at = close + 1;
  return TRUE;
}

static JsonNode *
call_format (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  const char *at = practice_template_string_argument (name, arguments, 0, error);
  g_autoptr (GString) result = g_string_new (NULL);

  if (at == NULL)
    return NULL;
  while (*at != '\0')
    {
      if ((*at == '{' || *at == '}') && at[1] == at[0])
        {
          g_string_append_c (result, *at);
          at += 2;
        }
      else if (*at == '{')
        {
          if (!append_placeholder (result, &at, arguments))
            return practice_template_refuse (error,
                                             "Unable to evaluate template language function "
                                             "'format': the format string or its index is not "
                                             "valid.");
        }
      else
        g_string_append_c (result, *at++);
    }
  return practice_arm_json_new_string (result->str);
}

static JsonNode *
call_to_lower (PracticeTemplateContext *context,
               const char *name,
               GPtrArray *arguments,
               GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);

  return text != NULL ? take_string (g_utf8_strdown (text, -1)) : NULL;
}

static JsonNode *
call_to_upper (PracticeTemplateContext *context,
               const char *name,
               GPtrArray *arguments,
               GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);

  return text != NULL ? take_string (g_utf8_strup (text, -1)) : NULL;
}

static JsonNode *
call_trim (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);

  return text != NULL ? take_string (g_strstrip (g_strdup (text))) : NULL;
}

static JsonNode *
call_replace (PracticeTemplateContext *context,
              const char *name,
              GPtrArray *arguments,
              GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  const char *from
      = text != NULL ? practice_template_string_argument (name, arguments, 1, error) : NULL;
  const char *to
      = from != NULL ? practice_template_string_argument (name, arguments, 2, error) : NULL;
  g_autoptr (GString) result = NULL;

  if (to == NULL)
    return NULL;
  result = g_string_new (text);
  if (*from != '\0')
    g_string_replace (result, from, to, 0);
  return practice_arm_json_new_string (result->str);
}

static JsonNode *
call_split (PracticeTemplateContext *context,
            const char *name,
            GPtrArray *arguments,
            GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  const char *by
      = text != NULL ? practice_template_string_argument (name, arguments, 1, error) : NULL;
  g_auto (GStrv) parts = NULL;
  JsonArray *array;
  JsonNode *node;

  if (by == NULL)
    return NULL;
  if (*by == '\0')
    return practice_template_refuse (error,
                                     "The template language function 'split' expects a delimiter "
                                     "that is not empty.");
  parts = g_strsplit (text, by, -1);
  array = json_array_new ();
  for (guint i = 0; parts[i] != NULL; i++)
    json_array_add_string_element (array, parts[i]);
  if (parts[0] == NULL)
    json_array_add_string_element (array, "");
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
call_substring (PracticeTemplateContext *context,
                const char *name,
                GPtrArray *arguments,
                GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  gint64 start = 0, length, all;

  if (text == NULL || !practice_template_int_argument (name, arguments, 1, &start, error))
    return NULL;
  all = g_utf8_strlen (text, -1);
  length = all - start;
  if (arguments->len == 3 && !practice_template_int_argument (name, arguments, 2, &length, error))
    return NULL;
  if (start < 0 || length < 0 || start > all || length > all - start)
    return practice_template_refuse (error,
                                     "Unable to evaluate template language function 'substring': "
                                     "the index and length must refer to a location within the "
                                     "string.");
  return take_string (g_utf8_substring (text, start, start + length));
}

static JsonNode *
call_starts_with (PracticeTemplateContext *context,
                  const char *name,
                  GPtrArray *arguments,
                  GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  const char *part
      = text != NULL ? practice_template_string_argument (name, arguments, 1, error) : NULL;

  if (part == NULL)
    return NULL;
  return practice_arm_json_new_bool (g_ascii_strncasecmp (text, part, strlen (part)) == 0);
}

static JsonNode *
call_ends_with (PracticeTemplateContext *context,
                const char *name,
                GPtrArray *arguments,
                GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  const char *part
      = text != NULL ? practice_template_string_argument (name, arguments, 1, error) : NULL;
  gsize length, part_length;

  if (part == NULL)
    return NULL;
  length = strlen (text);
  part_length = strlen (part);
  return practice_arm_json_new_bool (
      part_length <= length && g_ascii_strcasecmp (text + length - part_length, part) == 0);
}

static JsonNode *
call_base64 (PracticeTemplateContext *context,
             const char *name,
             GPtrArray *arguments,
             GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);

  if (text == NULL)
    return NULL;
  return take_string (g_base64_encode ((const guchar *) text, strlen (text)));
}

static JsonNode *
call_base64_to_string (PracticeTemplateContext *context,
                       const char *name,
                       GPtrArray *arguments,
                       GError **error)
{
  const char *text = practice_template_string_argument (name, arguments, 0, error);
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (text == NULL)
    return NULL;
  bytes = g_base64_decode (text, &length);
  if (!g_utf8_validate ((const char *) bytes, length, NULL))
    return practice_template_refuse (error,
                                     "Unable to evaluate template language function "
                                     "'base64ToString': the content is not text.");
  return take_string (g_strndup ((const char *) bytes, length));
}

/* RFC 4122 version 5 over the arguments joined by '-', within the namespace Azure itself uses. */
static char *
name_based_guid (const char *text)
{
  static const guint8 space[16] = { 0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd,
                                    0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30 };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 d[20];
  gsize length = sizeof d;

  g_checksum_update (sum, space, sizeof space);
  g_checksum_update (sum, (const guchar *) text, strlen (text));
  g_checksum_get_digest (sum, d, &length);
  d[6] = (d[6] & 0x0f) | 0x50;
  d[8] = (d[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          d[0],
                          d[1],
                          d[2],
                          d[3],
                          d[4],
                          d[5],
                          d[6],
                          d[7],
                          d[8],
                          d[9],
                          d[10],
                          d[11],
                          d[12],
                          d[13],
                          d[14],
                          d[15]);
}

static char *
join_arguments (const char *name, GPtrArray *arguments, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < arguments->len; i++)
    {
      const char *part = practice_template_string_argument (name, arguments, i, error);

      if (part == NULL)
        return NULL;
      if (i > 0)
        g_string_append_c (text, '-');
      g_string_append (text, part);
    }
  return g_strdup (text->str);
}

static JsonNode *
call_guid (PracticeTemplateContext *context, const char *name, GPtrArray *arguments, GError **error)
{
  g_autofree char *text = join_arguments (name, arguments, error);

  return text != NULL ? take_string (name_based_guid (text)) : NULL;
}

/* Thirteen characters that depend on the arguments only, as Azure gives (its own hash is not
 * public). */
static JsonNode *
call_unique_string (PracticeTemplateContext *context,
                    const char *name,
                    GPtrArray *arguments,
                    GError **error)
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  g_autofree char *text = join_arguments (name, arguments, error);
  g_autofree char *digest = NULL;
  char result[14] = "";

  if (text == NULL)
    return NULL;
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  for (guint i = 0; i < 13; i++)
    result[i] = alphabet[(g_ascii_xdigit_value (digest[2 * i]) * 16
                          + g_ascii_xdigit_value (digest[2 * i + 1]))
                         % 32];
  return practice_arm_json_new_string (result);
}

const PracticeTemplateFunction practice_template_text_functions[] = {
  { "concat", 1, PRACTICE_TEMPLATE_ANY_NUMBER, call_concat },
  { "format", 1, PRACTICE_TEMPLATE_ANY_NUMBER, call_format },
  { "toLower", 1, 1, call_to_lower },
  { "toUpper", 1, 1, call_to_upper },
  { "trim", 1, 1, call_trim },
  { "replace", 3, 3, call_replace },
  { "split", 2, 2, call_split },
  { "substring", 2, 3, call_substring },
  { "startsWith", 2, 2, call_starts_with },
  { "endsWith", 2, 2, call_ends_with },
  { "base64", 1, 1, call_base64 },
  { "base64ToString", 1, 1, call_base64_to_string },
  { "guid", 1, PRACTICE_TEMPLATE_ANY_NUMBER, call_guid },
  { "uniqueString", 1, PRACTICE_TEMPLATE_ANY_NUMBER, call_unique_string },
  { NULL },
};
