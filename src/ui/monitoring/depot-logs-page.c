/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-logs-page.h"

#include "depot-banners.h"
#include "depot-log-view.h"

struct _DepotLogsPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  DepotLogView *log_view;
};

G_DEFINE_FINAL_TYPE (DepotLogsPage, depot_logs_page, DEPOT_TYPE_PAGE)

static void
depot_logs_page_search (DepotPage *page)
{
  depot_log_view_start_search (DEPOT_LOGS_PAGE (page)->log_view);
}

static void
depot_logs_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_LOGS_PAGE);
  G_OBJECT_CLASS (depot_logs_page_parent_class)->dispose (object);
}

static void
depot_logs_page_class_init (DepotLogsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_logs_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_logs_page_search;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_LOG_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-logs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotLogsPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotLogsPage, log_view);
}

static void
depot_logs_page_init (DepotLogsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotPage *
depot_logs_page_new (DepotHouse *house)
{
  DepotLogsPage *self = g_object_new (DEPOT_TYPE_LOGS_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_log_view_open (self->log_view, NULL);
  return DEPOT_PAGE (self);
}
