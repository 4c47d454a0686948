/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-graph-query.h"

#include "practice-arm-json.h"

#include <string.h>

typedef enum
{
  TEST_NOT_EMPTY,
  TEST_EQUAL, /* =~ and in~: without regard to case */
} TestKind;

typedef struct
{
  TestKind kind;
  char **path;
  char **values;
} Test;

typedef struct
{
  char *name;
  char **path;
  gboolean as_text;
} Column;

struct _PracticeGraphQuery
{
  char *table;
  GPtrArray *tests;
  GPtrArray *columns; /* empty: all */
  char *order;        /* NULL: as they come */
};

static void
test_free (gpointer data)
{
  Test *test = data;

  g_strfreev (test->path);
  g_strfreev (test->values);
  g_free (test);
}

static void
column_free (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_strfreev (column->path);
  g_free (column);
}

void
practice_graph_query_free (PracticeGraphQuery *self)
{
  if (self == NULL)
    return;
  g_free (self->table);
  g_ptr_array_unref (self->tests);
  g_ptr_array_unref (self->columns);
  g_free (self->order);
  g_free (self);
}

/* Reading. A token is a word, a quoted text (kept with its first quote), or a mark. */

typedef struct
{
  const char *start;
  const char *at;
  char *token; /* NULL at the end */
} Reader;

static gsize
length_of_mark (const char *at)
{
  static const char *const marks[] = { "=~", "in~", "|", "(", ")", ",", "=", ".", "[", "]" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (at, marks[i]))
      return strlen (marks[i]);
  return 0;
}

static gsize
length_of_token (const char *at)
{
  const char *end;
  gsize length = length_of_mark (at);

  if (length > 0)
    return length;
  if (*at == '\'')
    {
      end = strchr (at + 1, '\'');
      return end != NULL ? (gsize) (end - at) + 1 : 0;
    }
  while (g_ascii_isalnum (at[length]) || at[length] == '_')
    length++;
  return length;
}

static void
advance (Reader *reader)
{
  gsize length;

  g_clear_pointer (&reader->token, g_free);
  while (g_ascii_isspace (*reader->at))
    reader->at++;
  length = length_of_token (reader->at);
  if (length > 0)
    reader->token = g_strndup (reader->at, length);
  else if (*reader->at != '\0')
    reader->token = g_strdup ("?"); /* fits nowhere */
  reader->at += length;
}

static gboolean
is_next (Reader *reader, const char *word)
{
  return reader->token != NULL && g_ascii_strcasecmp (reader->token, word) == 0;
}

static gboolean
take (Reader *reader, const char *word)
{
  if (!is_next (reader, word))
    return FALSE;
  advance (reader);
  return TRUE;
}

/* A name; NULL when something else stands there. */
static char *
take_name (Reader *reader)
{
  char *name;

  if (reader->token == NULL || !(g_ascii_isalpha (*reader->token) || *reader->token == '_')
      || g_str_equal (reader->token, "in~"))
    return NULL;
  name = g_strdup (reader->token);
  advance (reader);
  return name;
}

static char *
take_text (Reader *reader)
{
  char *text;

  if (reader->token == NULL || *reader->token != '\'')
    return NULL;
  text = g_strndup (reader->token + 1, strlen (reader->token) - 2);
  advance (reader);
  return text;
}

/* "properties.extended" or "tags['depot-service']". */
static char **
take_path (Reader *reader)
{
  g_autoptr (GStrvBuilder) path = g_strv_builder_new ();
  char *part = take_name (reader);

  if (part == NULL)
    return NULL;
  g_strv_builder_take (path, part);
  while (is_next (reader, ".") || is_next (reader, "["))
    {
      gboolean bracket = is_next (reader, "[");

      advance (reader);
      part = bracket ? take_text (reader) : take_name (reader);
      if (part == NULL)
        return NULL;
      g_strv_builder_take (path, part);
      if (bracket && !take (reader, "]"))
        return NULL;
    }
  return g_strv_builder_end (path);
}

static char **
take_list (Reader *reader)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  if (!take (reader, "("))
    return NULL;
  do
    {
      char *text = take_text (reader);

      if (text == NULL)
        return NULL;
      g_strv_builder_take (list, text);
    }
  while (take (reader, ","));
  return take (reader, ")") ? g_strv_builder_end (list) : NULL;
}

static gboolean
read_comparison (Reader *reader, Test *test)
{
  test->kind = TEST_EQUAL;
  test->path = take_path (reader);
  if (test->path == NULL)
    return FALSE;
  if (take (reader, "in~"))
    test->values = take_list (reader);
  else if (take (reader, "=~"))
    {
      char *text = take_text (reader);

      if (text != NULL)
        test->values = g_new0 (char *, 2);
      if (text != NULL)
        test->values[0] = text;
    }
  return test->values != NULL;
}

static gboolean
read_where (Reader *reader, PracticeGraphQuery *query)
{
  Test *test = g_new0 (Test, 1);

  g_ptr_array_add (query->tests, test);
  if (!take (reader, "isnotempty"))
    return read_comparison (reader, test);
  test->kind = TEST_NOT_EMPTY;
  if (!take (reader, "("))
    return FALSE;
  test->path = take_path (reader);
  return test->path != NULL && take (reader, ")");
}

static gboolean
read_column (Reader *reader, Column *column)
{
  column->name = take_name (reader);
  if (column->name == NULL)
    return FALSE;
  if (!take (reader, "="))
    {
      column->path = g_new0 (char *, 2);
      column->path[0] = g_strdup (column->name);
      return TRUE;
    }
  column->as_text = take (reader, "tostring");
  if (column->as_text && !take (reader, "("))
    return FALSE;
  column->path = take_path (reader);
  return column->path != NULL && (!column->as_text || take (reader, ")"));
}

static gboolean
read_project (Reader *reader, PracticeGraphQuery *query)
{
  do
    {
      Column *column = g_new0 (Column, 1);

      g_ptr_array_add (query->columns, column);
      if (!read_column (reader, column))
        return FALSE;
    }
  while (take (reader, ","));
  return TRUE;
}

static gboolean
read_order (Reader *reader, PracticeGraphQuery *query)
{
  if (!take (reader, "by"))
    return FALSE;
  g_free (query->order);
  query->order = take_name (reader);
  return query->order != NULL && take (reader, "asc");
}

static gboolean
read_operator (Reader *reader, PracticeGraphQuery *query)
{
  if (take (reader, "where"))
    return read_where (reader, query);
  if (take (reader, "project"))
    return read_project (reader, query);
  return take (reader, "order") && read_order (reader, query);
}

static gboolean
read_query (Reader *reader, PracticeGraphQuery *query)
{
  g_autofree char *table = take_name (reader);

  if (table == NULL)
    return FALSE;
  query->table = g_ascii_strdown (table, -1);
  while (take (reader, "|"))
    if (!read_operator (reader, query))
      return FALSE;
  return reader->token == NULL;
}

PracticeGraphQuery *
practice_graph_query_parse (const char *text, guint *place, char **token)
{
  g_autoptr (PracticeGraphQuery) self = g_new0 (PracticeGraphQuery, 1);
  Reader reader = { text, text, NULL };
  gboolean good;

  self->tests = g_ptr_array_new_with_free_func (test_free);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  advance (&reader);
  good = read_query (&reader, self);
  if (!good)
    {
      *place = (guint) (reader.at - reader.start);
      *token = g_strdup (reader.token != NULL ? reader.token : "<EOF>");
    }
  g_free (reader.token);
  return good ? g_steal_pointer (&self) : NULL;
}

/* Answering. */

const char *
practice_graph_query_get_table (PracticeGraphQuery *self)
{
  return self->table;
}

static JsonNode *
find (JsonObject *row, char **path)
{
  JsonObject *object = row;
  JsonNode *node = NULL;

  for (guint i = 0; path[i] != NULL; i++)
    {
      node = object != NULL ? practice_arm_json_member (object, path[i]) : NULL;
      object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    }
  return node;
}

static gboolean
passes (const Test *test, JsonObject *row)
{
  JsonNode *node = find (row, test->path);
  const char *text = practice_arm_json_is_string (node) ? json_node_get_string (node) : NULL;

  if (test->kind == TEST_NOT_EMPTY)
    return text != NULL ? *text != '\0' : node != NULL && !JSON_NODE_HOLDS_NULL (node);
  for (guint i = 0; text != NULL && test->values[i] != NULL; i++)
    if (g_ascii_strcasecmp (text, test->values[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
practice_graph_query_keeps (PracticeGraphQuery *self, JsonObject *row)
{
  for (guint i = 0; i < self->tests->len; i++)
    if (!passes (self->tests->pdata[i], row))
      return FALSE;
  return TRUE;
}

static JsonNode *
dup_value (const Column *column, JsonObject *row)
{
  JsonNode *node = find (row, column->path);

  if (!column->as_text)
    return node != NULL ? practice_arm_json_clone (node) : json_node_new (JSON_NODE_NULL);
  return practice_arm_json_new_string (
      practice_arm_json_is_string (node) ? json_node_get_string (node) : "");
}

JsonObject *
practice_graph_query_project (PracticeGraphQuery *self, JsonObject *row)
{
  JsonObject *projected;

  if (self->columns->len == 0)
    return json_object_ref (row);
  projected = json_object_new ();
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = self->columns->pdata[i];

      json_object_set_member (projected, column->name, dup_value (column, row));
    }
  return projected;
}

gboolean
practice_graph_query_has_order (PracticeGraphQuery *self)
{
  return self->order != NULL;
}

int
practice_graph_query_compare (gconstpointer left, gconstpointer right, gpointer query)
{
  PracticeGraphQuery *self = query;

  return g_strcmp0 (practice_arm_json_string ((JsonObject *) left, self->order),
                    practice_arm_json_string ((JsonObject *) right, self->order));
}
