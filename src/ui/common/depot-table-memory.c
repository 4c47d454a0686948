/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a table shows, how wide and in which order of rows: kept in the settings of the
 * desktop. */
#include "config.h"

#include "depot-preferences.h"
#include "depot-table-private.h"

void
depot_table_remember_sort (DepotTable *self, GtkColumnViewColumn *column, gboolean is_descending)
{
  g_autofree char *value = NULL;

  if (self->sort_key == NULL || depot_preferences_get () == NULL)
    return;
  value = g_strconcat (is_descending ? "-" : "", gtk_column_view_column_get_id (column), NULL);
  g_settings_set_string (depot_preferences_get (), self->sort_key, value);
}

static char *
describe_column (GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (width > 0)
    return g_strdup_printf ("%s:%d", gtk_column_view_column_get_id (column), width);
  return g_strdup (gtk_column_view_column_get_id (column));
}

static void
remember_columns (DepotTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) shown = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column))
        g_strv_builder_take (builder, describe_column (column));
    }
  shown = g_strv_builder_end (builder);
  g_settings_set_strv (depot_preferences_get (), self->columns_key, (const char *const *) shown);
}

static void
hide_all_columns (DepotTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    gtk_column_view_column_set_visible (depot_table_find_column (self, self->columns[i].id), FALSE);
}

static void
recall_columns (DepotTable *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (depot_preferences_get (), self->columns_key);

  if (g_strv_length (shown) == 0)
    return;
  hide_all_columns (self);
  for (char **entry = shown; *entry != NULL; entry++)
    {
      g_auto (GStrv) parts = g_strsplit (*entry, ":", 2);
      GtkColumnViewColumn *column = depot_table_find_column (self, parts[0]);

      if (column == NULL)
        continue;
      gtk_column_view_column_set_visible (column, TRUE);
      if (parts[1] != NULL)
        gtk_column_view_column_set_fixed_width (column, CLAMP (atoi (parts[1]), 40, 2000));
    }
}

static void
recall_sort (DepotTable *self)
{
  g_autofree char *sort = g_settings_get_string (depot_preferences_get (), self->sort_key);

  depot_table_sort (self, *sort == '-' ? sort + 1 : sort, *sort == '-');
}

void
depot_table_remember (DepotTable *self, const char *columns_key, const char *sort_key)
{
  g_return_if_fail (DEPOT_IS_TABLE (self));

  if (depot_preferences_get () == NULL)
    return;
  self->columns_key = columns_key;
  self->sort_key = sort_key;
  if (sort_key != NULL)
    recall_sort (self);
  if (columns_key == NULL)
    return;
  recall_columns (self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      GtkColumnViewColumn *column = depot_table_find_column (self, self->columns[i].id);

      g_signal_connect_object (
          column, "notify::visible", G_CALLBACK (remember_columns), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
          column, "notify::fixed-width", G_CALLBACK (remember_columns), self, G_CONNECT_SWAPPED);
    }
}
