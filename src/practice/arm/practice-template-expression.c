/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-expression.h"
#include "practice-template-error.h"

#include <string.h>

/* deeper nesting than this is nothing a person wrote, and recursion must end somewhere */
#define MAX_DEPTH 64

typedef enum
{
  TOKEN_END,
  TOKEN_NAME,
  TOKEN_STRING,
  TOKEN_INT,
  TOKEN_MARK,
  TOKEN_BAD,
} TokenKind;

typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  guint depth;

  TokenKind kind;
  GString *value;
  char mark;
} Reader;

G_DEFINE_QUARK (practice - template - error, practice_template_error)

static PracticeExpression *read_value (Reader *reader, GError **error);

static void
read_string_token (Reader *reader)
{
  reader->kind = TOKEN_BAD;
  for (reader->at++; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '\'' && (reader->at + 1 == reader->end || reader->at[1] != '\''))
        {
          reader->kind = TOKEN_STRING;
          reader->at++;
          return;
        }
      if (*reader->at == '\'')
        reader->at++;
      g_string_append_c (reader->value, *reader->at);
    }
}

static void
read_run_token (Reader *reader, TokenKind kind)
{
  reader->kind = kind;
  do
    g_string_append_c (reader->value, *reader->at++);
  while (reader->at < reader->end && (g_ascii_isalnum (*reader->at) || *reader->at == '_'));
}

static void
next_token (Reader *reader)
{
  while (reader->at < reader->end && g_ascii_isspace (*reader->at))
    reader->at++;
  g_string_truncate (reader->value, 0);
  reader->mark = '\0';

  if (reader->at >= reader->end)
    reader->kind = TOKEN_END;
  else if (*reader->at == '\'')
    read_string_token (reader);
  else if (g_ascii_isdigit (*reader->at) || *reader->at == '-')
    read_run_token (reader, TOKEN_INT);
  else if (g_ascii_isalpha (*reader->at) || *reader->at == '_')
    read_run_token (reader, TOKEN_NAME);
  else if (strchr ("()[].,", *reader->at) != NULL)
    {
      reader->kind = TOKEN_MARK;
      reader->mark = *reader->at++;
    }
  else
    reader->kind = TOKEN_BAD;
}

static gpointer
refuse (Reader *reader, GError **error)
{
  g_set_error (
      error,
      PRACTICE_TEMPLATE_ERROR,
      PRACTICE_TEMPLATE_ERROR_INVALID,
      "The language expression '%s' is not valid: the string has an error at position '%d'.",
      reader->text,
      (int) (reader->at - reader->text));
  return NULL;
}

static PracticeExpression *
expression_new (PracticeExpressionKind kind, const char *text)
{
  PracticeExpression *self = g_new0 (PracticeExpression, 1);

  self->kind = kind;
  self->text = g_strdup (text);
  self->arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_expression_free);
  return self;
}

static gboolean
read_arguments (Reader *reader, PracticeExpression *call, GError **error)
{
  next_token (reader);
  if (reader->mark == ')')
    {
      next_token (reader);
      return TRUE;
    }
  for (;;)
    {
      PracticeExpression *argument = read_value (reader, error);

      if (argument == NULL)
        return FALSE;
      g_ptr_array_add (call->arguments, argument);
      if (reader->mark == ')')
        break;
      if (reader->mark != ',')
        {
          refuse (reader, error);
          return FALSE;
        }
      next_token (reader);
    }
  next_token (reader);
  return TRUE;
}

static PracticeExpression *
read_int (Reader *reader, GError **error)
{
  PracticeExpression *self;
  gint64 number;

  if (!g_ascii_string_to_signed (reader->value->str, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return refuse (reader, error);
  self = expression_new (PRACTICE_EXPRESSION_INT, NULL);
  self->number = number;
  next_token (reader);
  return self;
}

static PracticeExpression *
read_primary (Reader *reader, GError **error)
{
  g_autoptr (PracticeExpression) self = NULL;

  if (reader->kind == TOKEN_INT)
    return read_int (reader, error);
  if (reader->kind == TOKEN_STRING)
    {
      self = expression_new (PRACTICE_EXPRESSION_STRING, reader->value->str);
      next_token (reader);
      return g_steal_pointer (&self);
    }
  if (reader->kind != TOKEN_NAME)
    return refuse (reader, error);

  self = expression_new (PRACTICE_EXPRESSION_CALL, reader->value->str);
  next_token (reader);
  if (reader->mark != '(')
    return refuse (reader, error);
  return read_arguments (reader, self, error) ? g_steal_pointer (&self) : NULL;
}

static PracticeExpression *
read_member (Reader *reader, PracticeExpression *inner, GError **error)
{
  g_autoptr (PracticeExpression) self = expression_new (PRACTICE_EXPRESSION_MEMBER, NULL);

  self->inner = inner;
  next_token (reader);
  if (reader->kind != TOKEN_NAME)
    return refuse (reader, error);
  self->text = g_strdup (reader->value->str);
  next_token (reader);
  return g_steal_pointer (&self);
}

static PracticeExpression *
read_index (Reader *reader, PracticeExpression *inner, GError **error)
{
  g_autoptr (PracticeExpression) self = expression_new (PRACTICE_EXPRESSION_INDEX, NULL);
  PracticeExpression *index;

  self->inner = inner;
  next_token (reader);
  index = read_value (reader, error);
  if (index == NULL)
    return NULL;
  g_ptr_array_add (self->arguments, index);
  if (reader->mark != ']')
    return refuse (reader, error);
  next_token (reader);
  return g_steal_pointer (&self);
}

static PracticeExpression *
read_value (Reader *reader, GError **error)
{
  PracticeExpression *self;

  if (reader->depth == MAX_DEPTH)
    return refuse (reader, error);
  reader->depth++;
  self = read_primary (reader, error);
  while (self != NULL && (reader->mark == '.' || reader->mark == '['))
    self = reader->mark == '.' ? read_member (reader, self, error)
                               : read_index (reader, self, error);
  reader->depth--;
  return self;
}

gboolean
practice_expression_is_one (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && text[0] == '[' && text[1] != '[' && text[length - 1] == ']';
}

PracticeExpression *
practice_expression_parse (const char *text, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (PracticeExpression) self = NULL;
  Reader reader = { .text = text, .at = text + 1, .end = text + strlen (text) - 1, .value = value };

  next_token (&reader);
  self = read_value (&reader, error);
  if (self == NULL)
    return NULL;
  if (reader.kind != TOKEN_END)
    return refuse (&reader, error);
  return g_steal_pointer (&self);
}

void
practice_expression_free (PracticeExpression *self)
{
  if (self == NULL)
    return;
  practice_expression_free (self->inner);
  g_ptr_array_unref (self->arguments);
  g_free (self->text);
  g_free (self);
}

void
practice_expression_visit_calls (PracticeExpression *self,
                                 const char *name,
                                 PracticeExpressionVisitor visitor,
                                 gpointer data)
{
  if (self->kind == PRACTICE_EXPRESSION_CALL && g_ascii_strcasecmp (self->text, name) == 0)
    visitor (self, data);
  if (self->inner != NULL)
    practice_expression_visit_calls (self->inner, name, visitor, data);
  for (guint i = 0; i < self->arguments->len; i++)
    practice_expression_visit_calls (self->arguments->pdata[i], name, visitor, data);
}
