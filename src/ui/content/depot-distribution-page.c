/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-distribution-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-configuration-row.h"
#include "depot-content-actions.h"
#include "depot-groups-columns.h"
#include "depot-library.h"
#include "depot-status-table.h"

struct _DepotDistributionPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  AdwViewStack *stack;
  GtkWidget *actions_button;
  DepotContentView *content_view;
  DepotStatusTable *groups_table, *configuration_table;
  gboolean shows_configuration;
};

static void depot_distribution_page_holder_init (DepotContentHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotDistributionPage,
                               depot_distribution_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_CONTENT_HOLDER,
                                                      depot_distribution_page_holder_init))

static DepotContentView *
get_view (DepotContentHolder *holder)
{
  return DEPOT_DISTRIBUTION_PAGE (holder)->content_view;
}

static void
depot_distribution_page_holder_init (DepotContentHolderInterface *iface)
{
  iface->get_view = get_view;
}

/* Group Status and Configuration Status. */

static const char *
get_group_id (gpointer item)
{
  return depot_point_group_get_id (item);
}

static char *
dup_groups_line (guint n_shown)
{
  return g_strdup_printf (ngettext ("%u group", "%u groups", n_shown), n_shown);
}

static void
show_groups (DepotDistributionPage *self, DepotHouse *house)
{
  static DepotStatusTableWords words = {
    .label = N_ ("Group Status"),
    .search = N_ ("Name of a group"),
    .icon = "network-workgroup-symbolic",
    .title = N_ ("No Distribution Point Groups"),
    .description = N_ ("A group has a row here with what reached its members."),
    .action = "win.open-group",
    .get_id = get_group_id,
    .dup_line = dup_groups_line,
  };

  words.columns = depot_groups_columns_get_status (&words.n_columns);
  depot_status_table_set_model (
      self->groups_table, &words, depot_library_get_groups (depot_house_get_library (house)));
}

static const char *
get_point_id (gpointer item)
{
  return depot_point_get_id (depot_configuration_row_get_point (item));
}

static char *
dup_points_line (guint n_shown)
{
  return g_strdup_printf (ngettext ("%u distribution point", "%u distribution points", n_shown),
                          n_shown);
}

static void
on_points_loaded (DepotDistributionPage *self)
{
  gboolean is_loaded = FALSE;

  g_object_get (depot_page_get_house (DEPOT_PAGE (self)), "points-loaded", &is_loaded, NULL);
  depot_status_table_set_loaded (self->configuration_table, is_loaded);
}

static void
show_configuration (DepotDistributionPage *self, DepotHouse *house)
{
  static DepotStatusTableWords words = {
    .label = N_ ("Configuration Status"),
    .search = N_ ("Distribution point, site, configuration"),
    .icon = "folder-remote-symbolic",
    .title = N_ ("No Cloud Distribution Points"),
    .description
    = N_ ("A distribution point has a row here with its settings and whether they are in force."),
    .action = "win.open-point",
    .get_id = get_point_id,
    .dup_line = dup_points_line,
  };
  g_autoptr (GListModel) rows = depot_configuration_rows_new (house);

  words.columns = depot_configuration_row_get_columns (&words.n_columns);
  depot_status_table_set_model (self->configuration_table, &words, rows);
  g_signal_connect_object (
      house, "notify::points-loaded", G_CALLBACK (on_points_loaded), self, G_CONNECT_SWAPPED);
  on_points_loaded (self);
}

/* The actions are those of a package on a point. Rows of all points are made when they are looked
 * at. */
static void
on_tab (DepotDistributionPage *self)
{
  const char *tab = adw_view_stack_get_visible_child_name (self->stack);

  gtk_widget_set_visible (self->actions_button, g_strcmp0 (tab, "content") == 0);
  if (g_strcmp0 (tab, "configuration") == 0 && !self->shows_configuration)
    show_configuration (self, depot_page_get_house (DEPOT_PAGE (self)));
  self->shows_configuration |= g_strcmp0 (tab, "configuration") == 0;
}

static void
show_counts (DepotDistributionPage *self)
{
  DepotContentCounts counts;

  depot_library_get_counts (depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self))),
                            &counts);
  depot_content_view_set_counts (self->content_view, &counts);
  depot_content_actions_update (DEPOT_CONTENT_HOLDER (self));
}

static void
depot_distribution_page_search (DepotPage *page)
{
  DepotDistributionPage *self = DEPOT_DISTRIBUTION_PAGE (page);
  GtkWidget *tab = adw_view_stack_get_visible_child (self->stack);

  if (DEPOT_IS_STATUS_TABLE (tab))
    depot_status_table_start_search (DEPOT_STATUS_TABLE (tab));
  else
    depot_content_view_start_search (self->content_view);
}

static void
depot_distribution_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_DISTRIBUTION_PAGE);
  G_OBJECT_CLASS (depot_distribution_page_parent_class)->dispose (object);
}

static void
depot_distribution_page_class_init (DepotDistributionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_distribution_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_distribution_page_search;
  depot_content_actions_install (widget_class);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_CONTENT_VIEW);
  g_type_ensure (DEPOT_TYPE_STATUS_TABLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-distribution-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, actions_button);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, content_view);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, groups_table);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, configuration_table);
  gtk_widget_class_bind_template_callback (widget_class, on_tab);
}

static void
depot_distribution_page_init (DepotDistributionPage *self)
{
  g_autoptr (GMenuModel) menu = depot_content_actions_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->actions_button), menu);
}

DepotPage *
depot_distribution_page_new (DepotHouse *house)
{
  DepotDistributionPage *self = g_object_new (DEPOT_TYPE_DISTRIBUTION_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_content_view_set_house (self->content_view, house, DEPOT_CONTENT_OF_ALL, NULL);
  show_groups (self, house);
  g_signal_connect_object (self->content_view,
                           "selected",
                           G_CALLBACK (depot_content_actions_update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_library (house),
                           "content-changed",
                           G_CALLBACK (show_counts),
                           self,
                           G_CONNECT_SWAPPED);
  show_counts (self);
  return DEPOT_PAGE (self);
}
