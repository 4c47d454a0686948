/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-json.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

/* json-glib would cut a string there, and two readers would then disagree about what was said. */
static gboolean
holds_nul (const char *data, gsize length)
{
  if (memchr (data, '\0', length) != NULL)
    return TRUE;
  for (gsize i = 0; i + 1 < length; i++)
    if (data[i] == '\\')
      {
        if (length - i >= 6 && memcmp (data + i + 1, "u0000", 5) == 0)
          return TRUE;
        i++; /* the escaped character cannot start another escape */
      }
  return FALSE;
}

static gboolean
check_before_parsing (const char *data, gsize length, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (length > DEPOT_JSON_MAX_BYTES)
    problem = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                               _ ("The answer is larger than %d MiB"),
                               DEPOT_JSON_MAX_BYTES / 1024 / 1024);
  else if (holds_nul (data, length))
    problem
        = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The answer holds a NUL character"));
  else if (!g_utf8_validate_len (data, length, NULL))
    problem = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The answer is not UTF-8 text"));
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

JsonNode *
depot_json_parse (const char *data, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) problem = NULL;
  gsize size;
  JsonNode *root;

  g_return_val_if_fail (data != NULL, NULL);

  size = length < 0 ? strlen (data) : (gsize) length;
  if (!check_before_parsing (data, size, error))
    return NULL;

  parser = json_parser_new ();
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, data, (gssize) size, &problem))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("The answer is not JSON: %s"),
                                          problem->message));
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The answer is empty")));
  return root;
}

JsonObject *
depot_json_parse_object (const char *data, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = depot_json_parse (data, length, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The answer is not a JSON object")));
      return NULL;
    }
  return json_node_dup_object (root);
}

/* format takes the path; nothing is built when nobody asks why (the peeks). */
static void G_GNUC_PRINTF (2, 0) complain (GError **error, const char *format, const char *path)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  if (error != NULL)
    *error = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, format, path);
#pragma GCC diagnostic pop
}

/* The node at the path; NULL with the error set when it is missing, null, or below something that
 * is no object. */
static JsonNode *
look_up (JsonObject *root, const char *path, GError **error)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = json_object_get_member (root, names[0]);

  for (guint i = 1;
       names[0] != NULL && names[i] != NULL && node != NULL && !JSON_NODE_HOLDS_NULL (node);
       i++)
    {
      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_auto (GStrv) above = g_strsplit (path, ".", (int) i + 1);
          g_clear_pointer (&above[i], g_free);
          g_autofree char *so_far = g_strjoinv (".", above);
          complain (error, _ ("%s is not an object"), so_far);
          return NULL;
        }
      node = json_object_get_member (json_node_get_object (node), names[i]);
    }
  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    return node;
  /* Translators: %s is the name of a JSON member, such as "properties.state". */
  complain (error, _ ("%s is missing"), path);
  return NULL;
}

static JsonNode *
look_up_value (
    JsonObject *root, const char *path, GType type, const char *complaint, GError **error)
{
  JsonNode *node = look_up (root, path, error);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)
    return node;
  complain (error, complaint, path);
  return NULL;
}

const char *
depot_json_get_string (JsonObject *root, const char *path, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (root != NULL && path != NULL, NULL);

  node = look_up_value (root, path, G_TYPE_STRING, _ ("%s is not text"), error);
  return node != NULL ? json_node_get_string (node) : NULL;
}

gboolean
depot_json_get_int (
    JsonObject *root, const char *path, gint64 min, gint64 max, gint64 *value, GError **error)
{
  JsonNode *node;
  gint64 found;

  g_return_val_if_fail (root != NULL && path != NULL, FALSE);

  node = look_up_value (root, path, G_TYPE_INT64, _ ("%s is not a whole number"), error);
  if (node == NULL)
    return FALSE;
  found = json_node_get_int (node);
  if (found < min || found > max)
    {
      complain (error, _ ("%s is outside its range"), path);
      return FALSE;
    }
  if (value != NULL)
    *value = found;
  return TRUE;
}

gboolean
depot_json_get_bool (JsonObject *root, const char *path, gboolean *value, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (root != NULL && path != NULL, FALSE);

  node = look_up_value (root, path, G_TYPE_BOOLEAN, _ ("%s is neither true nor false"), error);
  if (node != NULL && value != NULL)
    *value = json_node_get_boolean (node);
  return node != NULL;
}

JsonObject *
depot_json_get_object (JsonObject *root, const char *path, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (root != NULL && path != NULL, NULL);

  node = look_up (root, path, error);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  complain (error, _ ("%s is not an object"), path);
  return NULL;
}

JsonArray *
depot_json_get_array (JsonObject *root, const char *path, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (root != NULL && path != NULL, NULL);

  node = look_up (root, path, error);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  complain (error, _ ("%s is not a list"), path);
  return NULL;
}

const char *
depot_json_peek_string (JsonObject *root, const char *path)
{
  return depot_json_get_string (root, path, NULL);
}

gint64
depot_json_peek_int (JsonObject *root, const char *path, gint64 fallback)
{
  depot_json_get_int (root, path, G_MININT64, G_MAXINT64, &fallback, NULL);
  return fallback;
}

gboolean
depot_json_peek_bool (JsonObject *root, const char *path, gboolean fallback)
{
  depot_json_get_bool (root, path, &fallback, NULL);
  return fallback;
}

JsonObject *
depot_json_peek_object (JsonObject *root, const char *path)
{
  return depot_json_get_object (root, path, NULL);
}

JsonArray *
depot_json_peek_array (JsonObject *root, const char *path)
{
  return depot_json_get_array (root, path, NULL);
}

static char *
to_text (JsonObject *object, gboolean pretty)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_return_val_if_fail (object != NULL, NULL);

  json_node_set_object (node, object);
  return json_to_string (node, pretty);
}

char *
depot_json_object_to_text (JsonObject *object)
{
  return to_text (object, FALSE);
}

char *
depot_json_object_to_pretty_text (JsonObject *object)
{
  return to_text (object, TRUE);
}

JsonObject *
depot_json_object_of_strings (const char *name, ...)
{
  JsonObject *object = json_object_new ();
  va_list args;

  va_start (args, name);
  for (const char *member = name; member != NULL; member = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value != NULL)
        json_object_set_string_member (object, member, value);
    }
  va_end (args);
  return object;
}
