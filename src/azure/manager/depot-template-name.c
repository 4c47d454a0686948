/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-template-name.h"

#include <string.h>

#include "depot-json.h"

/* Variables may name variables, and an expression holds calls: both end here. */
#define MAX_DEPTH 8

typedef struct
{
  JsonObject *template_, *parameters;
  const char *at; /* what is still to be read */
  guint depth;
} Reader;

static char *read_value (Reader *reader);

static void
skip_blanks (Reader *reader)
{
  while (*reader->at == ' ')
    reader->at++;
}

/* 'it''s' → it's */
static char *
read_string (Reader *reader)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (reader->at++; *reader->at != '\0'; reader->at++)
    {
      if (*reader->at == '\'' && reader->at[1] != '\'')
        {
          reader->at++;
          return g_string_free_and_steal (g_steal_pointer (&text));
        }
      if (*reader->at == '\'')
        reader->at++;
      g_string_append_c (text, *reader->at);
    }
  return NULL;
}

static GPtrArray *
read_arguments (Reader *reader)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);

  for (reader->at++;; reader->at++)
    {
      char *value = read_value (reader);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (arguments, value);
      skip_blanks (reader);
      if (*reader->at == ')')
        break;
      if (*reader->at != ',')
        return NULL;
    }
  reader->at++;
  return g_steal_pointer (&arguments);
}

/* "{0}/default/{1}" */
static char *
format (GPtrArray *arguments)
{
  g_autoptr (GString) text = g_string_new (g_ptr_array_index (arguments, 0));

  for (guint i = 1; i < arguments->len; i++)
    {
      g_autofree char *mark = g_strdup_printf ("{%u}", i - 1);

      g_string_replace (text, mark, g_ptr_array_index (arguments, i), 0);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
get_parameter (Reader *reader, const char *name)
{
  const char *given = depot_json_peek_string (reader->parameters, name);
  g_autofree char *path = g_strdup_printf ("parameters.%s.defaultValue", name);

  return g_strdup (given != NULL ? given : depot_json_peek_string (reader->template_, path));
}

static char *
get_variable (Reader *reader, const char *name)
{
  g_autofree char *path = g_strdup_printf ("variables.%s", name);
  const char *text = depot_json_peek_string (reader->template_, path);
  Reader inner = { reader->template_, reader->parameters, text, reader->depth + 1 };

  if (text == NULL || inner.depth > MAX_DEPTH)
    return NULL;
  if (*text != '[')
    return g_strdup (text);
  inner.at++;
  return read_value (&inner);
}

static char *
call (Reader *reader, const char *function, GPtrArray *arguments)
{
  if (g_str_equal (function, "format"))
    return format (arguments);
  if (arguments->len != 1)
    return NULL;
  if (g_str_equal (function, "parameters"))
    return get_parameter (reader, g_ptr_array_index (arguments, 0));
  if (g_str_equal (function, "variables"))
    return get_variable (reader, g_ptr_array_index (arguments, 0));
  return NULL;
}

static char *
read_value (Reader *reader)
{
  g_autofree char *function = NULL;
  g_autoptr (GPtrArray) arguments = NULL;
  gsize length;

  skip_blanks (reader);
  if (*reader->at == '\'')
    return read_string (reader);
  length = strspn (reader->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (length == 0 || reader->at[length] != '(' || ++reader->depth > MAX_DEPTH)
    return NULL;
  function = g_strndup (reader->at, length);
  reader->at += length;
  arguments = read_arguments (reader);
  reader->depth--;
  return arguments != NULL ? call (reader, function, arguments) : NULL;
}

char *
depot_template_name_evaluate (JsonObject *template_, JsonObject *parameters, const char *text)
{
  Reader reader = { template_, parameters, text + 1, 0 };
  g_autofree char *value = NULL;

  if (*text != '[')
    return g_strdup (text);
  value = read_value (&reader);
  skip_blanks (&reader);
  return value != NULL && g_str_equal (reader.at, "]") ? g_steal_pointer (&value) : NULL;
}
