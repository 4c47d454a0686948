/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sign-in-dialog.h"

#include "depot-error-text.h"
#include "depot-nouns.h"
#include "depot-sign-in-group.h"

struct _DepotSignInDialog
{
  AdwDialog parent_instance;

  AdwComboRow *cloud_row;
  GtkEditable *client_row, *tenant_row;
  DepotSignInGroup *sign_in_group;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotSignInDialog, depot_sign_in_dialog, ADW_TYPE_DIALOG)

static const char *
text_or_null (GtkEditable *row)
{
  const char *text = gtk_editable_get_text (row);

  return *text != '\0' ? text : NULL;
}

static DepotCloud *
chosen_cloud (DepotSignInDialog *self)
{
  return adw_combo_row_get_selected_item (self->cloud_row);
}

static void
pass_registration (DepotSignInDialog *self)
{
  DepotCloud *cloud = chosen_cloud (self);

  if (cloud == NULL)
    return;
  depot_sign_in_group_set_registration (self->sign_in_group,
                                        depot_cloud_get_id (cloud),
                                        text_or_null (self->client_row),
                                        text_or_null (self->tenant_row));
}

static void
on_cloud_chosen (DepotSignInDialog *self)
{
  DepotCloud *cloud = chosen_cloud (self);
  const char *client_id = NULL, *tenant = NULL;
  gboolean needs_registration;

  if (cloud == NULL)
    return;
  needs_registration = depot_cloud_get_default_client_id (cloud) == NULL;
  depot_accounts_peek_registration (self->house, depot_cloud_get_id (cloud), &client_id, &tenant);
  gtk_editable_set_text (self->client_row, client_id != NULL ? client_id : "");
  gtk_editable_set_text (self->tenant_row, tenant != NULL ? tenant : "");
  gtk_widget_set_visible (GTK_WIDGET (self->client_row), needs_registration);
  gtk_widget_set_visible (GTK_WIDGET (self->tenant_row), needs_registration);
  pass_registration (self);
}

static void
on_signed_in (DepotSignInDialog *self)
{
  DepotCloud *cloud = chosen_cloud (self);

  if (text_or_null (self->client_row) != NULL)
    depot_accounts_set_registration (self->house,
                                     depot_cloud_get_id (cloud),
                                     text_or_null (self->client_row),
                                     text_or_null (self->tenant_row));
  adw_dialog_close (ADW_DIALOG (self));
}

static DepotAccount *
find_account_of (DepotSignInDialog *self, DepotOperation *operation)
{
  const char *subject = depot_operation_get_subject (operation);
  DepotPoint *point = subject != NULL ? depot_house_find_point (self->house, subject) : NULL;
  g_autofree char *id = NULL;

  if (point != NULL)
    g_object_get (point, "account-id", &id, NULL);
  return id != NULL ? depot_house_find_account (self->house, id) : NULL;
}

static void
choose_cloud (DepotSignInDialog *self, const char *cloud_id)
{
  GListModel *clouds = depot_house_get_clouds (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      if (g_strcmp0 (depot_cloud_get_id (cloud), cloud_id) == 0)
        adw_combo_row_set_selected (self->cloud_row, i);
    }
}

/* An operation that waits for a sign-in waits for one person, and perhaps for a second factor. */
static void
answer_waiting (DepotSignInDialog *self)
{
  GListModel *operations = depot_house_get_operations (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);
      const GError *error = depot_operation_get_error (operation);
      DepotAccount *account = find_account_of (self, operation);

      if (depot_operation_get_state (operation) != DEPOT_OPERATION_WAITING || account == NULL
          || !depot_error_text_asks_for_sign_in (error))
        continue;
      choose_cloud (self, depot_account_get_cloud_id (account));
      depot_sign_in_group_set_account (self->sign_in_group, account);
      depot_sign_in_group_ask_again (self->sign_in_group, error);
      return;
    }
}

static void
depot_sign_in_dialog_dispose (GObject *object)
{
  DepotSignInDialog *self = DEPOT_SIGN_IN_DIALOG (object);

  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_SIGN_IN_DIALOG);
  G_OBJECT_CLASS (depot_sign_in_dialog_parent_class)->dispose (object);
}

static void
depot_sign_in_dialog_class_init (DepotSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_sign_in_dialog_dispose;
  g_type_ensure (DEPOT_TYPE_SIGN_IN_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/depot-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSignInDialog, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInDialog, client_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInDialog, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInDialog, sign_in_group);
}

static void
depot_sign_in_dialog_init (DepotSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_sign_in_dialog_new (DepotHouse *house)
{
  DepotSignInDialog *self = g_object_new (DEPOT_TYPE_SIGN_IN_DIALOG, NULL);
  g_autoptr (GtkExpression) names = depot_noun_label_expression (depot_noun_dup_cloud_label);

  self->house = g_object_ref (house);
  depot_sign_in_group_set_house (self->sign_in_group, house);
  g_signal_connect_object (
      self->cloud_row, "notify::selected", G_CALLBACK (on_cloud_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->client_row, "changed", G_CALLBACK (pass_registration), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->tenant_row, "changed", G_CALLBACK (pass_registration), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_expression (self->cloud_row, names);
  adw_combo_row_set_model (self->cloud_row, depot_house_get_clouds (house));
  on_cloud_chosen (self);
  choose_cloud (self, depot_house_peek_setting (house, "wizard-environment"));
  answer_waiting (self);
  g_signal_connect_object (
      self->sign_in_group, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  return ADW_DIALOG (self);
}
