/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-window-private.h"

#include <glib/gi18n.h>

#include "depot-accounts-dialog.h"
#include "depot-accounts.h"
#include "depot-error-dialog.h"
#include "depot-group-page.h"
#include "depot-library.h"
#include "depot-package-page.h"
#include "depot-point-page.h"
#include "depot-preferences-dialog.h"
#include "depot-sign-in-dialog.h"
#include "depot-wizard.h"

static void
create_point (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);

  if (self->wizard != NULL)
    return;
  g_set_weak_pointer (&self->wizard, depot_wizard_new (self->house));
  adw_dialog_present (self->wizard, widget);
}

static void
sign_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_sign_in_dialog_new (DEPOT_WINDOW (widget)->house), widget);
}

static void
show_accounts (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_accounts_dialog_new (DEPOT_WINDOW (widget)->house), widget);
}

static void
signed_out (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_accounts_sign_out_finish (self->house, result, &error))
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else
    depot_window_toast (self, _ ("Signed out"));
}

static void
preferences (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (depot_preferences_dialog_new (DEPOT_WINDOW (widget)->house), widget);
}

static void
sign_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);
  DepotAccount *account
      = depot_house_find_account (self->house, g_variant_get_string (parameter, NULL));

  if (account != NULL)
    depot_accounts_sign_out_async (self->house, account, signed_out, g_object_ref (self));
}

static void
show_toast (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_window_toast (DEPOT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
go (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_window_go (DEPOT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);

  if (!adw_navigation_view_pop (self->places_view)
      && adw_navigation_split_view_get_collapsed (self->split_view))
    adw_navigation_split_view_set_show_content (self->split_view, FALSE);
}

/* An object's page stands above the place it belongs to. */
static void
push (DepotWindow *self, const char *place, DepotPage *page)
{
  depot_window_go (self, place);
  adw_navigation_view_push (self->places_view, ADW_NAVIGATION_PAGE (page));
}

static void
open_point (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);
  DepotPoint *point = depot_house_find_point (self->house, g_variant_get_string (parameter, NULL));

  if (point == NULL)
    return;
  push (self, "points", depot_point_page_new (self->house, point));
}

static void
open_package (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);
  DepotPackage *package = depot_library_find_package (depot_house_get_library (self->house),
                                                      g_variant_get_string (parameter, NULL));

  if (package != NULL)
    push (self,
          depot_package_get_kind (package) == DEPOT_PACKAGE_APPLICATION ? "applications"
                                                                        : "packages",
          depot_package_page_new (self->house, package));
}

static void
open_group (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWindow *self = DEPOT_WINDOW (widget);
  DepotPointGroup *group = depot_library_find_group (depot_house_get_library (self->house),
                                                     g_variant_get_string (parameter, NULL));

  if (group != NULL)
    push (self, "distribution", depot_group_page_new (self->house, group));
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPage *page = depot_window_get_page (DEPOT_WINDOW (widget));

  DEPOT_PAGE_GET_CLASS (page)->search (page);
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPage *page = depot_window_get_page (DEPOT_WINDOW (widget));

  DEPOT_PAGE_GET_CLASS (page)->refresh (page);
}

static void
toggle_details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPage *page = depot_window_get_page (DEPOT_WINDOW (widget));

  DEPOT_PAGE_GET_CLASS (page)->toggle_details (page);
}

void
depot_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.create-point", NULL, create_point);
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in);
  gtk_widget_class_install_action (widget_class, "win.sign-out", "s", sign_out);
  gtk_widget_class_install_action (widget_class, "win.accounts", NULL, show_accounts);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", show_toast);
  gtk_widget_class_install_action (widget_class, "win.go", "s", go);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "win.open-point", "s", open_point);
  gtk_widget_class_install_action (widget_class, "win.open-package", "s", open_package);
  gtk_widget_class_install_action (widget_class, "win.open-group", "s", open_group);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "win.toggle-details", NULL, toggle_details);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences);
}

void
depot_window_update_actions (DepotWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_in_places = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "places") == 0;
  DepotPage *page = is_in_places ? depot_window_get_page (self) : NULL;
  DepotPageClass *page_class = page != NULL ? DEPOT_PAGE_GET_CLASS (page) : NULL;

  /* Cloud distribution points are made at the top-level site; before there is one, nothing can be
   * made. */
  gtk_widget_action_set_enabled (
      widget, "win.create-point", is_in_places && depot_house_get_top_site (self->house) != NULL);
  gtk_widget_action_set_enabled (widget, "win.sign-in", is_in_places);
  gtk_widget_action_set_enabled (widget, "win.accounts", is_in_places);
  gtk_widget_action_set_enabled (
      widget, "win.search", page_class != NULL && page_class->search != NULL);
  gtk_widget_action_set_enabled (
      widget, "win.refresh", page_class != NULL && page_class->refresh != NULL);
  gtk_widget_action_set_enabled (
      widget, "win.toggle-details", page_class != NULL && page_class->toggle_details != NULL);
  gtk_widget_action_set_enabled (widget, "win.preferences", is_in_places);
}
