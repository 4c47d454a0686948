/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sites-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-clouds.h"
#include "depot-environment-dialog.h"
#include "depot-environment-properties.h"
#include "depot-error-dialog.h"
#include "depot-leftovers-dialog.h"
#include "depot-proxy-dialog.h"
#include "depot-site-dialog.h"

struct _DepotSitesPage
{
  DepotPage parent_instance;

  GtkListBox *list, *clouds_list;
  DepotBanners *banners;
};

G_DEFINE_FINAL_TYPE (DepotSitesPage, depot_sites_page, DEPOT_TYPE_PAGE)

static guint
count_points (DepotHouse *house, const char *site_code)
{
  GListModel *points = depot_house_get_points (house);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      count += g_strcmp0 (depot_point_get_site_code (point), site_code) == 0;
    }
  return count;
}

static char *
describe_points (DepotSitesPage *self, DepotSite *site)
{
  guint count = count_points (depot_page_get_house (DEPOT_PAGE (self)), depot_site_get_code (site));

  return g_strdup_printf (ngettext ("%u point", "%u points", count), count);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  DepotSite *site = item;
  DepotSitesPage *self = data;
  g_autofree char *label = depot_site_dup_label (site);
  g_autofree char *points = describe_points (self, site);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 label,
                                 "subtitle",
                                 depot_site_kind_get_label (depot_site_get_kind (site)),
                                 NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name ("network-server-symbolic");
  GtkWidget *count = gtk_label_new (depot_site_is_primary (site) ? points : "");

  if (!depot_site_is_top_level (site))
    gtk_widget_set_margin_start (icon, 24);
  gtk_widget_add_css_class (count, "dimmed");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), count);
  return row;
}

/* Environments: those that were added can be taken away again. */

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) page = data;
  g_autoptr (GError) error = NULL;

  if (!depot_clouds_change_finish (DEPOT_HOUSE (source), result, &error)
      && gtk_widget_get_root (page) != NULL)
    depot_error_dialog_present (page, error);
}

static void
remove_environment (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_clouds_remove_async (depot_page_get_house (DEPOT_PAGE (widget)),
                             g_variant_get_string (parameter, NULL),
                             NULL,
                             removed,
                             g_object_ref (widget));
}

static void
add_environment (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_environment_dialog_new (depot_page_get_house (DEPOT_PAGE (widget))),
                      widget);
}

static void
show_environment (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (widget));
  DepotCloud *cloud = depot_house_find_cloud (house, g_variant_get_string (parameter, NULL));

  if (cloud != NULL)
    adw_dialog_present (depot_environment_properties_new (house, cloud), widget);
}

static void
show_leftovers (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_leftovers_dialog_new (depot_page_get_house (DEPOT_PAGE (widget))),
                      widget);
}

static void
show_proxy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_proxy_dialog_new (depot_page_get_house (DEPOT_PAGE (widget))), widget);
}

static GtkWidget *
make_remove_button (DepotCloud *cloud)
{
  g_autofree char *label
      = g_strdup_printf (_ ("Remove the environment %s"), depot_cloud_get_name (cloud));
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "environments.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", depot_cloud_get_id (cloud));
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_cloud_row (gpointer item, gpointer data)
{
  DepotCloud *cloud = item;
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 depot_cloud_get_name (cloud),
                                 "subtitle",
                                 depot_cloud_get_arm (cloud),
                                 NULL);

  if (depot_cloud_is_custom (cloud))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (cloud));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "environments.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", depot_cloud_get_id (cloud));
  return row;
}

static void
update_actions (DepotSitesPage *self)
{
  DepotSite *top = depot_house_get_top_site (depot_page_get_house (DEPOT_PAGE (self)));

  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "sites.add",
                                 top != NULL && depot_site_get_kind (top) == DEPOT_SITE_CENTRAL);
}

static void
show_sites (DepotSitesPage *self)
{
  gtk_list_box_bind_model (self->list,
                           depot_house_get_sites (depot_page_get_house (DEPOT_PAGE (self))),
                           make_row,
                           self,
                           NULL);
  gtk_list_box_bind_model (self->clouds_list,
                           depot_house_get_clouds (depot_page_get_house (DEPOT_PAGE (self))),
                           make_cloud_row,
                           NULL,
                           NULL);
  update_actions (self);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_site_dialog_new (depot_page_get_house (DEPOT_PAGE (widget))), widget);
}

static void
depot_sites_page_refresh (DepotPage *page)
{
  show_sites (DEPOT_SITES_PAGE (page));
}

static void
depot_sites_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_SITES_PAGE);
  G_OBJECT_CLASS (depot_sites_page_parent_class)->dispose (object);
}

static void
depot_sites_page_class_init (DepotSitesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_sites_page_dispose;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_sites_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  gtk_widget_class_install_action (widget_class, "sites.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "sites.proxy", NULL, show_proxy);
  gtk_widget_class_install_action (widget_class, "environments.add", NULL, add_environment);
  gtk_widget_class_install_action (widget_class, "environments.show", "s", show_environment);
  gtk_widget_class_install_action (widget_class, "environments.leftovers", NULL, show_leftovers);
  gtk_widget_class_install_action (widget_class, "environments.remove", "s", remove_environment);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/site/depot-sites-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSitesPage, list);
  gtk_widget_class_bind_template_child (widget_class, DepotSitesPage, clouds_list);
  gtk_widget_class_bind_template_child (widget_class, DepotSitesPage, banners);
}

static void
depot_sites_page_init (DepotSitesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotPage *
depot_sites_page_new (DepotHouse *house)
{
  DepotSitesPage *self = g_object_new (DEPOT_TYPE_SITES_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  g_signal_connect_object (depot_house_get_sites (house),
                           "items-changed",
                           G_CALLBACK (update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  show_sites (self);
  return DEPOT_PAGE (self);
}
