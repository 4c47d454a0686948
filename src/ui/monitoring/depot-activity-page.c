/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-activity-page.h"

#include <glib/gi18n.h>

#include "depot-activity-row.h"
#include "depot-banners.h"

/* Rows are whole widgets; older operations are listed by `depotctl operation list`. */
#define MOST_ROWS 200

struct _DepotActivityPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *status_label;
};

G_DEFINE_FINAL_TYPE (DepotActivityPage, depot_activity_page, DEPOT_TYPE_PAGE)

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  return depot_activity_row_new (depot_page_get_house (data), item);
}

static void
update (DepotActivityPage *self)
{
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (self));
  guint n_operations = g_list_model_get_n_items (depot_house_get_operations (house));
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u operation", "%u operations", n_operations), n_operations);
  g_autofree char *newest
      = g_strdup_printf (_ ("%s, the newest %u are shown"), text, (guint) MOST_ROWS);

  gtk_label_set_label (self->status_label, n_operations > MOST_ROWS ? newest : text);
  gtk_stack_set_visible_child_name (self->stack, n_operations > 0 ? "list" : "empty");
}

static void
depot_activity_page_refresh (DepotPage *page)
{
  depot_operation_queue_refresh (depot_house_get_queue (depot_page_get_house (page)));
}

static void
depot_activity_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_ACTIVITY_PAGE);
  G_OBJECT_CLASS (depot_activity_page_parent_class)->dispose (object);
}

static void
depot_activity_page_class_init (DepotActivityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_activity_page_dispose;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_activity_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotActivityPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityPage, list);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityPage, status_label);
}

static void
depot_activity_page_init (DepotActivityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotPage *
depot_activity_page_new (DepotHouse *house)
{
  DepotActivityPage *self = g_object_new (DEPOT_TYPE_ACTIVITY_PAGE, NULL);
  GListModel *operations = depot_house_get_operations (house);
  g_autoptr (GtkSliceListModel) newest
      = gtk_slice_list_model_new (g_object_ref (operations), 0, MOST_ROWS);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (newest), make_row, self, NULL);
  g_signal_connect_object (
      operations, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return DEPOT_PAGE (self);
}
