/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-group-page.h"

#include "depot-banners.h"
#include "depot-content-actions.h"
#include "depot-library.h"

struct _DepotGroupPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  GtkMenuButton *actions_button;
  DepotContentView *content_view;

  DepotPointGroup *group;
};

static void depot_group_page_holder_init (DepotContentHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotGroupPage,
                               depot_group_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_CONTENT_HOLDER,
                                                      depot_group_page_holder_init))

static DepotContentView *
get_view (DepotContentHolder *holder)
{
  return DEPOT_GROUP_PAGE (holder)->content_view;
}

static void
depot_group_page_holder_init (DepotContentHolderInterface *iface)
{
  iface->get_view = get_view;
}

static void
show_group (DepotGroupPage *self)
{
  DepotContentCounts counts;

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 depot_point_group_get_name (self->group));
  depot_point_group_get_counts (self->group, &counts);
  depot_content_view_set_counts (self->content_view, &counts);
  depot_content_actions_update (DEPOT_CONTENT_HOLDER (self));
}

/* A deleted group has no page. */
static void
on_groups_changed (DepotGroupPage *self)
{
  DepotLibrary *library = depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self)));
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view == NULL
      || depot_library_find_group (library, depot_point_group_get_id (self->group)) != NULL)
    return;
  if (adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view))
      == ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

static void
depot_group_page_search (DepotPage *page)
{
  depot_content_view_start_search (DEPOT_GROUP_PAGE (page)->content_view);
}

static void
depot_group_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_GROUP_PAGE);
  G_OBJECT_CLASS (depot_group_page_parent_class)->dispose (object);
}

static void
depot_group_page_finalize (GObject *object)
{
  g_clear_object (&DEPOT_GROUP_PAGE (object)->group);
  G_OBJECT_CLASS (depot_group_page_parent_class)->finalize (object);
}

static void
depot_group_page_class_init (DepotGroupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_group_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_group_page_finalize;
  DEPOT_PAGE_CLASS (klass)->search = depot_group_page_search;
  depot_content_actions_install (widget_class);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_CONTENT_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/groups/depot-group-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotGroupPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupPage, actions_button);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupPage, content_view);
}

static void
depot_group_page_init (DepotGroupPage *self)
{
  g_autoptr (GMenuModel) menu = depot_content_actions_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->actions_button, menu);
}

DepotPage *
depot_group_page_new (DepotHouse *house, DepotPointGroup *group)
{
  DepotGroupPage *self = g_object_new (DEPOT_TYPE_GROUP_PAGE, NULL);

  self->group = g_object_ref (group);
  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_content_view_set_house (
      self->content_view, house, DEPOT_CONTENT_OF_GROUP, depot_point_group_get_id (group));
  g_signal_connect_object (group, "notify", G_CALLBACK (show_group), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content_view,
                           "selected",
                           G_CALLBACK (depot_content_actions_update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_library_get_groups (depot_house_get_library (house)),
                           "items-changed",
                           G_CALLBACK (on_groups_changed),
                           self,
                           G_CONNECT_SWAPPED);
  show_group (self);
  return DEPOT_PAGE (self);
}
