/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-table-private.h"

#include <glib/gi18n.h>

#include "depot-fact-row.h"
#include "depot-table-column.h"

G_DEFINE_FINAL_TYPE (DepotTable, depot_table, G_TYPE_OBJECT)

static guint changed_signal;

/* --- columns --- */

static void
add_column (DepotTable *self, const DepotColumn *column)
{
  g_autoptr (GtkColumnViewColumn) widget
      = gtk_column_view_column_new (_ (column->title), depot_table_column_make_factory (column));
  g_autoptr (GtkSorter) sorter = depot_table_column_make_sorter (column);
  g_autoptr (GPropertyAction) action = g_property_action_new (column->id, widget, "visible");

  gtk_column_view_column_set_id (widget, column->id);
  gtk_column_view_column_set_resizable (widget, TRUE);
  gtk_column_view_column_set_sorter (widget, sorter);
  gtk_column_view_column_set_expand (widget, (column->flags & DEPOT_COLUMN_EXPAND) != 0);
  gtk_column_view_column_set_visible (widget, (column->flags & DEPOT_COLUMN_HIDDEN) == 0);
  gtk_column_view_column_set_header_menu (widget, G_MENU_MODEL (self->header_menu));
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (widget, column->width);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  gtk_column_view_append_column (self->view, widget);
}

static void
on_sort_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *sort = g_variant_get_string (parameter, NULL);

  depot_table_sort (data, *sort == '-' ? sort + 1 : sort, *sort == '-');
}

static void
append_sort_item (GMenu *menu, const char *label, const char *prefix, const char *id)
{
  g_autofree char *target = g_strconcat (prefix, id, NULL);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "table.sort", "s", target);
  g_menu_append_item (menu, item);
}

/* Sorting from the keyboard: the header itself takes only clicks. */
static void
build_header_menu (DepotTable *self)
{
  g_autoptr (GMenu) shown = g_menu_new ();
  g_autoptr (GMenu) up = g_menu_new ();
  g_autoptr (GMenu) down = g_menu_new ();

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *action = g_strconcat ("table.", self->columns[i].id, NULL);

      g_menu_append (shown, _ (self->columns[i].title), action);
      append_sort_item (up, _ (self->columns[i].title), "", self->columns[i].id);
      append_sort_item (down, _ (self->columns[i].title), "-", self->columns[i].id);
    }
  g_menu_append_submenu (self->header_menu, _ ("Sort _Ascending By"), G_MENU_MODEL (up));
  g_menu_append_submenu (self->header_menu, _ ("Sort _Descending By"), G_MENU_MODEL (down));
  g_menu_append_section (self->header_menu, _ ("Columns"), G_MENU_MODEL (shown));
}

/* --- sort and search --- */

static GtkColumnViewSorter *
view_sorter (DepotTable *self)
{
  return GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
}

static void
on_sort_changed (DepotTable *self)
{
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (view_sorter (self));
  gboolean is_descending
      = gtk_column_view_sorter_get_primary_sort_order (view_sorter (self)) == GTK_SORT_DESCENDING;

  gtk_sort_list_model_set_sorter (
      self->sorted, column != NULL ? gtk_column_view_column_get_sorter (column) : NULL);
  depot_reverse_model_set_reversed (self->reversed, column != NULL && is_descending);
  if (column != NULL)
    depot_table_remember_sort (self, column, is_descending);
}

static gboolean
item_matches (gpointer item, gpointer data)
{
  DepotTable *self = data;

  if (self->search == NULL)
    return TRUE;
  for (guint i = 0; i < self->n_columns; i++)
    if ((self->columns[i].flags & DEPOT_COLUMN_SEARCHED) != 0
        && depot_table_column_matches (&self->columns[i], item, self->search))
      return TRUE;
  return FALSE;
}

static GtkFilterChange
compare_searches (const char *before, const char *after)
{
  if (before == NULL || (after != NULL && g_str_has_prefix (after, before)))
    return GTK_FILTER_CHANGE_MORE_STRICT;
  if (after == NULL || g_str_has_prefix (before, after))
    return GTK_FILTER_CHANGE_LESS_STRICT;
  return GTK_FILTER_CHANGE_DIFFERENT;
}

static void
emit_changed (DepotTable *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* --- life --- */

static void
depot_table_dispose (GObject *object)
{
  DepotTable *self = DEPOT_TABLE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->reversed);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  g_clear_object (&self->live);
  g_clear_object (&self->search_filter);
  g_clear_object (&self->extra_filter);
  g_clear_object (&self->header_menu);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->search, g_free);

  G_OBJECT_CLASS (depot_table_parent_class)->dispose (object);
}

static void
depot_table_class_init (DepotTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_table_dispose;
  changed_signal = g_signal_new (
      "changed", DEPOT_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
build_models (DepotTable *self)
{
  GtkEveryFilter *every = gtk_every_filter_new ();

  self->search_filter = GTK_FILTER (gtk_custom_filter_new (item_matches, self, NULL));
  self->extra_filter = GTK_FILTER (gtk_custom_filter_new (NULL, NULL, NULL));
  gtk_multi_filter_append (GTK_MULTI_FILTER (every), g_object_ref (self->extra_filter));
  gtk_multi_filter_append (GTK_MULTI_FILTER (every), g_object_ref (self->search_filter));
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (every));
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)), NULL);
  self->reversed = depot_reverse_model_new (G_LIST_MODEL (self->sorted));
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->reversed)));
}

static void
depot_table_init (DepotTable *self)
{
  self->header_menu = g_menu_new ();
  self->actions = g_simple_action_group_new ();
  build_models (self);
}

static void
add_sort_action (DepotTable *self)
{
  g_autoptr (GSimpleAction) sort = g_simple_action_new ("sort", G_VARIANT_TYPE_STRING);

  g_signal_connect (sort, "activate", G_CALLBACK (on_sort_action), self);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (sort));
  gtk_widget_insert_action_group (GTK_WIDGET (self->view), "table", G_ACTION_GROUP (self->actions));
}

DepotTable *
depot_table_attach (GtkColumnView *view, const DepotColumn *columns, guint n_columns)
{
  DepotTable *self = g_object_new (DEPOT_TYPE_TABLE, NULL);

  self->view = view;
  self->columns = columns;
  self->n_columns = n_columns;
  g_object_set_data_full (G_OBJECT (view), "depot-table", self, g_object_unref);
  build_header_menu (self);
  for (guint i = 0; i < n_columns; i++)
    add_column (self, &columns[i]);
  add_sort_action (self);
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (view),
                           "changed",
                           G_CALLBACK (on_sort_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->selection, "selection-changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->selection, "items-changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
depot_table_set_model (DepotTable *self, GListModel *model)
{
  g_return_if_fail (DEPOT_IS_TABLE (self));

  gtk_filter_list_model_set_model (self->filtered, model);
}

static gboolean
tell_changes (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  DepotTable *self = data;

  self->tell_id = 0;
  depot_reverse_model_hold (self->reversed);
  depot_live_model_tell (self->live);
  depot_reverse_model_release (self->reversed);
  return G_SOURCE_REMOVE;
}

/* A view that is not on the screen has no frames: it is brought in order when it comes back. */
static void
on_stirred (DepotTable *self)
{
  if (self->tell_id == 0)
    self->tell_id
        = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), tell_changes, self, NULL);
}

void
depot_table_set_live_model (DepotTable *self, GListModel *model)
{
  g_return_if_fail (DEPOT_IS_TABLE (self));
  g_return_if_fail (self->live == NULL);

  self->live = depot_live_model_new (model);
  g_signal_connect_object (self->live, "stirred", G_CALLBACK (on_stirred), self, G_CONNECT_SWAPPED);
  depot_table_set_model (self, G_LIST_MODEL (self->live));
}

void
depot_table_set_search (DepotTable *self, const char *text)
{
  g_autofree char *folded = text != NULL && *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  GtkFilterChange change;

  g_return_if_fail (DEPOT_IS_TABLE (self));

  if (g_strcmp0 (folded, self->search) == 0)
    return;
  change = compare_searches (self->search, folded);
  g_set_str (&self->search, folded);
  gtk_filter_changed (self->search_filter, change);
}

void
depot_table_set_filter (DepotTable *self, GtkCustomFilterFunc func, gpointer data)
{
  g_return_if_fail (DEPOT_IS_TABLE (self));

  gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->extra_filter), func, data, NULL);
}

GtkColumnViewColumn *
depot_table_find_column (DepotTable *self, const char *id)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0)
        return column;
    }
  return NULL;
}

void
depot_table_sort (DepotTable *self, const char *column_id, gboolean is_descending)
{
  GtkColumnViewColumn *column;

  g_return_if_fail (DEPOT_IS_TABLE (self));

  column = depot_table_find_column (self, column_id);
  if (column != NULL)
    gtk_column_view_sort_by_column (
        self->view, column, is_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

GtkMultiSelection *
depot_table_get_selection (DepotTable *self)
{
  return self->selection;
}

guint
depot_table_get_n_shown (DepotTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

guint
depot_table_get_n_selected (DepotTable *self)
{
  g_autoptr (GtkBitset) selected
      = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_get_size (selected);
}

gpointer
depot_table_dup_selected (DepotTable *self)
{
  g_autoptr (GtkBitset) selected
      = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (gtk_bitset_get_size (selected) != 1)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, 0));
}

static AdwPreferencesGroup *
make_facts (DepotTable *self, gpointer item)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *text = self->columns[i].dup_text (item);
      GtkWidget *row = depot_fact_row_new (_ (self->columns[i].title));

      depot_fact_row_set_value (DEPOT_FACT_ROW (row), text);
      adw_preferences_group_add (group, row);
    }
  return group;
}

void
depot_table_show_row (DepotTable *self, guint position, const char *title)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  AdwDialog *dialog;

  g_return_if_fail (item != NULL);

  dialog = adw_dialog_new ();
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), make_facts (self, item));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, title);
  adw_dialog_set_content_width (dialog, 520);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, GTK_WIDGET (self->view));
}
