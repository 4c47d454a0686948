/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-output.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <unistd.h>

#include "depot-base.h"
#include "depot-discovery.h"

struct _CliTable
{
  const CliColumn *columns;
  guint n_columns;
  GPtrArray *rows; /* GStrv with a place per column; "" stands for a missing value's NULL */
  GArray *widths;
};

static glong
shown_width (const char *text)
{
  return g_utf8_strlen (text, -1);
}

CliTable *
cli_table_new (const CliColumn *columns, guint n_columns)
{
  CliTable *self = g_new0 (CliTable, 1);

  self->columns = columns;
  self->n_columns = n_columns;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->widths = g_array_new (FALSE, TRUE, sizeof (glong));
  for (guint i = 0; i < n_columns; i++)
    {
      glong width = shown_width (_ (columns[i].title));

      g_array_append_val (self->widths, width);
    }
  return self;
}

void
cli_table_add (CliTable *self, const char *const *cells)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->n_columns; i++)
    {
      glong *width = &g_array_index (self->widths, glong, i);

      g_ptr_array_add (row, g_strdup (cells[i]));
      *width = MAX (*width, cells[i] != NULL ? shown_width (cells[i]) : 1);
    }
  g_ptr_array_add (self->rows, row);
}

static void
print_cell (CliTable *self, guint column, const char *text)
{
  glong pad = g_array_index (self->widths, glong, column) - shown_width (text);
  gboolean is_last = column + 1 == self->n_columns;

  if (self->columns[column].is_number)
    g_print ("%*s%s", (int) pad, "", text);
  else
    g_print ("%s%*s", text, is_last ? 0 : (int) pad, "");
  g_print ("%s", is_last ? "\n" : "  ");
}

static void
print_as_text (CliTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    print_cell (self, i, _ (self->columns[i].title));
  for (guint r = 0; r < self->rows->len; r++)
    for (guint i = 0; i < self->n_columns; i++)
      {
        const char *text = g_ptr_array_index ((GPtrArray *) g_ptr_array_index (self->rows, r), i);

        print_cell (self, i, text != NULL ? text : "–");
      }
}

static void
set_member (JsonObject *object, const CliColumn *column, const char *text)
{
  if (text == NULL)
    json_object_set_null_member (object, column->name);
  else if (column->is_number)
    json_object_set_int_member (object, column->name, g_ascii_strtoll (text, NULL, 10));
  else
    json_object_set_string_member (object, column->name, text);
}

static void
print_as_json (CliTable *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  g_autofree char *text = NULL;

  for (guint r = 0; r < self->rows->len; r++)
    {
      JsonObject *object = json_object_new ();

      for (guint i = 0; i < self->n_columns; i++)
        set_member (object,
                    &self->columns[i],
                    g_ptr_array_index ((GPtrArray *) g_ptr_array_index (self->rows, r), i));
      json_array_add_object_element (array, object);
    }
  json_node_take_array (root, array);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

void
cli_table_print (CliTable *self, CliContext *context)
{
  if (context->json)
    print_as_json (self);
  else
    print_as_text (self);
}

void
cli_table_free (CliTable *self)
{
  g_ptr_array_unref (self->rows);
  g_array_unref (self->widths);
  g_free (self);
}

static const CliColumn check_columns[] = {
  { "state", N_ ("Result"), FALSE },
  { "title", N_ ("Check"), FALSE },
  { "detail", N_ ("Detail"), FALSE },
};

gboolean
cli_print_checks (CliContext *context, GListModel *checks)
{
  g_autoptr (CliTable) table = cli_table_new (check_columns, G_N_ELEMENTS (check_columns));
  gboolean is_good = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (checks, i);

      cli_table_add (table,
                     (const char *[]) { depot_check_item_get_state (item),
                                        depot_check_item_get_title (item),
                                        depot_check_item_get_detail (item) });
      is_good = is_good && g_strcmp0 (depot_check_item_get_state (item), "bad") != 0;
    }
  cli_table_print (table, context);
  return is_good;
}

void
cli_print_object (JsonObject *object)
{
  g_autofree char *text = depot_json_object_to_pretty_text (object);

  g_print ("%s\n", text);
}

void
cli_print_fact (const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    g_print ("  %s%*s%s\n", label, (int) MAX (28 - g_utf8_strlen (label, -1), 1), "", value);
}

char *
cli_time_to_text (gint64 at)
{
  g_autoptr (GDateTime) utc = at > 0 ? g_date_time_new_from_unix_utc (at) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;
}

static void
draw_progress (CliContext *context, DepotOperation *operation, char **last)
{
  const DepotStep *step = depot_operation_get_step (operation);
  const char *status = depot_operation_get_status_text (operation);
  g_autofree char *line = g_strdup_printf ("%3.0f %%  %s",
                                           100 * depot_operation_get_fraction (operation),
                                           status != NULL ? status
                                           : step != NULL ? _ (step->label)
                                                          : "");

  if (context->quiet || context->json || g_strcmp0 (line, *last) == 0)
    return;
  g_printerr (isatty (STDERR_FILENO) ? "\r\033[K%s" : "%s\n", line);
  g_free (*last);
  *last = g_steal_pointer (&line);
}

static gboolean
needs_a_person (DepotOperation *operation)
{
  return depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING
         || depot_operation_is_settled (operation);
}

static gboolean
outcome (DepotOperation *operation, GError **error)
{
  const GError *reason = depot_operation_get_error (operation);

  if (depot_operation_get_state (operation) == DEPOT_OPERATION_DONE
      || depot_operation_get_state (operation) == DEPOT_OPERATION_CLEANED_UP)
    return TRUE;
  if (reason != NULL)
    g_propagate_error (error, g_error_copy (reason));
  else
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_CANCELLED, _ ("The operation was cancelled.")));
  return FALSE;
}

static gboolean
on_tick (gpointer data)
{
  /* only wakes the loop, so that Ctrl+C and another process's progress are seen */
  return G_SOURCE_CONTINUE;
}

gboolean
cli_follow_operation (CliContext *context, DepotOperation *operation, GError **error)
{
  g_autofree char *last = NULL;
  guint tick = g_timeout_add (200, on_tick, NULL);

  while (!needs_a_person (operation) && !g_cancellable_is_cancelled (context->cancellable))
    {
      draw_progress (context, operation, &last);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
  if (last != NULL && isatty (STDERR_FILENO))
    g_printerr ("\n");
  if (needs_a_person (operation))
    return outcome (operation, error);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_CANCELLED,
                                      _ ("No longer watching. The operation goes on when a keeper "
                                         "runs: “depotctl keeper”, or the console. Its id is %s."),
                                      depot_operation_get_id (operation)));
  return FALSE;
}
