/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-statement-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

static void
value_clear (gpointer data)
{
  DepotValue *value = data;

  if (value->type == DEPOT_VALUE_TEXT)
    g_free (value->text);
  else if (value->type == DEPOT_VALUE_JSON)
    json_object_unref (value->json);
}

static GArray *
values_new (void)
{
  GArray *values = g_array_new (FALSE, TRUE, sizeof (DepotValue));

  g_array_set_clear_func (values, value_clear);
  return values;
}

static DepotValue
next_value (char type, va_list *args)
{
  DepotValue value = { DEPOT_VALUE_NULL };

  switch (type)
    {
    case 's':
      value.text = g_strdup (va_arg (*args, const char *));
      value.type = value.text != NULL ? DEPOT_VALUE_TEXT : DEPOT_VALUE_NULL;
      break;
    case 'i':
      value.type = DEPOT_VALUE_INT;
      value.number = va_arg (*args, gint64);
      break;
    case 'd':
      value.type = DEPOT_VALUE_DOUBLE;
      value.real = va_arg (*args, double);
      break;
    default:
      g_assert_not_reached (); /* the letters stand in our own source */
    }
  return value;
}

static DepotStatement *
statement_new (const char *sql, const char *types, va_list *args)
{
  DepotStatement *self = g_new0 (DepotStatement, 1);

  self->sql = sql;
  self->json_column = -1;
  self->given = values_new ();
  self->found = values_new ();
  for (const char *type = types; *type != '\0'; type++)
    {
      DepotValue value = next_value (*type, args);

      g_array_append_val (self->given, value);
    }
  return self;
}

DepotStatement *
depot_statement_new (const char *sql, const char *types, ...)
{
  DepotStatement *self;
  va_list args;

  va_start (args, types);
  self = statement_new (sql, types, &args);
  va_end (args);
  return self;
}

void
depot_statement_free (DepotStatement *self)
{
  g_array_unref (self->given);
  g_array_unref (self->found);
  g_free (self);
}

void
depot_statement_set_check (DepotStatement *self, DepotStatementCheck check)
{
  self->check = check;
}

void
depot_statement_set_json (DepotStatement *self, int column)
{
  self->json_column = column;
}

const char *
depot_statement_peek_given_text (const DepotStatement *self, guint parameter)
{
  const DepotValue *value = &g_array_index (self->given, DepotValue, parameter - 1);

  return value->type == DEPOT_VALUE_TEXT ? value->text : NULL;
}

guint
depot_statement_get_n_rows (const DepotStatement *self)
{
  return self->n_columns > 0 ? self->found->len / self->n_columns : 0;
}

static const DepotValue *
get_value (const DepotStatement *self, guint row, guint column)
{
  static const DepotValue nothing = { DEPOT_VALUE_NULL };

  g_return_val_if_fail (column < self->n_columns && row < depot_statement_get_n_rows (self),
                        &nothing);

  return &g_array_index (self->found, DepotValue, row * self->n_columns + column);
}

gboolean
depot_statement_is_null (const DepotStatement *self, guint row, guint column)
{
  return get_value (self, row, column)->type == DEPOT_VALUE_NULL;
}

const char *
depot_statement_get_text (const DepotStatement *self, guint row, guint column)
{
  const DepotValue *value = get_value (self, row, column);

  return value->type == DEPOT_VALUE_TEXT ? value->text : NULL;
}

gint64
depot_statement_get_int (const DepotStatement *self, guint row, guint column)
{
  const DepotValue *value = get_value (self, row, column);

  return value->type == DEPOT_VALUE_INT ? value->number : 0;
}

double
depot_statement_get_double (const DepotStatement *self, guint row, guint column)
{
  const DepotValue *value = get_value (self, row, column);

  return value->type == DEPOT_VALUE_DOUBLE ? value->real
                                           : (double) depot_statement_get_int (self, row, column);
}

char **
depot_statement_dup_column (const DepotStatement *self, guint column)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint row = 0; row < depot_statement_get_n_rows (self); row++)
    g_strv_builder_add (builder, depot_statement_get_text (self, row, column));
  return g_strv_builder_end (builder);
}

JsonObject *
depot_statement_get_json (const DepotStatement *self, guint row, guint column, GError **error)
{
  const DepotValue *value = get_value (self, row, column);

  if (value->type == DEPOT_VALUE_JSON)
    return value->json;
  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_STORE,
          _ ("A row of the database does not hold what it should. Run depotctl doctor")));
  return NULL;
}

GPtrArray *
depot_statements_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) depot_statement_free);
}

void
depot_statements_add (GPtrArray *self, const char *sql, const char *types, ...)
{
  va_list args;

  va_start (args, types);
  g_ptr_array_add (self, statement_new (sql, types, &args));
  va_end (args);
}
