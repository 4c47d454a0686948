/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-page.h"

#include "depot-activity-row.h"
#include "depot-banners.h"
#include "depot-content-actions.h"
#include "depot-library.h"
#include "depot-package-actions.h"
#include "depot-package-details.h"

/* Rows are whole widgets; older operations are listed by `depotctl operation list`. */
#define MOST_ROWS 50

struct _DepotPackagePage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  AdwViewStack *stack;
  DepotPackageDetails *details;
  DepotContentView *content_view;
  GtkStack *work_stack;
  GtkListBox *work_list;
  GtkMenuButton *actions_button;

  DepotPackage *package;
  char *subject; /* of its operations */
};

static void depot_package_page_package_holder_init (DepotPackageHolderInterface *iface);
static void depot_package_page_content_holder_init (DepotContentHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotPackagePage,
                               depot_package_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_PACKAGE_HOLDER,
                                                      depot_package_page_package_holder_init)
                                   G_IMPLEMENT_INTERFACE (DEPOT_TYPE_CONTENT_HOLDER,
                                                          depot_package_page_content_holder_init))

static GPtrArray *
dup_packages (DepotPackageHolder *holder)
{
  GPtrArray *packages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (packages, g_object_ref (DEPOT_PACKAGE_PAGE (holder)->package));
  return packages;
}

static void
depot_package_page_package_holder_init (DepotPackageHolderInterface *iface)
{
  iface->dup_packages = dup_packages;
}

static DepotContentView *
get_view (DepotContentHolder *holder)
{
  return DEPOT_PACKAGE_PAGE (holder)->content_view;
}

static void
depot_package_page_content_holder_init (DepotContentHolderInterface *iface)
{
  iface->get_view = get_view;
}

/* A forgotten package has no page. */
static void
on_packages_changed (DepotPackagePage *self)
{
  DepotLibrary *library = depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self)));
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view == NULL
      || depot_library_find_package (library, depot_package_get_id (self->package)) != NULL)
    return;
  if (adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view))
      == ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

static void
show_package (DepotPackagePage *self)
{
  DepotContentCounts counts;

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 depot_package_get_name (self->package));
  depot_package_get_counts (self->package, &counts);
  depot_content_view_set_counts (self->content_view, &counts);
  depot_content_actions_update (DEPOT_CONTENT_HOLDER (self));
  depot_package_actions_update (DEPOT_PACKAGE_HOLDER (self));
}

/* Activity. */

static gboolean
is_of_package (gpointer item, gpointer data)
{
  return g_strcmp0 (depot_operation_get_subject (item), DEPOT_PACKAGE_PAGE (data)->subject) == 0;
}

static GtkWidget *
make_work_row (gpointer item, gpointer data)
{
  return depot_activity_row_new (depot_page_get_house (data), item);
}

static void
on_work_changed (GListModel *work, guint at, guint removed, guint added, DepotPackagePage *self)
{
  gtk_stack_set_visible_child_name (self->work_stack,
                                    g_list_model_get_n_items (work) > 0 ? "list" : "empty");
}

static void
show_work (DepotPackagePage *self, DepotHouse *house)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_of_package, self, NULL));
  GtkFilterListModel *filtered
      = gtk_filter_list_model_new (g_object_ref (depot_house_get_operations (house)), filter);
  g_autoptr (GtkSliceListModel) newest
      = gtk_slice_list_model_new (G_LIST_MODEL (filtered), 0, MOST_ROWS);

  gtk_list_box_bind_model (self->work_list, G_LIST_MODEL (newest), make_work_row, self, NULL);
  g_signal_connect_object (
      newest, "items-changed", G_CALLBACK (on_work_changed), self, G_CONNECT_DEFAULT);
  on_work_changed (G_LIST_MODEL (newest), 0, 0, 0, self);
}

static void
depot_package_page_search (DepotPage *page)
{
  DepotPackagePage *self = DEPOT_PACKAGE_PAGE (page);

  adw_view_stack_set_visible_child_name (self->stack, "content");
  depot_content_view_start_search (self->content_view);
}

static void
depot_package_page_dispose (GObject *object)
{
  DepotPackagePage *self = DEPOT_PACKAGE_PAGE (object);

  if (self->work_list != NULL)
    gtk_list_box_bind_model (self->work_list, NULL, NULL, NULL, NULL); /* its filter asks us */
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_PACKAGE_PAGE);
  G_OBJECT_CLASS (depot_package_page_parent_class)->dispose (object);
}

static void
depot_package_page_finalize (GObject *object)
{
  DepotPackagePage *self = DEPOT_PACKAGE_PAGE (object);

  g_clear_object (&self->package);
  g_free (self->subject);
  G_OBJECT_CLASS (depot_package_page_parent_class)->finalize (object);
}

static void
depot_package_page_class_init (DepotPackagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_package_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_package_page_finalize;
  DEPOT_PAGE_CLASS (klass)->search = depot_package_page_search;
  depot_package_actions_install (widget_class);
  depot_content_actions_install (widget_class);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_PACKAGE_DETAILS);
  g_type_ensure (DEPOT_TYPE_CONTENT_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-package-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, details);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, content_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, work_stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, work_list);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagePage, actions_button);
}

static void
depot_package_page_init (DepotPackagePage *self)
{
  g_autoptr (GMenuModel) verbs = depot_package_actions_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->actions_button, verbs);
}

static void
follow (DepotPackagePage *self, DepotHouse *house)
{
  g_signal_connect_object (
      self->package, "notify", G_CALLBACK (show_package), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content_view,
                           "selected",
                           G_CALLBACK (depot_content_actions_update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_library_get_packages (depot_house_get_library (house)),
                           "items-changed",
                           G_CALLBACK (on_packages_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

DepotPage *
depot_package_page_new (DepotHouse *house, DepotPackage *package)
{
  DepotPackagePage *self = g_object_new (DEPOT_TYPE_PACKAGE_PAGE, NULL);
  const char *id = depot_package_get_id (package);

  self->package = g_object_ref (package);
  self->subject = g_strconcat ("package:", id, NULL);
  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_package_details_show (self->details, house, package);
  depot_package_details_hide_content (self->details);
  depot_content_view_set_house (self->content_view, house, DEPOT_CONTENT_OF_PACKAGE, id);
  show_work (self, house);
  follow (self, house);
  show_package (self);
  return DEPOT_PAGE (self);
}
