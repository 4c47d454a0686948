/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-page.h"

#include "depot-banners.h"
#include "depot-log-view.h"
#include "depot-messages-view.h"
#include "depot-point-actions.h"
#include "depot-point-details.h"

struct _DepotPointPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  AdwViewStack *stack;
  DepotPointDetails *details;
  DepotMessagesView *messages_view;
  DepotLogView *log_view;
  GtkMenuButton *actions_button;
};

static void depot_point_page_holder_init (DepotPointHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotPointPage,
                               depot_point_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_POINT_HOLDER,
                                                      depot_point_page_holder_init))

static GPtrArray *
dup_points (DepotPointHolder *holder)
{
  GPtrArray *points = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (
      points, g_object_ref (depot_point_details_get_point (DEPOT_POINT_PAGE (holder)->details)));
  return points;
}

static void
depot_point_page_holder_init (DepotPointHolderInterface *iface)
{
  iface->dup_points = dup_points;
}

/* A deleted point has no page. */
static void
on_points_changed (DepotPointPage *self)
{
  DepotPoint *point = depot_point_details_get_point (self->details);
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (self));
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view == NULL || depot_house_find_point (house, depot_point_get_id (point)) != NULL)
    return;
  if (adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view))
      == ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

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
  gtk_widget_class_bind_template_child (widget_class, DepotPointPage, actions_button);
  depot_point_actions_install (widget_class);
}

static void
depot_point_page_init (DepotPointPage *self)
{
  g_autoptr (GMenuModel) verbs = depot_point_actions_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->actions_button, verbs);
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
  g_signal_connect_object (
      point, "notify::state", G_CALLBACK (depot_point_actions_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_points (house),
                           "items-changed",
                           G_CALLBACK (on_points_changed),
                           self,
                           G_CONNECT_SWAPPED);
  depot_point_actions_update (DEPOT_POINT_HOLDER (self));
  return DEPOT_PAGE (self);
}
