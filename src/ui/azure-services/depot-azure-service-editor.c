/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-service-editor.h"

#include <glib/gi18n.h>

#include "depot-azure-services.h"
#include "depot-error-text.h"
#include "depot-nouns.h"
#include "depot-verdict-row.h"

struct _DepotAzureServiceEditor
{
  AdwDialog parent_instance;

  GtkCheckButton *create_check, *enter_check;
  GtkEditable *name_row, *tenant_row, *client_row, *secret_row;
  AdwComboRow *account_row, *cloud_row;
  AdwSwitchRow *certificate_row;
  DepotVerdictRow *verdict_row;

  DepotHouse *house;
  GCancellable *working; /* NULL: nothing runs */
};

G_DEFINE_FINAL_TYPE (DepotAzureServiceEditor, depot_azure_service_editor, ADW_TYPE_DIALOG)

static void
complain (DepotAzureServiceEditor *self, const char *text, gpointer row)
{
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_BAD, text);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
begin (DepotAzureServiceEditor *self, const char *text)
{
  self->working = g_cancellable_new ();
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_CHECKING, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "azure-service-editor.add", FALSE);
}

static void
end (DepotAzureServiceEditor *self, const GError *error)
{
  g_autofree char *line = error != NULL ? depot_error_text_dup_line (error) : NULL;

  if (self->working == NULL)
    return;
  g_clear_object (&self->working);
  if (error == NULL)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_BAD, line);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "azure-service-editor.add", TRUE);
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureService) service
      = depot_azure_services_create_finish (DEPOT_HOUSE (source), result, &error);

  end (self, error);
}

static void
create (DepotAzureServiceEditor *self, const char *name)
{
  DepotAccount *account = adw_combo_row_get_selected_item (self->account_row);

  if (account == NULL)
    {
      complain (self, _ ("Sign in first: nobody is signed in to Azure."), self->account_row);
      return;
    }
  begin (self, _ ("Registering the application…"));
  depot_azure_services_create_async (self->house,
                                     account,
                                     name,
                                     adw_switch_row_get_active (self->certificate_row)
                                         ? DEPOT_CREDENTIAL_CERTIFICATE
                                         : DEPOT_CREDENTIAL_SECRET,
                                     self->working,
                                     created,
                                     g_object_ref (self));
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autoptr (GError) error = NULL;

  depot_azure_services_save_finish (DEPOT_HOUSE (source), result, &error);
  end (self, error);
}

static void
enter (DepotAzureServiceEditor *self, const char *name)
{
  DepotCloud *cloud = adw_combo_row_get_selected_item (self->cloud_row);
  const char *secret = gtk_editable_get_text (self->secret_row);
  g_autoptr (DepotSecretBytes) credential
      = *secret != '\0' ? depot_secret_bytes_new_text (secret) : NULL;
  g_autoptr (DepotAzureService) service
      = depot_azure_service_new (depot_cloud_get_id (cloud),
                                 gtk_editable_get_text (self->tenant_row),
                                 name,
                                 gtk_editable_get_text (self->client_row));

  if (depot_azure_service_get_tenant_id (service) == NULL)
    {
      complain (self, _ ("Enter the tenant."), self->tenant_row);
      return;
    }
  if (depot_azure_service_get_client_id (service) == NULL)
    {
      complain (self, _ ("Enter the client ID of the app registration."), self->client_row);
      return;
    }
  g_object_set (service,
                "credential",
                credential != NULL ? DEPOT_CREDENTIAL_SECRET : DEPOT_CREDENTIAL_NONE,
                NULL);
  begin (self, _ ("Saving…"));
  depot_azure_services_save_async (
      self->house, service, credential, self->working, saved, g_object_ref (self));
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotAzureServiceEditor *self = DEPOT_AZURE_SERVICE_EDITOR (widget);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  if (*name == '\0')
    complain (self, _ ("Enter a name."), self->name_row);
  else if (gtk_check_button_get_active (self->create_check))
    create (self, name);
  else
    enter (self, name);
}

static char *
dup_account_label (gpointer item)
{
  return g_strdup (depot_account_get_user_name (item));
}

static void
fill (DepotAzureServiceEditor *self)
{
  g_autoptr (GtkExpression) account_label = depot_noun_label_expression (dup_account_label);
  g_autoptr (GtkExpression) cloud_label = depot_noun_label_expression (depot_noun_dup_cloud_label);

  adw_combo_row_set_expression (self->account_row, account_label);
  adw_combo_row_set_model (self->account_row, depot_house_get_accounts (self->house));
  adw_combo_row_set_expression (self->cloud_row, cloud_label);
  adw_combo_row_set_model (self->cloud_row, depot_house_get_clouds (self->house));
}

static void
depot_azure_service_editor_dispose (GObject *object)
{
  DepotAzureServiceEditor *self = DEPOT_AZURE_SERVICE_EDITOR (object);

  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_AZURE_SERVICE_EDITOR);
  G_OBJECT_CLASS (depot_azure_service_editor_parent_class)->dispose (object);
}

static void
depot_azure_service_editor_class_init (DepotAzureServiceEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_azure_service_editor_dispose;
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_install_action (widget_class, "azure-service-editor.add", NULL, add);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/azure-services/depot-azure-service-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, create_check);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, enter_check);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, client_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, secret_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, account_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, verdict_row);
}

static void
depot_azure_service_editor_init (DepotAzureServiceEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_azure_service_editor_new (DepotHouse *house)
{
  DepotAzureServiceEditor *self = g_object_new (DEPOT_TYPE_AZURE_SERVICE_EDITOR, NULL);

  self->house = g_object_ref (house);
  fill (self);
  return ADW_DIALOG (self);
}
