/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-services-page.h"

#include <glib/gi18n.h>

#include "depot-azure-service-dialog.h"
#include "depot-azure-service-editor.h"
#include "depot-banners.h"

struct _DepotAzureServicesPage
{
  DepotPage parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  DepotBanners *banners;
};

G_DEFINE_FINAL_TYPE (DepotAzureServicesPage, depot_azure_services_page, DEPOT_TYPE_PAGE)

static GtkWidget *
make_expiry_label (DepotAzureService *service, gint64 now)
{
  DepotExpiry expiry = depot_azure_service_judge_expiry (service, now);
  g_autofree char *text = depot_azure_service_dup_credential_text (service, now);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label,
                            expiry == DEPOT_EXPIRY_OVER   ? "error"
                            : expiry == DEPOT_EXPIRY_SOON ? "warning"
                                                          : "dimmed");
  return label;
}

static void
on_row_activated (AdwActionRow *row, DepotAzureServicesPage *self)
{
  DepotAzureService *service = g_object_get_data (G_OBJECT (row), "depot-service");

  adw_dialog_present (
      depot_azure_service_dialog_new (depot_page_get_house (DEPOT_PAGE (self)), service),
      GTK_WIDGET (self));
}

static char *
dup_place (DepotHouse *house, DepotAzureService *service)
{
  DepotCloud *cloud = depot_house_find_cloud (house, depot_azure_service_get_cloud_id (service));

  /* Translators: environment and tenant, "Azure public cloud · contoso.com". */
  return g_strdup_printf (_ ("%s · %s"),
                          cloud != NULL ? depot_cloud_get_name (cloud)
                                        : depot_azure_service_get_cloud_id (service),
                          depot_azure_service_get_tenant_id (service));
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  DepotAzureServicesPage *self = data;
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (self));
  g_autofree char *place = dup_place (house, item);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 depot_azure_service_get_name (item),
                                 "subtitle",
                                 place,
                                 "activatable",
                                 TRUE,
                                 NULL);
  gint64 now = depot_clock_now (depot_house_get_clock (house));

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("dialog-password-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_expiry_label (item, now));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "depot-service", g_object_ref (item), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (on_row_activated), self);
  return row;
}

static void
show_services (DepotAzureServicesPage *self)
{
  GListModel *services = depot_house_get_azure_services (depot_page_get_house (DEPOT_PAGE (self)));

  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (services) > 0 ? "list" : "empty");
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_azure_service_editor_new (depot_page_get_house (DEPOT_PAGE (widget))),
                      widget);
}

/* Days go by while the page stands: what is said about them is said anew. */
static void
depot_azure_services_page_refresh (DepotPage *page)
{
  DepotAzureServicesPage *self = DEPOT_AZURE_SERVICES_PAGE (page);

  gtk_list_box_bind_model (self->list,
                           depot_house_get_azure_services (depot_page_get_house (page)),
                           make_row,
                           self,
                           NULL);
}

static void
depot_azure_services_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_AZURE_SERVICES_PAGE);
  G_OBJECT_CLASS (depot_azure_services_page_parent_class)->dispose (object);
}

static void
depot_azure_services_page_class_init (DepotAzureServicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_azure_services_page_dispose;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_azure_services_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  gtk_widget_class_install_action (widget_class, "azure-services.add", NULL, add);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/azure-services/depot-azure-services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServicesPage, list);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServicesPage, banners);
}

static void
depot_azure_services_page_init (DepotAzureServicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotPage *
depot_azure_services_page_new (DepotHouse *house)
{
  DepotAzureServicesPage *self = g_object_new (DEPOT_TYPE_AZURE_SERVICES_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  g_signal_connect_object (depot_house_get_azure_services (house),
                           "items-changed",
                           G_CALLBACK (show_services),
                           self,
                           G_CONNECT_SWAPPED);
  depot_azure_services_page_refresh (DEPOT_PAGE (self));
  show_services (self);
  return DEPOT_PAGE (self);
}
