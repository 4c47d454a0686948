/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-page.h"

#include "depot-banners.h"
#include "depot-log-view.h"
#include "depot-messages-view.h"
#include "depot-point-details.h"

struct _DepotPointPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  AdwViewStack *stack;
  DepotPointDetails *details;
  DepotMessagesView *messages_view;
  DepotLogView *log_view;
};

G_DEFINE_FINAL_TYPE (DepotPointPage, depot_point_page, DEPOT_TYPE_PAGE)

static void
depot_point_page_search (DepotPage *page)
{
  DepotPointPage *self = DEPOT_POINT_PAGE (page);

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "log") == 0)
    depot_log_view_start_search (self->log_view);
  else
    {
      adw_view_stack_set_visible_child_name (self->stack, "time-line");
      depot_messages_view_start_search (self->messages_view);
    }
}

static void
depot_point_page_refresh (DepotPage *page)
{
  DepotPointPage *self = DEPOT_POINT_PAGE (page);

  depot_operation_queue_refresh (depot_house_get_queue (depot_page_get_house (page)));
  depot_messages_view_refresh (self->messages_view);
}

static void
depot_point_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_POINT_PAGE);
  G_OBJECT_CLASS (depot_point_page_parent_class)->dispose (object);
}

static void
depot_point_page_class_init (DepotPointPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_point_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_point_page_search;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_point_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_POINT_DETAILS);
  g_type_ensure (DEPOT_TYPE_MESSAGES_VIEW);
  g_type_ensure (DEPOT_TYPE_LOG_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-point-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, details);
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, messages_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, log_view);
}

static void
depot_point_page_init (DepotPointPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotPage *
depot_point_page_new (DepotHouse *house, DepotPoint *point)
{
  DepotPointPage *self
      = g_object_new (DEPOT_TYPE_POINT_PAGE, "title", depot_point_get_name (point), NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_point_details_set_house (self->details, house);
  depot_point_details_set_point (self->details, point, 1);
  depot_messages_view_set_house (
      self->messages_view, house, DEPOT_COMPONENT_CLOUD_SERVICES, depot_point_get_id (point));
  depot_log_view_open (self->log_view, depot_point_get_name (point));
  return DEPOT_PAGE (self);
}
