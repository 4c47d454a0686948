/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-points-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-point-actions.h"
#include "depot-point-commands.h"
#include "depot-point-details.h"
#include "depot-points-columns.h"
#include "depot-points-line.h"
#include "depot-preferences.h"

struct _DepotPointsPage
{
  DepotPage parent_instance;

  AdwOverlaySplitView *split_view;
  GtkWidget *details_button;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;
  DepotBanners *banners;
  DepotPointDetails *details;
  GtkMenuButton *actions_button;
  GMenuModel *point_menu;

  DepotTable *table; /* borrowed from the view */
  GtkWidget *popover;
  GSignalGroup *selected; /* the point of the details */
  guint update_id;
};

static void depot_points_page_holder_init (DepotPointHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotPointsPage,
                               depot_points_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_POINT_HOLDER,
                                                      depot_points_page_holder_init))

static DepotHouse *
get_house (DepotPointsPage *self)
{
  return depot_page_get_house (DEPOT_PAGE (self));
}

/* --- what is shown --- */

/* Beside an empty page the pane would only repeat that there is nothing. */
static void
show_details_pane (DepotPointsPage *self, gboolean has_points)
{
  gboolean is_wanted = depot_preferences_get () == NULL
                       || g_settings_get_boolean (depot_preferences_get (), "details-shown");

  if (gtk_widget_get_sensitive (self->details_button) == has_points)
    return;
  gtk_widget_set_sensitive (self->details_button, has_points);
  adw_overlay_split_view_set_show_sidebar (self->split_view, has_points && is_wanted);
}

static void
on_details_toggled (DepotPointsPage *self)
{
  if (gtk_widget_get_sensitive (self->details_button) && depot_preferences_get () != NULL
      && !adw_overlay_split_view_get_collapsed (self->split_view))
    g_settings_set_boolean (depot_preferences_get (),
                            "details-shown",
                            adw_overlay_split_view_get_show_sidebar (self->split_view));
}

static const char *
choose_view (DepotPointsPage *self, gboolean has_points)
{
  gboolean is_loaded = FALSE;

  if (has_points)
    return depot_table_get_n_shown (self->table) > 0 ? "table" : "no-match";
  g_object_get (get_house (self), "points-loaded", &is_loaded, NULL);
  return is_loaded ? "empty" : "loading";
}

static void
show_stack (DepotPointsPage *self)
{
  gboolean has_points = g_list_model_get_n_items (depot_house_get_points (get_house (self))) > 0;

  gtk_stack_set_visible_child_name (self->stack, choose_view (self, has_points));
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), has_points);
  show_details_pane (self, has_points);
}

static GPtrArray *
dup_points (DepotPointHolder *holder)
{
  DepotPointsPage *self = DEPOT_POINTS_PAGE (holder);
  GListModel *rows = G_LIST_MODEL (depot_table_get_selection (self->table));
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (rows));
  GPtrArray *points = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean valid = gtk_bitset_iter_init_first (&iter, selected, &position); valid;
       valid = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (points, g_list_model_get_item (rows, position));
  return points;
}

static void
depot_points_page_holder_init (DepotPointHolderInterface *iface)
{
  iface->dup_points = dup_points;
}

static void
update (DepotPointsPage *self)
{
  g_autoptr (DepotPoint) point = depot_table_dup_selected (self->table);
  g_autofree char *status = depot_points_dup_line (depot_house_get_points (get_house (self)),
                                                   depot_table_get_n_shown (self->table),
                                                   depot_table_get_n_selected (self->table));

  gtk_label_set_label (self->status_label, status);
  show_stack (self);
  depot_point_details_set_point (self->details, point, depot_table_get_n_selected (self->table));
  g_signal_group_set_target (self->selected, point);
  depot_point_actions_update (DEPOT_POINT_HOLDER (self));
  depot_point_commands_update (GTK_WIDGET (self), point);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "points.open", point != NULL);
}

static gboolean
on_update (gpointer data)
{
  DepotPointsPage *self = data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Ten thousand rows may change at once: counted once a frame at most. */
static void
update_soon (DepotPointsPage *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

/* --- commands --- */

static void
open_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_table_dup_selected (DEPOT_POINTS_PAGE (widget)->table);

  if (point != NULL)
    gtk_widget_activate_action (widget, "win.open-point", "s", depot_point_get_id (point));
}

static void
on_activate (DepotPointsPage *self, guint position)
{
  g_autoptr (DepotPoint) point
      = g_list_model_get_item (G_LIST_MODEL (depot_table_get_selection (self->table)), position);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-point", "s", depot_point_get_id (point));
}

/* --- context menu --- */

static void
show_menu (DepotPointsPage *self, double x, double y)
{
  update (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_secondary_click (DepotPointsPage *self, int n_press, double x, double y)
{
  show_menu (self, x, y);
}

static void
open_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPointsPage *self = DEPOT_POINTS_PAGE (widget);

  if (depot_table_get_n_selected (self->table) > 0)
    show_menu (self, 40, 60);
}

static void
set_up_menu (DepotPointsPage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  g_autoptr (GMenuModel) verbs = depot_point_actions_make_menu ();

  g_menu_insert_section (G_MENU (self->point_menu), 1, NULL, verbs);
  gtk_menu_button_set_menu_model (self->actions_button, verbs);
  self->popover = gtk_popover_menu_new_from_model (self->point_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self->column_view));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (
      click, "pressed", G_CALLBACK (on_secondary_click), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->column_view), GTK_EVENT_CONTROLLER (click));
}

/* --- the window's keys --- */

static void
depot_points_page_search (DepotPage *page)
{
  DepotPointsPage *self = DEPOT_POINTS_PAGE (page);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
depot_points_page_refresh (DepotPage *page)
{
  DepotPointsPage *self = DEPOT_POINTS_PAGE (page);

  depot_operation_queue_refresh (depot_house_get_queue (get_house (self)));
  update (self);
}

static void
depot_points_page_toggle_details (DepotPage *page)
{
  AdwOverlaySplitView *split_view = DEPOT_POINTS_PAGE (page)->split_view;

  adw_overlay_split_view_set_show_sidebar (split_view,
                                           !adw_overlay_split_view_get_show_sidebar (split_view));
}

static void
on_search_changed (DepotPointsPage *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (self->search_entry));
}

/* --- life --- */

static void
depot_points_page_dispose (GObject *object)
{
  DepotPointsPage *self = DEPOT_POINTS_PAGE (object);

  /* The table goes with its view and would tell of that. */
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  self->table = NULL;
  g_clear_object (&self->selected);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_POINTS_PAGE);

  G_OBJECT_CLASS (depot_points_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  depot_point_commands_install (widget_class);
  depot_point_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "points.open", NULL, open_selected);
  gtk_widget_class_install_action (widget_class, "points.menu", NULL, open_menu);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "points.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "points.menu", NULL);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, details);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, actions_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPointsPage, point_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_points_page_class_init (DepotPointsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DepotPageClass *page_class = DEPOT_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_points_page_dispose;
  page_class->search = depot_points_page_search;
  page_class->refresh = depot_points_page_refresh;
  page_class->toggle_details = depot_points_page_toggle_details;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_POINT_DETAILS);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-points-page.ui");
  bind_children (widget_class);
}

static void
depot_points_page_init (DepotPointsPage *self)
{
  guint n_columns;
  const DepotColumn *columns = depot_points_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->selected = g_signal_group_new (DEPOT_TYPE_POINT);
  g_signal_group_connect_swapped (self->selected, "notify::state", G_CALLBACK (update_soon), self);
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_signal_connect_object (self->search_entry,
                           "search-changed",
                           G_CALLBACK (on_search_changed),
                           self,
                           G_CONNECT_SWAPPED);
  self->table = depot_table_attach (self->column_view, columns, n_columns);
  depot_table_remember (self->table, "point-columns", "point-sort");
  g_signal_connect_object (self->split_view,
                           "notify::show-sidebar",
                           G_CALLBACK (on_details_toggled),
                           self,
                           G_CONNECT_SWAPPED);
  set_up_menu (self);
}

static void
watch_house (DepotPointsPage *self, DepotHouse *house)
{
  g_signal_connect_object (
      self->table, "changed", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_points (house),
                           "items-changed",
                           G_CALLBACK (update_soon),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (house, "notify", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
}

DepotPage *
depot_points_page_new (DepotHouse *house)
{
  DepotPointsPage *self = g_object_new (DEPOT_TYPE_POINTS_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_point_details_set_house (self->details, house);
  depot_table_set_live_model (self->table, depot_house_get_points (house));
  watch_house (self, house);
  update (self);
  return DEPOT_PAGE (self);
}
