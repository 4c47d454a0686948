/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-service-dialog.h"

#include <glib/gi18n.h>

#include "depot-azure-services.h"
#include "depot-check-list.h"
#include "depot-error-text.h"
#include "depot-fact-row.h"
#include "depot-verdict-row.h"

struct _DepotAzureServiceDialog
{
  AdwDialog parent_instance;

  DepotFactRow *cloud_row, *tenant_row, *client_row, *object_row, *credential_row;
  DepotVerdictRow *verdict_row;
  GtkWidget *check_group;
  DepotCheckList *check_list;

  DepotHouse *house;
  DepotAzureService *service;
  GListStore *checks;
  gboolean had_credential;
  GCancellable *working; /* NULL: nothing runs */
};

G_DEFINE_FINAL_TYPE (DepotAzureServiceDialog, depot_azure_service_dialog, ADW_TYPE_DIALOG)

/* Somebody who may renew it: signed in to the same tenant. Borrowed. */
static DepotAccount *
find_account (DepotAzureServiceDialog *self)
{
  GListModel *accounts = depot_house_get_accounts (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (depot_account_get_cloud_id (account),
                     depot_azure_service_get_cloud_id (self->service))
              == 0
          && g_strcmp0 (depot_account_get_tenant_id (account),
                        depot_azure_service_get_tenant_id (self->service))
                 == 0)
        return account;
    }
  return NULL;
}

static void
update_actions (DepotAzureServiceDialog *self)
{
  gboolean is_free = self->working == NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "azure-service.verify", is_free);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "azure-service.renew", is_free && find_account (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "azure-service.remove", is_free);
}

static void
show_service (DepotAzureServiceDialog *self)
{
  DepotAzureService *service = self->service;
  DepotCloud *cloud
      = depot_house_find_cloud (self->house, depot_azure_service_get_cloud_id (service));
  gint64 now = depot_clock_now (depot_house_get_clock (self->house));
  g_autofree char *credential = depot_azure_service_dup_credential_text (service, now);

  adw_dialog_set_title (ADW_DIALOG (self), depot_azure_service_get_name (service));
  depot_fact_row_set_value (self->cloud_row,
                            cloud != NULL ? depot_cloud_get_name (cloud)
                                          : depot_azure_service_get_cloud_id (service));
  depot_fact_row_set_value (self->tenant_row, depot_azure_service_get_tenant_id (service));
  depot_fact_row_set_value (self->client_row, depot_azure_service_get_client_id (service));
  depot_fact_row_set_value (self->object_row, depot_azure_service_get_object_id (service));
  depot_fact_row_set_value (self->credential_row, credential);
  update_actions (self);
}

/* The list replaces a service that changed by a new object. */
static void
on_services_changed (DepotAzureServiceDialog *self)
{
  DepotAzureService *now
      = depot_azure_services_find (self->house,
                                   depot_azure_service_get_cloud_id (self->service),
                                   depot_azure_service_get_tenant_id (self->service));

  if (now == NULL || !g_set_object (&self->service, now))
    return;
  show_service (self);
}

static void
begin (DepotAzureServiceDialog *self, const char *text)
{
  self->working = g_cancellable_new ();
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_CHECKING, text);
  update_actions (self);
}

/* FALSE: the dialog has gone. */
static gboolean
end (DepotAzureServiceDialog *self, const GError *error, const char *success)
{
  g_autofree char *line = error != NULL ? depot_error_text_dup_line (error) : NULL;

  if (self->working == NULL)
    return FALSE;
  g_clear_object (&self->working);
  depot_verdict_row_set (self->verdict_row,
                         error != NULL ? DEPOT_VERDICT_BAD : DEPOT_VERDICT_GOOD,
                         error != NULL ? line : success);
  update_actions (self);
  return TRUE;
}

static void
verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceDialog) self = data;
  g_autoptr (GError) error = NULL;

  depot_azure_services_verify_finish (DEPOT_HOUSE (source), result, &error);
  end (self, error, _ ("The service works."));
}

static void
verify (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotAzureServiceDialog *self = DEPOT_AZURE_SERVICE_DIALOG (widget);

  begin (self, _ ("Verifying…"));
  gtk_widget_set_visible (self->check_group, TRUE);
  depot_azure_services_verify_async (
      self->house, self->service, self->checks, self->working, verified, g_object_ref (self));
}

static void
renewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL, *text = NULL;

  depot_azure_services_renew_finish (DEPOT_HOUSE (source), result, &remark, &error);
  if (remark != NULL)
    /* Translators: %s is a sentence about the old credential */
    text = g_strdup_printf (_ ("The service has a new credential. %s"), remark);
  else if (self->had_credential)
    text = g_strdup (_ ("The service has a new credential. The old one no longer works."));
  else
    text = g_strdup (_ ("The service has a new credential."));
  if (end (self, error, text) && error == NULL && remark != NULL)
    depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_WARNING, text);
}

static void
renew (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotAzureServiceDialog *self = DEPOT_AZURE_SERVICE_DIALOG (widget);

  self->had_credential
      = depot_azure_service_get_credential (self->service) != DEPOT_CREDENTIAL_NONE;
  begin (self, _ ("Making a new credential…"));
  depot_azure_services_renew_async (
      self->house, find_account (self), self->service, self->working, renewed, g_object_ref (self));
}

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceDialog) self = data;
  g_autoptr (GError) error = NULL;

  depot_azure_services_remove_finish (DEPOT_HOUSE (source), result, &error);
  if (end (self, error, NULL) && error == NULL)
    adw_dialog_close (ADW_DIALOG (self));
}

static void
remove_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceDialog) self = data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_strcmp0 (answer, "remove") != 0 || self->house == NULL)
    return;
  begin (self, _ ("Removing…"));
  depot_azure_services_remove_async (self->house, self->service, removed, g_object_ref (self));
}

static void
remove_service (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AdwDialog *question = adw_alert_dialog_new (
      _ ("Remove Azure Service?"),
      _ ("Its credential is removed from the keyring, and nothing works unattended in this tenant "
         "until a service is added. The registration in Azure stays."));

  adw_alert_dialog_add_responses (
      ADW_ALERT_DIALOG (question), "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (
      ADW_ALERT_DIALOG (question), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (question), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (question), "cancel");
  adw_alert_dialog_choose (
      ADW_ALERT_DIALOG (question), widget, NULL, remove_answered, g_object_ref (widget));
}

static void
depot_azure_service_dialog_dispose (GObject *object)
{
  DepotAzureServiceDialog *self = DEPOT_AZURE_SERVICE_DIALOG (object);

  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_object (&self->checks);
  g_clear_object (&self->service);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_AZURE_SERVICE_DIALOG);
  G_OBJECT_CLASS (depot_azure_service_dialog_parent_class)->dispose (object);
}

static void
depot_azure_service_dialog_class_init (DepotAzureServiceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_azure_service_dialog_dispose;
  g_type_ensure (DEPOT_TYPE_CHECK_LIST);
  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_install_action (widget_class, "azure-service.verify", NULL, verify);
  gtk_widget_class_install_action (widget_class, "azure-service.renew", NULL, renew);
  gtk_widget_class_install_action (widget_class, "azure-service.remove", NULL, remove_service);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/azure-services/depot-azure-service-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, client_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, object_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, credential_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, check_group);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceDialog, check_list);
}

static void
depot_azure_service_dialog_init (DepotAzureServiceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->checks = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  depot_check_list_set_items (self->check_list, G_LIST_MODEL (self->checks));
}

AdwDialog *
depot_azure_service_dialog_new (DepotHouse *house, DepotAzureService *service)
{
  DepotAzureServiceDialog *self = g_object_new (DEPOT_TYPE_AZURE_SERVICE_DIALOG, NULL);

  self->house = g_object_ref (house);
  self->service = g_object_ref (service);
  g_signal_connect_object (depot_house_get_azure_services (house),
                           "items-changed",
                           G_CALLBACK (on_services_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_accounts (house),
                           "items-changed",
                           G_CALLBACK (update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  show_service (self);
  return ADW_DIALOG (self);
}
