/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-groups-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-group-details.h"
#include "depot-group-dialog.h"
#include "depot-groups-columns.h"
#include "depot-packages.h"
#include "depot-question.h"
#include "depot-row-menu.h"
#include "depot-table.h"

struct _DepotGroupsPage
{
  DepotPage parent_instance;

  AdwOverlaySplitView *split_view;
  GtkWidget *details_button;
  DepotBanners *banners;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GMenuModel *row_menu;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;
  DepotGroupDetails *details;
  DepotTable *table;
};

G_DEFINE_FINAL_TYPE (DepotGroupsPage, depot_groups_page, DEPOT_TYPE_PAGE)

static const char *
choose_stack_page (DepotGroupsPage *self)
{
  DepotLibrary *library = depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self)));

  if (depot_table_get_n_shown (self->table) > 0)
    return "list";
  return g_list_model_get_n_items (depot_library_get_groups (library)) > 0 ? "no-match" : "empty";
}

static void
update (DepotGroupsPage *self)
{
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (self));
  g_autoptr (DepotPointGroup) group = depot_table_dup_selected (self->table);
  guint n_shown = depot_table_get_n_shown (self->table);
  g_autofree char *text = g_strdup_printf (ngettext ("%u group", "%u groups", n_shown), n_shown);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "groups.repair", group != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "groups.properties", group != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "groups.delete", group != NULL);
  gtk_widget_set_sensitive (self->details_button, group != NULL);
  gtk_label_set_label (self->status_label, text);
  gtk_stack_set_visible_child_name (self->stack, choose_stack_page (self));
  depot_group_details_show (self->details, house, group);
  if (!adw_overlay_split_view_get_collapsed (self->split_view))
    adw_overlay_split_view_set_show_sidebar (self->split_view, group != NULL);
}

/* Actions. */

static void
create (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (depot_group_dialog_new (depot_page_get_house (DEPOT_PAGE (widget)), NULL),
                      widget);
}

static void
open_properties (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotGroupsPage *self = DEPOT_GROUPS_PAGE (widget);
  g_autoptr (DepotPointGroup) group = depot_table_dup_selected (self->table);

  if (group != NULL)
    adw_dialog_present (depot_group_dialog_new (depot_page_get_house (DEPOT_PAGE (self)), group),
                        widget);
}

static void
on_activate (DepotGroupsPage *self)
{
  open_properties (GTK_WIDGET (self), NULL, NULL);
}

static void
repaired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotGroupsPage) self = data;
  g_autoptr (GError) error = NULL;
  gint n = depot_group_repair_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *text = NULL;

  if (n < 0)
    {
      depot_error_dialog_present (GTK_WIDGET (self), error);
      return;
    }
  text = g_strdup_printf (
      ngettext ("%d package is being sent again", "%d packages are being sent again", n), n);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
repair (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotGroupsPage *self = DEPOT_GROUPS_PAGE (widget);
  g_autoptr (DepotPointGroup) group = depot_table_dup_selected (self->table);

  if (group != NULL)
    depot_group_repair_async (
        depot_page_get_house (DEPOT_PAGE (self)), group, NULL, repaired, g_object_ref (self));
}

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotGroupsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_group_remove_finish (DEPOT_HOUSE (source), result, &error))
    depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
delete_confirmed (GObject *asker)
{
  DepotGroupsPage *self = DEPOT_GROUPS_PAGE (asker);
  g_autoptr (DepotPointGroup) group = depot_table_dup_selected (self->table);

  if (group != NULL)
    depot_group_remove_async (
        depot_page_get_house (DEPOT_PAGE (self)), group, NULL, removed, g_object_ref (self));
}

static void delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotGroupsPage *self = DEPOT_GROUPS_PAGE (widget);
  g_autoptr (DepotPointGroup) group = depot_table_dup_selected (self->table);
  g_autofree char *heading = NULL;

  if (group == NULL)
    return;
  /* Translators: name of a distribution point group */
  heading = g_strdup_printf (_ ("Delete %s?"), depot_point_group_get_name (group));
  depot_question_ask (
      widget,
      heading,
      _ ("Only the group goes. Its distribution points keep the content they have."),
      _ ("_Delete"),
      delete_confirmed);
}

static void
depot_groups_page_toggle_details (DepotPage *page)
{
  DepotGroupsPage *self = DEPOT_GROUPS_PAGE (page);

  adw_overlay_split_view_set_show_sidebar (
      self->split_view, !adw_overlay_split_view_get_show_sidebar (self->split_view));
}

static void
search_changed (DepotGroupsPage *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
depot_groups_page_search (DepotPage *page)
{
  gtk_search_bar_set_search_mode (DEPOT_GROUPS_PAGE (page)->search_bar, TRUE);
}

static void
depot_groups_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_GROUPS_PAGE);
  G_OBJECT_CLASS (depot_groups_page_parent_class)->dispose (object);
}

static void
depot_groups_page_class_init (DepotGroupsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_groups_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_groups_page_search;
  DEPOT_PAGE_CLASS (klass)->toggle_details = depot_groups_page_toggle_details;
  gtk_widget_class_install_action (widget_class, "groups.create", NULL, create);
  gtk_widget_class_install_action (widget_class, "groups.properties", NULL, open_properties);
  gtk_widget_class_install_action (widget_class, "groups.repair", NULL, repair);
  gtk_widget_class_install_action (widget_class, "groups.delete", NULL, delete);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "groups.delete", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Return, GDK_ALT_MASK, "groups.properties", NULL);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_GROUP_DETAILS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/groups/depot-groups-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, row_menu);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupsPage, details);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
}

static void
depot_groups_page_init (DepotGroupsPage *self)
{
  guint n_columns;
  const DepotColumn *columns = depot_groups_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = depot_table_attach (self->column_view, columns, n_columns);
  depot_row_menu_attach (self->column_view, self->row_menu);
}

DepotPage *
depot_groups_page_new (DepotHouse *house)
{
  DepotGroupsPage *self = g_object_new (DEPOT_TYPE_GROUPS_PAGE, NULL);
  GListModel *groups = depot_library_get_groups (depot_house_get_library (house));

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_table_set_live_model (self->table, groups);
  depot_table_sort (self->table, "name", FALSE);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (groups, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return DEPOT_PAGE (self);
}
