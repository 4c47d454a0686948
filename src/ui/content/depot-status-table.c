/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-status-table.h"

#include <glib/gi18n.h>

struct _DepotStatusTable
{
  AdwBin parent_instance;

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkColumnView *column_view;
  GtkLabel *status_label;

  const DepotStatusTableWords *words;
  DepotTable *table; /* borrowed from its view */
  GListModel *model;
  gboolean is_loaded;
};

G_DEFINE_FINAL_TYPE (DepotStatusTable, depot_status_table, ADW_TYPE_BIN)

static void
update (DepotStatusTable *self)
{
  guint n_shown = depot_table_get_n_shown (self->table);
  guint n_all = g_list_model_get_n_items (self->model);
  g_autofree char *line = self->words->dup_line (n_shown);

  gtk_label_set_label (self->status_label, line);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), n_all > 0);
  gtk_stack_set_visible_child_name (self->stack,
                                    n_shown > 0        ? "list"
                                    : n_all > 0        ? "no-match"
                                    : !self->is_loaded ? "loading"
                                                       : "empty");
}

static void
search_changed (DepotStatusTable *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
on_activate (DepotStatusTable *self, guint position)
{
  g_autoptr (GObject) item
      = g_list_model_get_item (G_LIST_MODEL (depot_table_get_selection (self->table)), position);

  if (item != NULL)
    gtk_widget_activate_action (
        GTK_WIDGET (self), self->words->action, "s", self->words->get_id (item));
}

static void
depot_status_table_dispose (GObject *object)
{
  DepotStatusTable *self = DEPOT_STATUS_TABLE (object);

  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_STATUS_TABLE);
  G_OBJECT_CLASS (depot_status_table_parent_class)->dispose (object);
}

static void
depot_status_table_class_init (DepotStatusTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_status_table_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-status-table.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotStatusTable, status_label);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_status_table_init (DepotStatusTable *self)
{
  self->is_loaded = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_words (DepotStatusTable *self)
{
  g_object_set (self->search_entry, "placeholder-text", _ (self->words->search), NULL);
  adw_status_page_set_icon_name (self->empty_page, self->words->icon);
  adw_status_page_set_title (self->empty_page, _ (self->words->title));
  adw_status_page_set_description (self->empty_page, _ (self->words->description));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->column_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->words->label),
                                  -1);
}

void
depot_status_table_set_model (DepotStatusTable *self,
                              const DepotStatusTableWords *words,
                              GListModel *model)
{
  g_return_if_fail (DEPOT_IS_STATUS_TABLE (self));
  g_return_if_fail (self->words == NULL);

  self->words = words;
  self->model = g_object_ref (model);
  self->table = depot_table_attach (self->column_view, words->columns, words->n_columns);
  show_words (self);
  depot_table_sort (self->table, words->columns[0].id, FALSE);
  depot_table_set_live_model (self->table, model);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
depot_status_table_set_loaded (DepotStatusTable *self, gboolean is_loaded)
{
  g_return_if_fail (DEPOT_IS_STATUS_TABLE (self));

  self->is_loaded = is_loaded;
  if (self->words != NULL)
    update (self);
}

void
depot_status_table_start_search (DepotStatusTable *self)
{
  g_return_if_fail (DEPOT_IS_STATUS_TABLE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
