/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-table-column.h"

static GtkWidget *
make_label (const DepotColumn *column)
{
  gboolean is_numeric = (column->flags & DEPOT_COLUMN_NUMERIC) != 0;
  GtkWidget *label = g_object_new (
      GTK_TYPE_LABEL, "xalign", is_numeric ? 1.0 : 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  if (is_numeric)
    gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
show_item (GtkListItem *cell, const DepotColumn *column)
{
  gpointer item = gtk_list_item_get_item (cell);
  GtkWidget *child = gtk_list_item_get_child (cell);
  g_autofree char *text = NULL;

  if (column->show_cell != NULL)
    {
      column->show_cell (child, item);
      return;
    }
  text = column->dup_text (item);
  gtk_label_set_label (GTK_LABEL (child), text != NULL ? text : "");
  if ((column->flags & DEPOT_COLUMN_LONG) != 0)
    gtk_widget_set_tooltip_text (child, text);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  const DepotColumn *column = data;

  gtk_list_item_set_child (cell,
                           column->make_cell != NULL ? column->make_cell () : make_label (column));
}

static void
on_item_notify (GObject *item, GParamSpec *pspec, GtkListItem *cell)
{
  show_item (cell, g_object_get_data (G_OBJECT (cell), "depot-column"));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  const DepotColumn *column = data;
  g_autofree char *signal = NULL;

  show_item (cell, column);
  if (column->property == NULL)
    return;
  signal = g_strconcat ("notify::", column->property, NULL);
  g_object_set_data (G_OBJECT (cell), "depot-column", (gpointer) column);
  g_signal_connect (gtk_list_item_get_item (cell), signal, G_CALLBACK (on_item_notify), cell);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), on_item_notify, cell);
}

GtkListItemFactory *
depot_table_column_make_factory (const DepotColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer) column);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), (gpointer) column);
  return factory;
}

static char *
text_of_item (gpointer item, const DepotColumn *column)
{
  return column->dup_text (item);
}

static gint64
number_of_item (gpointer item, const DepotColumn *column)
{
  return column->get_number (item);
}

/* Names that end in a number are counted as people count: 9 before 10. */
static GtkSorter *
make_text_sorter (const DepotColumn *column)
{
  GtkStringSorter *sorter = gtk_string_sorter_new (gtk_cclosure_expression_new (
      G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (text_of_item), (gpointer) column, NULL));

  gtk_string_sorter_set_collation (sorter, GTK_COLLATION_FILENAME);
  return GTK_SORTER (sorter);
}

GtkSorter *
depot_table_column_make_sorter (const DepotColumn *column)
{
  if (column->get_number == NULL)
    return make_text_sorter (column);
  return GTK_SORTER (gtk_numeric_sorter_new (gtk_cclosure_expression_new (
      G_TYPE_INT64, NULL, 0, NULL, G_CALLBACK (number_of_item), (gpointer) column, NULL)));
}

gboolean
depot_table_column_matches (const DepotColumn *column, gpointer item, const char *folded)
{
  g_autofree char *text = column->dup_text (item);
  g_autofree char *mine = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return mine != NULL && strstr (mine, folded) != NULL;
}
