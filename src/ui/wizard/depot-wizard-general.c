/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-general.h"

#include <glib/gi18n.h>

#include "depot-accounts.h"
#include "depot-certificate-group.h"
#include "depot-connection-group.h"
#include "depot-discovery.h"
#include "depot-environment-dialog.h"
#include "depot-error-text.h"
#include "depot-form.h"
#include "depot-nouns.h"
#include "depot-sign-in-group.h"

struct _DepotWizardGeneral
{
  DepotWizardPage parent_instance;

  AdwComboRow *cloud_row, *subscription_row;
  GtkCheckButton *manager_check, *classic_check;
  GtkWidget *registration_group, *client_row, *tenant_row;
  DepotSignInGroup *sign_in_group;
  GtkWidget *subscription_group, *classic_group, *classic_subscription_row;
  DepotCertificateGroup *management_group;
  DepotVerdictRow *subscription_verdict;
  DepotConnectionGroup *connection_group;

  DepotForm *form;
  DepotCombo *subscription_combo; /* borrowed from the row */
  GCancellable *listing;
};

G_DEFINE_FINAL_TYPE (DepotWizardGeneral, depot_wizard_general, DEPOT_TYPE_WIZARD_PAGE)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotWizardGeneral, cloud_row, NULL, "cloud-id"),
  DEPOT_ROW (DepotWizardGeneral, client_row, "text", "client-id"),
  DEPOT_ROW (DepotWizardGeneral, tenant_row, "text", "tenant-id"),
  DEPOT_ROW (DepotWizardGeneral, subscription_row, NULL, "subscription-id"),
  DEPOT_ROW (DepotWizardGeneral, classic_subscription_row, "text", "subscription-id"),
};

static DepotHouse *
get_house (DepotWizardGeneral *self)
{
  return depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self));
}

static DepotDraft *
get_draft (DepotWizardGeneral *self)
{
  return depot_wizard_page_get_draft (DEPOT_WIZARD_PAGE (self));
}

static gboolean
is_classic (DepotWizardGeneral *self)
{
  return depot_draft_get_method (get_draft (self)) == DEPOT_METHOD_CLASSIC;
}

/* --- subscriptions --- */

static void
on_subscription_chosen (DepotWizardGeneral *self)
{
  DepotSubscription *subscription = depot_combo_get_chosen (self->subscription_combo);

  if (subscription != NULL)
    g_object_set (
        get_draft (self), "subscription-name", depot_subscription_get_name (subscription), NULL);
}

static void
show_subscriptions (DepotWizardGeneral *self, GListModel *subscriptions)
{
  gboolean was_touched = depot_draft_is_touched (get_draft (self));
  gboolean is_empty = g_list_model_get_n_items (subscriptions) == 0;

  depot_combo_set_model (self->subscription_combo, subscriptions);
  on_subscription_chosen (self);
  if (!was_touched)
    depot_draft_mark_untouched (get_draft (self));
  depot_verdict_row_set (
      self->subscription_verdict,
      DEPOT_VERDICT_WARNING,
      is_empty ? _ ("This account sees no subscription. Sign in with one that owns a subscription.")
               : NULL);
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWizardGeneral) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) subscriptions = NULL;
  g_autofree char *line = NULL;

  /* The page may have gone while Azure answered. */
  if (self->listing == NULL)
    return;
  subscriptions = depot_discovery_subscriptions_finish (get_house (self), result, &error);
  if (depot_error_text_is_cancelled (error))
    return;
  if (subscriptions != NULL)
    {
      show_subscriptions (self, subscriptions);
      return;
    }
  if (depot_error_text_asks_for_sign_in (error))
    depot_sign_in_group_ask_again (self->sign_in_group, error);
  line = depot_error_text_dup_line (error);
  depot_verdict_row_set (self->subscription_verdict, DEPOT_VERDICT_BAD, line);
}

static void
list_subscriptions (DepotWizardGeneral *self)
{
  DepotAccount *account = depot_sign_in_group_get_account (self->sign_in_group);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->subscription_row), account != NULL);
  depot_verdict_row_set (self->subscription_verdict,
                         DEPOT_VERDICT_CHECKING,
                         account != NULL ? _ ("Listing subscriptions…") : NULL);
  if (account == NULL)
    return;
  self->listing = g_cancellable_new ();
  depot_discovery_subscriptions_async (
      get_house (self), account, self->listing, subscriptions_listed, g_object_ref (self));
}

/* --- environment, method, account --- */

static void
on_account_changed (DepotWizardGeneral *self)
{
  DepotAccount *account = depot_sign_in_group_get_account (self->sign_in_group);
  gboolean was_touched = depot_draft_is_touched (get_draft (self));

  g_object_set (get_draft (self),
                "account-id",
                account != NULL ? depot_account_get_id (account) : NULL,
                "account-name",
                account != NULL ? depot_account_get_user_name (account) : NULL,
                NULL);
  if (!was_touched)
    depot_draft_mark_untouched (get_draft (self));
  list_subscriptions (self);
}

static void
on_signed_in (DepotWizardGeneral *self)
{
  DepotDraft *draft = get_draft (self);

  if (depot_draft_get_client_id (draft) != NULL)
    depot_accounts_set_registration (get_house (self),
                                     depot_draft_get_cloud_id (draft),
                                     depot_draft_get_client_id (draft),
                                     depot_draft_get_tenant_id (draft));
  list_subscriptions (self);
}

static gboolean
needs_registration (DepotWizardGeneral *self)
{
  DepotCloud *cloud = depot_wizard_page_get_cloud (DEPOT_WIZARD_PAGE (self));

  return cloud != NULL && depot_cloud_get_default_client_id (cloud) == NULL;
}

static void
pass_registration (DepotWizardGeneral *self)
{
  DepotDraft *draft = get_draft (self);

  depot_sign_in_group_set_registration (self->sign_in_group,
                                        depot_draft_get_cloud_id (draft),
                                        depot_draft_get_client_id (draft),
                                        depot_draft_get_tenant_id (draft));
}

/* What was entered for this environment before is offered again. */
static void
recall_registration (DepotWizardGeneral *self)
{
  const char *client_id = NULL, *tenant = NULL;
  gboolean was_touched = depot_draft_is_touched (get_draft (self));

  depot_accounts_peek_registration (
      get_house (self), depot_draft_get_cloud_id (get_draft (self)), &client_id, &tenant);
  g_object_set (get_draft (self), "client-id", client_id, "tenant-id", tenant, NULL);
  if (!was_touched)
    depot_draft_mark_untouched (get_draft (self));
}

static void
show_method (DepotWizardGeneral *self)
{
  gboolean classic = is_classic (self);

  gtk_widget_set_visible (self->registration_group, !classic && needs_registration (self));
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_group), !classic);
  gtk_widget_set_visible (self->subscription_group, !classic);
  gtk_widget_set_visible (self->classic_group, classic);
  gtk_widget_set_visible (GTK_WIDGET (self->management_group), classic);
}

static void
on_cloud_changed (DepotWizardGeneral *self)
{
  recall_registration (self);
  pass_registration (self);
  show_method (self);
}

static void
on_environment_added (DepotWizardGeneral *self, const char *cloud_id)
{
  g_object_set (get_draft (self), "cloud-id", cloud_id, NULL);
}

static void
add_environment (DepotWizardGeneral *self)
{
  AdwDialog *dialog = depot_environment_dialog_new (get_house (self));

  g_signal_connect_object (
      dialog, "added", G_CALLBACK (on_environment_added), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_method_toggled (DepotWizardGeneral *self)
{
  gboolean classic = gtk_check_button_get_active (self->classic_check);

  g_object_set (get_draft (self),
                "method",
                classic ? DEPOT_METHOD_CLASSIC : DEPOT_METHOD_RESOURCE_MANAGER,
                NULL);
  show_method (self);
}

/* --- Next --- */

static void
on_passed (DepotWizardGeneral *self)
{
  depot_house_set_setting (
      get_house (self), "wizard-environment", depot_draft_get_cloud_id (get_draft (self)));
  depot_wizard_page_applied (DEPOT_WIZARD_PAGE (self));
}

static void
on_failed (DepotWizardGeneral *self, const GError *error)
{
  if (depot_error_text_asks_for_sign_in (error))
    depot_sign_in_group_ask_again (self->sign_in_group, error);
  depot_wizard_page_failed (DEPOT_WIZARD_PAGE (self), error);
}

static void
on_busy_changed (DepotWizardGeneral *self)
{
  depot_wizard_page_set_busy (DEPOT_WIZARD_PAGE (self),
                              depot_connection_group_is_busy (self->connection_group));
}

static void
depot_wizard_general_apply (DepotWizardPage *page)
{
  depot_connection_group_run (DEPOT_WIZARD_GENERAL (page)->connection_group);
}

static void
depot_wizard_general_cancel (DepotWizardPage *page)
{
  depot_connection_group_cancel (DEPOT_WIZARD_GENERAL (page)->connection_group);
}

static GtkWidget *
check_classic (DepotWizardGeneral *self)
{
  GtkWidget *wrong = depot_form_touch_all (self->form);
  GtkWidget *wrong_certificate = depot_certificate_group_check (self->management_group);

  return wrong != NULL ? wrong : wrong_certificate;
}

static GtkWidget *
depot_wizard_general_check (DepotWizardPage *page)
{
  DepotWizardGeneral *self = DEPOT_WIZARD_GENERAL (page);
  GtkWidget *wrong;

  if (is_classic (self))
    return check_classic (self);
  if (needs_registration (self) && depot_draft_get_client_id (get_draft (self)) == NULL)
    {
      depot_form_set_extra (self->form,
                            "client-id",
                            DEPOT_VERDICT_BAD,
                            _ ("Enter the client ID of the app registration."));
      return self->client_row;
    }
  wrong = depot_form_touch_all (self->form);
  if (depot_sign_in_group_get_account (self->sign_in_group) == NULL)
    {
      depot_sign_in_group_complain (self->sign_in_group,
                                    depot_draft_check (get_draft (self), "account-id", 0));
      return GTK_WIDGET (self->sign_in_group);
    }
  return wrong;
}

static void
on_client_changed (DepotWizardGeneral *self)
{
  depot_form_set_extra (self->form, "client-id", DEPOT_VERDICT_NONE, NULL);
  pass_registration (self);
}

static void
depot_wizard_general_set_up (DepotWizardPage *page)
{
  DepotWizardGeneral *self = DEPOT_WIZARD_GENERAL (page);
  DepotDraft *draft = get_draft (self);
  DepotAccount *account = depot_wizard_page_get_account (page);
  DepotCombo *cloud_combo = depot_combo_attach (self->cloud_row,
                                                G_OBJECT (draft),
                                                "cloud-id",
                                                depot_noun_get_cloud_id,
                                                depot_noun_dup_cloud_label);

  depot_combo_set_last_line (cloud_combo, _ ("Custom Environment…"));
  g_signal_connect_object (
      cloud_combo, "last-line", G_CALLBACK (add_environment), self, G_CONNECT_SWAPPED);
  depot_combo_set_model (cloud_combo, depot_house_get_clouds (get_house (self)));
  self->subscription_combo = depot_combo_attach (self->subscription_row,
                                                 G_OBJECT (draft),
                                                 "subscription-id",
                                                 depot_noun_get_subscription_id,
                                                 depot_noun_dup_subscription_label);
  depot_combo_choose_first_of (self->subscription_combo, G_MAXUINT);
  self->form = depot_form_new (draft, depot_house_get_clock (get_house (self)));
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
  gtk_check_button_set_active (is_classic (self) ? self->classic_check : self->manager_check, TRUE);
  depot_certificate_group_set_up_management (self->management_group, get_house (self), draft);
  depot_sign_in_group_set_house (self->sign_in_group, get_house (self));
  depot_connection_group_set_up (self->connection_group, get_house (self), draft);
  g_signal_connect_object (self->sign_in_group,
                           "notify::account",
                           G_CALLBACK (on_account_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->sign_in_group, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->classic_check, "toggled", G_CALLBACK (on_method_toggled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subscription_row,
                           "notify::selected-item",
                           G_CALLBACK (on_subscription_chosen),
                           self,
                           G_CONNECT_SWAPPED);
  on_cloud_changed (self);
  if (account != NULL)
    depot_sign_in_group_set_account (self->sign_in_group, account);
  g_signal_connect_object (
      draft, "notify::cloud-id", G_CALLBACK (on_cloud_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      draft, "notify::client-id", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      draft, "notify::tenant-id", G_CALLBACK (pass_registration), self, G_CONNECT_SWAPPED);
  list_subscriptions (self);
}

static void
depot_wizard_general_dispose (GObject *object)
{
  DepotWizardGeneral *self = DEPOT_WIZARD_GENERAL (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->form);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_GENERAL);

  G_OBJECT_CLASS (depot_wizard_general_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, subscription_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, manager_check);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, classic_check);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, registration_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, client_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, tenant_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, sign_in_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, subscription_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, subscription_verdict);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, classic_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, classic_subscription_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, management_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardGeneral, connection_group);
}

static void
depot_wizard_general_class_init (DepotWizardGeneralClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DepotWizardPageClass *page_class = DEPOT_WIZARD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_general_dispose;
  page_class->set_up = depot_wizard_general_set_up;
  page_class->check = depot_wizard_general_check;
  page_class->apply = depot_wizard_general_apply;
  page_class->cancel = depot_wizard_general_cancel;

  g_type_ensure (DEPOT_TYPE_CERTIFICATE_GROUP);
  g_type_ensure (DEPOT_TYPE_CONNECTION_GROUP);
  g_type_ensure (DEPOT_TYPE_SIGN_IN_GROUP);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-general.ui");
  bind_children (widget_class);
}

static void
depot_wizard_general_init (DepotWizardGeneral *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->connection_group, "passed", G_CALLBACK (on_passed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->connection_group, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection_group,
                           "notify::busy",
                           G_CALLBACK (on_busy_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

DepotWizardPage *
depot_wizard_general_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_GENERAL, NULL);
}
