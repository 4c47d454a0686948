/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-check-list.h"

#include <glib/gi18n.h>

#include "depot-sheet-dialog.h"

struct _DepotCheckList
{
  AdwBin parent_instance;

  GtkListBox *list;
  GListModel *items;
};

G_DEFINE_FINAL_TYPE (DepotCheckList, depot_check_list, ADW_TYPE_BIN)

static guint remedy_signal;

static const struct
{
  const char *state;
  const char *icon;
  const char *css_class;
  const char *word;
} looks[] = {
  { "good", "object-select-symbolic", "success", N_ ("good") },
  { "warning", "dialog-warning-symbolic", "warning", N_ ("warning") },
  { "bad", "dialog-error-symbolic", "error", N_ ("failed") },
};

static GtkWidget *
make_sign (const char *state)
{
  GtkWidget *icon;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      if (g_strcmp0 (looks[i].state, state) != 0)
        continue;
      icon = gtk_image_new_from_icon_name (looks[i].icon);
      gtk_widget_add_css_class (icon, looks[i].css_class);
      gtk_accessible_update_property (
          GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (looks[i].word), -1);
      return icon;
    }
  return adw_spinner_new ();
}

static void
show_sheet (GtkWidget *row)
{
  DepotCheckItem *item = g_object_get_data (G_OBJECT (row), "depot-item");

  depot_sheet_dialog_present (row, depot_check_item_get_sheet (item));
}

static GtkWidget *
make_sheet_button (GtkWidget *row)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("What to Do…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("What the Azure administrator has to do"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_sheet), row);
  return button;
}

static void
on_remedy_clicked (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, DEPOT_TYPE_CHECK_LIST);

  if (list != NULL)
    g_signal_emit (list, remedy_signal, 0, g_object_get_data (G_OBJECT (row), "depot-item"));
}

/* Register is the only thing that can be done here and now. */
static GtkWidget *
make_remedy_button (GtkWidget *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Register"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Register the resource providers in the subscription"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_remedy_clicked), row);
  return button;
}

static void
show_item (AdwActionRow *row, GParamSpec *pspec, DepotCheckItem *item)
{
  AdwBin *sign = g_object_get_data (G_OBJECT (row), "depot-sign");
  const char *detail = depot_check_item_get_detail (item);
  GtkWidget *button = g_object_get_data (G_OBJECT (row), "depot-sheet-button");
  GtkWidget *remedy = g_object_get_data (G_OBJECT (row), "depot-remedy-button");
  gboolean is_running = g_str_equal (depot_check_item_get_state (item), "running");

  adw_bin_set_child (sign, make_sign (depot_check_item_get_state (item)));
  gtk_widget_set_visible (button, depot_check_item_get_sheet (item) != NULL);
  gtk_widget_set_visible (remedy, !is_running && depot_check_item_get_remedy (item) != NULL);
  adw_action_row_set_subtitle (row, detail != NULL ? detail : "");
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  GtkWidget *row = g_object_new (
      ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", depot_check_item_get_title (item), NULL);
  GtkWidget *sign = adw_bin_new ();
  GtkWidget *button = make_sheet_button (row);
  GtkWidget *remedy = make_remedy_button (row);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remedy);
  g_object_set_data (G_OBJECT (row), "depot-sign", sign);
  g_object_set_data (G_OBJECT (row), "depot-sheet-button", button);
  g_object_set_data (G_OBJECT (row), "depot-remedy-button", remedy);
  g_object_set_data_full (G_OBJECT (row), "depot-item", g_object_ref (item), g_object_unref);
  g_signal_connect_object (item, "notify", G_CALLBACK (show_item), row, G_CONNECT_SWAPPED);
  show_item (ADW_ACTION_ROW (row), NULL, item);
  return row;
}

static void
update (DepotCheckList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (self->items) > 0);
}

static void
depot_check_list_dispose (GObject *object)
{
  g_clear_object (&DEPOT_CHECK_LIST (object)->items);
  G_OBJECT_CLASS (depot_check_list_parent_class)->dispose (object);
}

static void
depot_check_list_class_init (DepotCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_check_list_dispose;
  remedy_signal = g_signal_new ("remedy-wanted",
                                DEPOT_TYPE_CHECK_LIST,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                DEPOT_TYPE_CHECK_ITEM);
}

static void
depot_check_list_init (DepotCheckList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
depot_check_list_set_items (DepotCheckList *self, GListModel *items)
{
  g_return_if_fail (DEPOT_IS_CHECK_LIST (self));

  g_set_object (&self->items, items);
  gtk_list_box_bind_model (self->list, items, make_row, NULL, NULL);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
depot_check_list_focus_trouble (DepotCheckList *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (DEPOT_IS_CHECK_LIST (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      DepotCheckItem *item = g_object_get_data (G_OBJECT (row), "depot-item");

      if (g_str_equal (depot_check_item_get_state (item), "good"))
        continue;
      gtk_widget_grab_focus (GTK_WIDGET (row));
      return;
    }
}
