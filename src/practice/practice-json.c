/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-json.h"

#include <string.h>

/* Copies a string literal, quotes included, and returns the first byte after it. */
static const char *
copy_literal (GString *out, const char *at, const char *end)
{
  const char *start = at++;

  while (at < end && *at != '"')
    at += *at == '\\' && at + 1 < end ? 2 : 1;
  at = MIN (at + 1, end);
  g_string_append_len (out, start, at - start);
  return at;
}

static const char *
skip_comment (const char *at, const char *end)
{
  const char *stop;

  if (at[1] == '/')
    {
      stop = memchr (at, '\n', end - at);
      return stop != NULL ? stop : end;
    }
  stop = g_strstr_len (at + 2, end - at - 2, "*/");
  return stop != NULL ? stop + 2 : end;
}

/* A bare word is a member name only when a colon follows; true, false and null stay as they are. */
static const char *
copy_word (GString *out, const char *at, const char *end)
{
  const char *start = at;
  const char *after;

  while (at < end && (g_ascii_isalnum (*at) || *at == '_' || *at == '$'))
    at++;
  for (after = at; after < end && g_ascii_isspace (*after);)
    after++;
  if (after < end && *after == ':')
    g_string_append_printf (out, "\"%.*s\"", (int) (at - start), start);
  else
    g_string_append_len (out, start, at - start);
  return at;
}

static char *
make_strict (const char *text, gsize length)
{
  g_autoptr (GString) out = g_string_sized_new (length + 64);
  const char *end = text + length;

  for (const char *at = text; at < end;)
    {
      if (*at == '"')
        at = copy_literal (out, at, end);
      else if (*at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*'))
        at = skip_comment (at, end);
      else if (g_ascii_isalpha (*at) || *at == '_' || *at == '$')
        at = copy_word (out, at, end);
      else
        g_string_append_c (out, *at++);
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}

JsonNode *
practice_json_parse (const char *text, gssize length, gboolean lenient, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *strict = NULL;

  if (length < 0)
    length = strlen (text);
  if (lenient)
    {
      strict = make_strict (text, length);
      text = strict;
      length = strlen (strict);
    }
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, text, length, error))
    return NULL;
  return json_parser_steal_root (parser);
}

JsonObject *
practice_json_parse_object (const char *text, gssize length, gboolean lenient, GError **error)
{
  g_autoptr (JsonNode) node = practice_json_parse (text, length, lenient, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (
          error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "The body is not a JSON object.");
      return NULL;
    }
  return practice_json_copy (json_node_get_object (node));
}

JsonNode *
practice_json_get (JsonObject *object, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (object == NULL)
        return NULL;
      node = json_object_get_member (object, names[i]);
      object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    }
  return node;
}

const char *
practice_json_get_string (JsonObject *object, const char *path)
{
  JsonNode *node = practice_json_get (object, path);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

gint64
practice_json_get_int (JsonObject *object, const char *path, gint64 fallback)
{
  JsonNode *node = practice_json_get (object, path);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;
  return json_node_get_int (node);
}

double
practice_json_get_number (JsonObject *object, const char *path, double fallback)
{
  JsonNode *node = practice_json_get (object, path);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return fallback;
  return json_node_get_double (node);
}

gboolean
practice_json_get_flag (JsonObject *object, const char *path, gboolean fallback)
{
  JsonNode *node = practice_json_get (object, path);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

JsonObject *
practice_json_get_object (JsonObject *object, const char *path)
{
  JsonNode *node = practice_json_get (object, path);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
practice_json_get_array (JsonObject *object, const char *path)
{
  JsonNode *node = practice_json_get (object, path);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
practice_json_get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

JsonObject *
practice_json_object (const char *first_name, ...)
{
  JsonObject *object = json_object_new ();
  va_list pairs;

  va_start (pairs, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (pairs, const char *))
    {
      const char *value = va_arg (pairs, const char *);

      if (value != NULL)
        json_object_set_string_member (object, name, value);
    }
  va_end (pairs);
  return object;
}

char *
practice_json_to_string (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* json-glib shares objects when it copies a node; a deep copy goes by way of every member. */
static JsonNode *copy_node (JsonNode *node);

static JsonArray *
copy_array (JsonArray *array)
{
  JsonArray *copy = json_array_sized_new (json_array_get_length (array));

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));
  return copy;
}

static JsonNode *
copy_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonNode *copy = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (copy, practice_json_copy (json_node_get_object (node)));
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonNode *copy = json_node_new (JSON_NODE_ARRAY);

      json_node_take_array (copy, copy_array (json_node_get_array (node)));
      return copy;
    }
  return json_node_copy (node);
}

JsonObject *
practice_json_copy (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (copy, name, copy_node (node));
  return copy;
}
