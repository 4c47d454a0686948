/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-packages-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-base.h"
#include "depot-distribute-dialog.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-library.h"
#include "depot-package-details.h"
#include "depot-package-dialog.h"
#include "depot-package-inspect.h"
#include "depot-packages-columns.h"
#include "depot-packages.h"
#include "depot-question.h"
#include "depot-table.h"

struct _DepotPackagesPage
{
  DepotPage parent_instance;

  AdwOverlaySplitView *split_view;
  GtkWidget *details_button;
  DepotPackageDetails *details;
  AdwToggleGroup *kinds;
  DepotBanners *banners;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;
  DepotTable *table;
};

G_DEFINE_FINAL_TYPE (DepotPackagesPage, depot_packages_page, DEPOT_TYPE_PAGE)

/* Selection. */

/* DepotPackage; caller owns. */
static GPtrArray *
get_selected (DepotPackagesPage *self)
{
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

static char **
dup_selected_ids (DepotPackagesPage *self)
{
  g_autoptr (GPtrArray) packages = get_selected (self);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < packages->len; i++)
    g_strv_builder_add (ids, depot_package_get_id (packages->pdata[i]));
  return g_strv_builder_end (ids);
}

static void
show_details (DepotPackagesPage *self)
{
  g_autoptr (DepotPackage) package = depot_table_dup_selected (self->table);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "packages.properties", package != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "packages.forget", package != NULL);
  gtk_widget_set_sensitive (self->details_button, package != NULL);
  depot_package_details_show (self->details, depot_page_get_house (DEPOT_PAGE (self)), package);
  if (!adw_overlay_split_view_get_collapsed (self->split_view))
    adw_overlay_split_view_set_show_sidebar (self->split_view, package != NULL);
}

static void
update (DepotPackagesPage *self)
{
  static const char *const actions[]
      = { "packages.distribute",   "packages.update",         "packages.validate",
          "packages.redistribute", "packages.remove-content", "packages.cancel" };
  guint n_shown = depot_table_get_n_shown (self->table);
  guint n_selected = depot_table_get_n_selected (self->table);
  DepotLibrary *library = depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self)));
  guint n_all = g_list_model_get_n_items (depot_library_get_packages (library));
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u package", "%u packages", n_shown), n_shown);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], n_selected > 0);
  show_details (self);
  gtk_label_set_label (self->status_label, text);
  gtk_stack_set_visible_child_name (self->stack, n_all > 0 ? "list" : "empty");
}

static void
tell (DepotPackagesPage *self, const char *format, guint n)
{
  g_autofree char *text = g_strdup_printf (format, n);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
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
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else
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

/* Work on the selected. */

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else
    tell (self,
          ngettext ("Requested at %u distribution point",
                    "Requested at %u distribution points",
                    outcome->n_assignments),
          outcome->n_assignments);
}

static void
request_action (DepotPackagesPage *self, DepotContentAction action)
{
  g_auto (GStrv) ids = dup_selected_ids (self);
  DepotDistribution distribution = { .action = action, .package_ids = (const char *const *) ids };

  depot_distribution_request_async (depot_page_get_house (DEPOT_PAGE (self)),
                                    &distribution,
                                    NULL,
                                    requested,
                                    g_object_ref (self));
}

static void
request (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotContentAction action;

  if (depot_content_action_from_nick (strchr (name, '.') + 1, &action))
    request_action (DEPOT_PACKAGES_PAGE (widget), action);
}

/* Removing, after a question that lists what goes. */

#define MOST_NAMES 8

static char *
dup_what_goes (GPtrArray *packages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (packages->len, MOST_NAMES); i++)
    {
      guint n_points;

      g_object_get (packages->pdata[i], "n-targeted", &n_points, NULL);
      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: name and ID of a package and the number of points it is removed from */
      g_string_append_printf (text,
                              ngettext ("%s (%s): from %u distribution point",
                                        "%s (%s): from %u distribution points",
                                        n_points),
                              depot_package_get_name (packages->pdata[i]),
                              depot_package_get_id (packages->pdata[i]),
                              n_points);
    }
  if (packages->len > MOST_NAMES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("%u more", "%u more", packages->len - MOST_NAMES),
                              packages->len - MOST_NAMES);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
remove_confirmed (GObject *asker)
{
  request_action (DEPOT_PACKAGES_PAGE (asker), DEPOT_CONTENT_REMOVE);
}

static void
remove_content (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) packages = get_selected (DEPOT_PACKAGES_PAGE (widget));
  g_autofree char *body = dup_what_goes (packages);

  depot_question_ask (widget, _ ("Remove Content?"), body, _ ("_Remove"), remove_confirmed);
}

static void
open_properties (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (widget);
  g_autoptr (DepotPackage) package = depot_table_dup_selected (self->table);

  if (package != NULL)
    adw_dialog_present (
        depot_package_dialog_new (depot_page_get_house (DEPOT_PAGE (self)), package), widget);
}

static void
on_activate (DepotPackagesPage *self)
{
  open_properties (GTK_WIDGET (self), NULL, NULL);
}

static void
distribute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (widget);
  g_auto (GStrv) ids = dup_selected_ids (self);
  AdwDialog *dialog = depot_distribute_dialog_new (depot_page_get_house (DEPOT_PAGE (self)),
                                                   (const char *const *) ids);

  adw_dialog_present (dialog, widget);
}

static void
forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackagesPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_package_remove_finish (DEPOT_HOUSE (source), result, &error))
    depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
forget_confirmed (GObject *asker)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (asker);
  g_auto (GStrv) ids = dup_selected_ids (self);

  if (ids[0] != NULL)
    depot_package_remove_async (
        depot_page_get_house (DEPOT_PAGE (self)), ids[0], NULL, forgotten, g_object_ref (self));
}

static void
forget (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotPackagesPage *self = DEPOT_PACKAGES_PAGE (widget);
  g_autoptr (DepotPackage) package = depot_table_dup_selected (self->table);
  g_autofree char *heading = NULL, *source = NULL, *body = NULL;

  if (package == NULL)
    return;
  source = depot_package_dup_source_text (package);
  /* Translators: name of a package */
  heading = g_strdup_printf (_ ("Forget %s?"), depot_package_get_name (package));
  /* Translators: ID of a package and its source folder */
  body = g_strdup_printf (
      _ ("Package %s and what is known of its versions go. Its source stays: %s"),
      depot_package_get_id (package),
      source != NULL ? source : "–");
  depot_question_ask (widget, heading, body, _ ("_Forget"), forget_confirmed);
}

/* All, packages, applications. */

static const struct
{
  const char *name;
  const char *label;
} kinds[] = { { "all", N_ ("All") },
              { "packages", N_ ("Packages") },
              { "applications", N_ ("Applications") } };

static void
add_kinds (DepotPackagesPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      AdwToggle *toggle = adw_toggle_new ();

      adw_toggle_set_name (toggle, kinds[i].name);
      adw_toggle_set_label (toggle, _ (kinds[i].label));
      adw_toggle_group_add (self->kinds, toggle);
    }
  adw_toggle_group_set_active (self->kinds, 0);
}

static gboolean
is_of_kind (gpointer item, gpointer data)
{
  DepotPackagesPage *self = data;
  gboolean is_application = depot_package_get_kind (item) == DEPOT_PACKAGE_APPLICATION;

  return is_application
         == (g_strcmp0 (adw_toggle_group_get_active_name (self->kinds), "applications") == 0);
}

static void
kind_changed (DepotPackagesPage *self)
{
  gboolean shows_all = g_strcmp0 (adw_toggle_group_get_active_name (self->kinds), "all") == 0;

  if (self->table != NULL)
    depot_table_set_filter (self->table, shows_all ? NULL : is_of_kind, shows_all ? NULL : self);
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
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const requests[]
      = { "packages.update", "packages.validate", "packages.redistribute", "packages.cancel" };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    gtk_widget_class_install_action (widget_class, requests[i], NULL, request);
  gtk_widget_class_install_action (widget_class, "packages.add-folder", NULL, choose);
  gtk_widget_class_install_action (widget_class, "packages.add-file", NULL, choose);
  gtk_widget_class_install_action (widget_class, "packages.distribute", NULL, distribute);
  gtk_widget_class_install_action (widget_class, "packages.properties", NULL, open_properties);
  gtk_widget_class_install_action (widget_class, "packages.remove-content", NULL, remove_content);
  gtk_widget_class_install_action (widget_class, "packages.forget", NULL, forget);
}

static void
depot_packages_page_class_init (DepotPackagesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_packages_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_packages_page_search;
  DEPOT_PAGE_CLASS (klass)->toggle_details = depot_packages_page_toggle_details;
  install_actions (widget_class);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_PACKAGE_DETAILS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-packages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, details);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPackagesPage, status_label);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_packages_page_init (DepotPackagesPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  guint n_columns;
  const DepotColumn *columns = depot_packages_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = depot_table_attach (self->column_view, columns, n_columns);
  add_kinds (self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

DepotPage *
depot_packages_page_new (DepotHouse *house)
{
  DepotPackagesPage *self = g_object_new (DEPOT_TYPE_PACKAGES_PAGE, NULL);
  GListModel *packages = depot_library_get_packages (depot_house_get_library (house));

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  depot_table_set_live_model (self->table, packages);
  depot_table_sort (self->table, "name", FALSE);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (packages, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return DEPOT_PAGE (self);
}
