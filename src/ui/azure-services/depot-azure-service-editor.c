/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-service-editor.h"

#include <glib/gi18n.h>

#include "depot-azure-services.h"
#include "depot-certificate-group.h"
#include "depot-error-text.h"
#include "depot-nouns.h"
#include "depot-secret-file.h"
#include "depot-verdict-row.h"

struct _DepotAzureServiceEditor
{
  AdwDialog parent_instance;

  GtkButton *cancel_button;
  GtkCheckButton *create_check, *enter_check;
  GtkEditable *name_row, *tenant_row, *client_row, *secret_row, *file_row, *password_row;
  AdwComboRow *account_row, *cloud_row, *credential_row;
  AdwSwitchRow *certificate_row;
  DepotVerdictRow *verdict_row;

  DepotHouse *house;
  DepotAzureService *entered; /* being saved */
  GCancellable *working;      /* NULL: nothing runs */
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

/* The service is there; what is left to do with the dialog is to read it and close it. */
static void
end_with_remark (DepotAzureServiceEditor *self, const char *remark)
{
  if (self->working == NULL)
    return;
  g_clear_object (&self->working);
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_WARNING, remark);
  gtk_button_set_label (self->cancel_button, _ ("_Close"));
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autofree char *remark = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureService) service
      = depot_azure_services_create_finish (DEPOT_HOUSE (source), result, &remark, &error);

  if (remark != NULL)
    end_with_remark (self, remark);
  else
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
save (DepotAzureServiceEditor *self, DepotSecretBytes *credential)
{
  depot_azure_services_save_async (
      self->house, self->entered, credential, self->working, saved, g_object_ref (self));
}

static void
file_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) credential = depot_azure_services_open_file_finish (result, &error);

  if (self->working == NULL)
    return;
  if (credential != NULL && depot_azure_services_read_expiry (self->entered, credential, &error))
    save (self, credential);
  else
    end (self, error);
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = depot_secret_file_read_finish (result, &error);
  g_autoptr (DepotSecretBytes) password = NULL;

  if (self->working == NULL)
    return;
  if (bytes == NULL)
    {
      end (self, error);
      return;
    }
  password = depot_secret_bytes_new_text (gtk_editable_get_text (self->password_row));
  depot_azure_services_open_file_async (
      bytes, password, self->working, file_opened, g_object_ref (self));
}

static void
save_with_file (DepotAzureServiceEditor *self)
{
  g_autofree char *path = g_strstrip (g_strdup (gtk_editable_get_text (self->file_row)));
  g_autoptr (GFile) file = *path != '\0' ? g_file_parse_name (path) : NULL;

  if (file == NULL)
    {
      complain (self, _ ("Choose the certificate file."), self->file_row);
      return;
    }
  begin (self, _ ("Opening the file…"));
  depot_secret_file_read_async (file, self->working, file_read, g_object_ref (self));
}

static void
save_with_secret (DepotAzureServiceEditor *self)
{
  const char *text = gtk_editable_get_text (self->secret_row);
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text (text);

  if (*text == '\0')
    {
      complain (self, _ ("Enter the client secret."), self->secret_row);
      return;
    }
  begin (self, _ ("Saving…"));
  save (self, secret);
}

/* The rows of the list are in the order of DepotCredential. */
static void
save_with_credential (DepotAzureServiceEditor *self)
{
  DepotCredential credential = adw_combo_row_get_selected (self->credential_row);

  g_object_set (self->entered, "credential", credential, NULL);
  switch (credential)
    {
    case DEPOT_CREDENTIAL_SECRET:
      save_with_secret (self);
      break;
    case DEPOT_CREDENTIAL_CERTIFICATE:
      save_with_file (self);
      break;
    case DEPOT_CREDENTIAL_NONE:
    default:
      begin (self, _ ("Saving…"));
      save (self, NULL);
    }
}

static void
enter (DepotAzureServiceEditor *self, const char *name)
{
  DepotCloud *cloud = adw_combo_row_get_selected_item (self->cloud_row);

  g_clear_object (&self->entered);
  self->entered = depot_azure_service_new (depot_cloud_get_id (cloud),
                                           gtk_editable_get_text (self->tenant_row),
                                           name,
                                           gtk_editable_get_text (self->client_row));
  if (depot_azure_service_get_tenant_id (self->entered) == NULL)
    complain (self, _ ("Enter the tenant."), self->tenant_row);
  else if (depot_azure_service_get_client_id (self->entered) == NULL)
    complain (self, _ ("Enter the client ID of the app registration."), self->client_row);
  else
    save_with_credential (self);
}

static void
on_credential (DepotAzureServiceEditor *self)
{
  DepotCredential credential = adw_combo_row_get_selected (self->credential_row);
  gboolean is_file = credential == DEPOT_CREDENTIAL_CERTIFICATE;

  gtk_widget_set_visible (GTK_WIDGET (self->secret_row), credential == DEPOT_CREDENTIAL_SECRET);
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), is_file);
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), is_file);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAzureServiceEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *name = file != NULL ? g_file_get_parse_name (file) : NULL;

  if (self->house == NULL)
    return;
  if (name != NULL)
    gtk_editable_set_text (self->file_row, name);
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    depot_verdict_row_set (
        self->verdict_row, DEPOT_VERDICT_WARNING, _ ("Enter the path of the file here."));
}

static void
browse (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const suffixes[] = { "pfx", "p12", "pem", NULL };

  depot_certificate_browse (widget,
                            _ ("Certificate files (PFX, P12, PEM)"),
                            suffixes,
                            file_chosen,
                            g_object_ref (widget));
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
  g_clear_object (&self->entered);
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
  gtk_widget_class_install_action (widget_class, "azure-service-editor.browse", NULL, browse);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/azure-services/depot-azure-service-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, create_check);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, enter_check);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, client_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, secret_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, file_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, password_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, credential_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, account_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, DepotAzureServiceEditor, verdict_row);
  gtk_widget_class_bind_template_callback (widget_class, on_credential);
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
