/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-packages-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-error-dialog.h"
#include "depot-library.h"
#include "depot-package-actions.h"
#include "depot-package-details.h"
#include "depot-package-inspect.h"
#include "depot-packages-columns.h"
#include "depot-packages.h"
#include "depot-row-menu.h"
#include "depot-table.h"

struct _DepotPackagesPage
{
  DepotPage parent_instance;

  AdwOverlaySplitView *split_view;
  GtkWidget *details_button;
  DepotPackageDetails *details;
  GtkMenuButton *actions_button;
  DepotBanners *banners;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkColumnView *column_view;
  GtkLabel *status_label;
  DepotTable *table;
  gboolean holds_applications;
};

static void depot_packages_page_holder_init (DepotPackageHolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotPackagesPage,
                               depot_packages_page,
                               DEPOT_TYPE_PAGE,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_PACKAGE_HOLDER,
                                                      depot_packages_page_holder_init))

/* Selection. */

static GPtrArray *
dup_packages (DepotPackageHolder *holder)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (holder);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (depot_table_get_selection (self->table));
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (model);
  GPtrArray *packages = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (packages, g_list_model_get_item (G_LIST_MODEL (model), position));
  return packages;
}

static void
depot_packages_page_holder_init (DepotPackageHolderInterface *iface)
{
  iface->dup_packages = dup_packages;
}

static void
show_details (DepotPackagesPage *self)
{
  g_autoptr (DepotPackage) package = depot_table_dup_selected (self->table);

  gtk_widget_set_sensitive (self->details_button, package != NULL);
  depot_package_details_show (self->details, depot_page_get_house (DEPOT_PAGE (self)), package);
  if (!adw_overlay_split_view_get_collapsed (self->split_view))
    adw_overlay_split_view_set_show_sidebar (self->split_view, package != NULL);
}

static gboolean
is_of_kind (gpointer item, gpointer data)
{
  gboolean is_application = depot_package_get_kind (item) == DEPOT_PACKAGE_APPLICATION;

  return is_application == DEPOT_PACKAGES_PAGE (data)->holds_applications;
}

static gboolean
has_any (DepotPackagesPage *self)
{
  DepotHouse *house = depot_page_get_house (DEPOT_PAGE (self));
  GListModel *packages = depot_library_get_packages (depot_house_get_library (house));

  for (guint i = 0; i < g_list_model_get_n_items (packages); i++)
    {
      g_autoptr (DepotPackage) package = g_list_model_get_item (packages, i);

      if (is_of_kind (package, self))
        return TRUE;
    }
  return FALSE;
}

static const char *
choose_stack_page (DepotPackagesPage *self)
{
  if (depot_table_get_n_shown (self->table) > 0)
    return "list";
  return has_any (self) ? "no-match" : "empty";
}

static char *
dup_line (DepotPackagesPage *self)
{
  guint n_shown = depot_table_get_n_shown (self->table);

  return self->holds_applications
             ? g_strdup_printf (ngettext ("%u application", "%u applications", n_shown), n_shown)
             : g_strdup_printf (ngettext ("%u package", "%u packages", n_shown), n_shown);
}

static void
update (DepotPackagesPage *self)
{
  g_autofree char *line = dup_line (self);

  depot_package_actions_update (DEPOT_PACKAGE_HOLDER (self));
  show_details (self);
  gtk_label_set_label (self->status_label, line);
  gtk_stack_set_visible_child_name (self->stack, choose_stack_page (self));
}

/* Adding. */

static void
added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GError) error = NULL;

  if (depot_package_add_finish (DEPOT_HOUSE (source), result, &error) == NULL)
    depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
inspected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPackage) package = depot_package_inspect_finish (result, &error);

  if (package == NULL)
    {
      depot_error_dialog_present (GTK_WIDGET (self), error);
      return;
    }
  if (self->holds_applications)
    g_object_set (package, "kind", DEPOT_PACKAGE_APPLICATION, NULL);
  depot_package_add_async (
      depot_page_get_house (DEPOT_PAGE (self)), package, NULL, NULL, added, g_object_ref (self));
}

static void
add_file (DepotPackagesPage *self, GFile *file)
{
  depot_package_inspect_async (file, NULL, inspected, g_object_ref (self));
}

static void
folder_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GFile) folder
      = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folder != NULL)
    add_file (self, folder);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL)
    add_file (self, file);
}

static void
choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_file_dialog_set_title (dialog, _ ("Add Package"));
  if (g_str_equal (action, "packages.add-folder"))
    gtk_file_dialog_select_folder (dialog, window, NULL, folder_chosen, g_object_ref (widget));
  else
    gtk_file_dialog_open (dialog, window, NULL, file_chosen, g_object_ref (widget));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, DepotPackagesPage *self)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *at = files; at != NULL; at = at->next)
    add_file (self, at->data);
  return files != NULL;
}

static void
on_activate (DepotPackagesPage *self, guint position)
{
  g_autoptr (DepotPackage) package
      = g_list_model_get_item (G_LIST_MODEL (depot_table_get_selection (self->table)), position);

  if (package != NULL)
    gtk_widget_activate_action (
        GTK_WIDGET (self), "win.open-package", "s", depot_package_get_id (package));
}

static void
depot_packages_page_toggle_details (DepotPage *page)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (page);

  adw_overlay_split_view_set_show_sidebar (
      self->split_view, !adw_overlay_split_view_get_show_sidebar (self->split_view));
}

static void
search_changed (DepotPackagesPage *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
depot_packages_page_search (DepotPage *page)
{
  gtk_search_bar_set_search_mode (DEPOT_PACKAGES_PAGE (page)->search_bar, TRUE);
}

static void
depot_packages_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_PACKAGES_PAGE);
  G_OBJECT_CLASS (depot_packages_page_parent_class)->dispose (object);
}

static void
depot_packages_page_class_init (DepotPackagesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_packages_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_packages_page_search;
  DEPOT_PAGE_CLASS (klass)->toggle_details = depot_packages_page_toggle_details;
  depot_package_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "packages.add-folder", NULL, choose);
  gtk_widget_class_install_action (widget_class, "packages.add-file", NULL, choose);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_PACKAGE_DETAILS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-packages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, details);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, actions_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, status_label);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_packages_page_init (DepotPackagesPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autoptr (GMenuModel) menu = depot_package_actions_make_menu ();
  guint n_columns;
  const DepotColumn *columns = depot_packages_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = depot_table_attach (self->column_view, columns, n_columns);
  gtk_menu_button_set_menu_model (self->actions_button, menu);
  depot_row_menu_attach (self->column_view, menu);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static DepotPage *
make (DepotHouse *house, gboolean holds_applications)
{
  DepotPackagesPage *self = g_object_new (DEPOT_TYPE_PACKAGES_PAGE, NULL);

  self->holds_applications = holds_applications;
  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_table_set_filter (self->table, is_of_kind, self);
  depot_table_set_live_model (self->table,
                              depot_library_get_packages (depot_house_get_library (house)));
  depot_table_sort (self->table, "name", FALSE);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return DEPOT_PAGE (self);
}

DepotPage *
depot_packages_page_new (DepotHouse *house)
{
  return make (house, FALSE);
}

DepotPage *
depot_applications_page_new (DepotHouse *house)
{
  DepotPage *page = make (house, TRUE);
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (page);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (page), _ ("Applications"));
  adw_status_page_set_title (self->empty_page, _ ("No Applications"));
  adw_status_page_set_description (self->empty_page,
                                   _ ("Add a folder, or drop one here. An application has "
                                      "deployment types, and packages it needs."));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->column_view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Applications"), -1);
  return page;
}
