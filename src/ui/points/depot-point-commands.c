/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-commands.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-page.h"
#include "depot-point-actions.h"

static DepotHouse *
get_house (GtkWidget *widget)
{
  return depot_page_get_house (DEPOT_PAGE (widget));
}

static DepotOperation *
get_operation (GtkWidget *widget, DepotPoint *point)
{
  if (point == NULL)
    return NULL;
  return depot_operation_queue_find_for_subject (depot_house_get_queue (get_house (widget)),
                                                 depot_point_get_id (point));
}

static void
copy (GtkWidget *widget, const char *text, const char *told)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", told);
}

static void
copy_service_fqdn (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));

  if (point != NULL)
    copy (widget, depot_point_get_service_fqdn (point), _ ("Service FQDN copied"));
}

static void
copy_azure_fqdn (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));

  if (point != NULL)
    copy (widget, depot_point_get_azure_fqdn (point), _ ("Azure service FQDN copied"));
}

static void
copy_cname (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));
  g_autofree char *record = point != NULL ? depot_point_dup_cname_record (point) : NULL;

  if (record != NULL)
    copy (widget, record, _ ("CNAME record copied"));
}

static void
ask_operation (GtkWidget *widget, void (*ask) (DepotOperationQueue *, DepotOperation *))
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));
  DepotOperation *operation = get_operation (widget, point);

  if (operation != NULL)
    ask (depot_house_get_queue (get_house (widget)), operation);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_operation (widget, depot_operation_queue_cancel);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_operation (widget, depot_operation_queue_retry);
}

static void
error_details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));
  DepotOperation *operation = get_operation (widget, point);

  if (operation != NULL && depot_operation_get_error (operation) != NULL)
    depot_error_dialog_present (widget, depot_operation_get_error (operation));
}

void
depot_point_commands_update (GtkWidget *widget, DepotPoint *point)
{
  DepotOperation *operation = get_operation (widget, point);
  g_autofree char *cname = point != NULL ? depot_point_dup_cname_record (point) : NULL;

  gtk_widget_action_set_enabled (widget, "points.copy-service-fqdn", point != NULL);
  gtk_widget_action_set_enabled (widget,
                                 "points.copy-azure-fqdn",
                                 point != NULL && depot_point_get_azure_fqdn (point) != NULL);
  gtk_widget_action_set_enabled (widget, "points.copy-cname", cname != NULL);
  gtk_widget_action_set_enabled (
      widget, "points.cancel", operation != NULL && depot_operation_can_cancel (operation));
  gtk_widget_action_set_enabled (
      widget, "points.retry", operation != NULL && depot_operation_can_retry (operation));
  gtk_widget_action_set_enabled (widget,
                                 "points.error-details",
                                 operation != NULL
                                     && depot_operation_get_error (operation) != NULL);
}

void
depot_point_commands_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (
      widget_class, "points.copy-service-fqdn", NULL, copy_service_fqdn);
  gtk_widget_class_install_action (widget_class, "points.copy-azure-fqdn", NULL, copy_azure_fqdn);
  gtk_widget_class_install_action (widget_class, "points.copy-cname", NULL, copy_cname);
  gtk_widget_class_install_action (widget_class, "points.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "points.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "points.error-details", NULL, error_details);
}
