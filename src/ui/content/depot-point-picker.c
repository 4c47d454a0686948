/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-picker.h"

#include <glib/gi18n.h>

struct _DepotPointPicker
{
  AdwBin parent_instance;

  GtkSearchEntry *search_entry;
  GtkListView *list_view;

  GHashTable *ticked; /* ids */
  GtkStringFilter *filter;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (DepotPointPicker, depot_point_picker, ADW_TYPE_BIN)

static guint changed_signal;

/* Rows. */

static void
on_toggled (GtkCheckButton *button, DepotPointPicker *self)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (button), "depot-item");
  DepotPoint *point = gtk_list_item_get_item (item);

  if (self->is_showing || point == NULL)
    return;
  if (gtk_check_button_get_active (button))
    g_hash_table_add (self->ticked, g_strdup (depot_point_get_id (point)));
  else
    g_hash_table_remove (self->ticked, depot_point_get_id (point));
  g_signal_emit (self, changed_signal, 0);
}

static void
set_up (GtkListItemFactory *factory, GtkListItem *item, DepotPointPicker *self)
{
  GtkWidget *button = gtk_check_button_new ();

  g_object_set_data (G_OBJECT (button), "depot-item", item);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_DEFAULT);
  gtk_list_item_set_child (item, button);
  gtk_list_item_set_focusable (item, FALSE);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, DepotPointPicker *self)
{
  GtkCheckButton *button = GTK_CHECK_BUTTON (gtk_list_item_get_child (item));
  DepotPoint *point = gtk_list_item_get_item (item);

  self->is_showing = TRUE;
  gtk_check_button_set_label (button, depot_point_get_name (point));
  gtk_check_button_set_active (button,
                               depot_point_picker_is_ticked (self, depot_point_get_id (point)));
  self->is_showing = FALSE;
}

static void
search_changed (DepotPointPicker *self)
{
  gtk_string_filter_set_search (self->filter,
                                gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
depot_point_picker_finalize (GObject *object)
{
  DepotPointPicker *self = DEPOT_POINT_PICKER (object);

  g_hash_table_unref (self->ticked);
  g_object_unref (self->filter);
  G_OBJECT_CLASS (depot_point_picker_parent_class)->finalize (object);
}

static void
depot_point_picker_class_init (DepotPointPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_point_picker_finalize;
  changed_signal = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-point-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPointPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotPointPicker, list_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
}

static void
depot_point_picker_init (DepotPointPicker *self)
{
  self->ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->filter
      = gtk_string_filter_new (gtk_property_expression_new (DEPOT_TYPE_POINT, NULL, "name"));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Ticks come first: rows are shown once, with what is ticked then. */
void
depot_point_picker_set_house (DepotPointPicker *self, DepotHouse *house)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;
  GtkExpression *name = gtk_property_expression_new (DEPOT_TYPE_POINT, NULL, "name");
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (depot_house_get_points (house)),
                                                      GTK_SORTER (gtk_string_sorter_new (name)));
  GtkFilterListModel *filtered
      = gtk_filter_list_model_new (G_LIST_MODEL (sorted), GTK_FILTER (g_object_ref (self->filter)));

  g_return_if_fail (DEPOT_IS_POINT_PICKER (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind), self, G_CONNECT_DEFAULT);
  selection = gtk_no_selection_new (G_LIST_MODEL (filtered));
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
}

void
depot_point_picker_tick (DepotPointPicker *self, const char *const *ids)
{
  g_return_if_fail (DEPOT_IS_POINT_PICKER (self));

  for (; *ids != NULL; ids++)
    g_hash_table_add (self->ticked, g_strdup (*ids));
}

GStrv
depot_point_picker_dup_ticked (DepotPointPicker *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (DEPOT_IS_POINT_PICKER (self), NULL);

  g_hash_table_iter_init (&iter, self->ticked);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (ids, id);
  return g_strv_builder_end (ids);
}

gboolean
depot_point_picker_is_ticked (DepotPointPicker *self, const char *id)
{
  g_return_val_if_fail (DEPOT_IS_POINT_PICKER (self), FALSE);
  return g_hash_table_contains (self->ticked, id);
}
