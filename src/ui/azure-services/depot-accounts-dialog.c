/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-accounts-dialog.h"

#include <glib/gi18n.h>

struct _DepotAccountsDialog
{
  AdwDialog parent_instance;

  GtkListBox *list;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotAccountsDialog, depot_accounts_dialog, ADW_TYPE_DIALOG)

static GtkWidget *
make_sign_out_button (DepotAccount *account)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Sign Out"));
  /* Translators: for screen readers; %s is a user name such as "admin@contoso.com". */
  g_autofree char *spoken
      = g_strdup_printf (_ ("Sign out %s"), depot_account_get_user_name (account));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.sign-out");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", depot_account_get_id (account));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return button;
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  DepotAccountsDialog *self = data;
  DepotCloud *cloud = depot_house_find_cloud (self->house, depot_account_get_cloud_id (item));
  /* Translators: environment and tenant, "Azure public cloud · contoso.com". */
  g_autofree char *place = g_strdup_printf (_ ("%s · %s"),
                                            cloud != NULL ? depot_cloud_get_name (cloud)
                                                          : depot_account_get_cloud_id (item),
                                            depot_account_get_tenant_id (item));
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 depot_account_get_user_name (item),
                                 "subtitle",
                                 place,
                                 "subtitle-selectable",
                                 TRUE,
                                 NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             adw_avatar_new (32, depot_account_get_display_name (item), TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_sign_out_button (item));
  return row;
}

static void
show_list (DepotAccountsDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->list),
                          g_list_model_get_n_items (depot_house_get_accounts (self->house)) > 0);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.sign-in", NULL);
}

static void
depot_accounts_dialog_dispose (GObject *object)
{
  DepotAccountsDialog *self = DEPOT_ACCOUNTS_DIALOG (object);

  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_ACCOUNTS_DIALOG);
  G_OBJECT_CLASS (depot_accounts_dialog_parent_class)->dispose (object);
}

static void
depot_accounts_dialog_class_init (DepotAccountsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_accounts_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "accounts.add", NULL, add);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/azure-services/depot-accounts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAccountsDialog, list);
}

static void
depot_accounts_dialog_init (DepotAccountsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_accounts_dialog_new (DepotHouse *house)
{
  DepotAccountsDialog *self = g_object_new (DEPOT_TYPE_ACCOUNTS_DIALOG, NULL);

  self->house = g_object_ref (house);
  gtk_list_box_bind_model (self->list, depot_house_get_accounts (house), make_row, self, NULL);
  g_signal_connect_object (depot_house_get_accounts (house),
                           "items-changed",
                           G_CALLBACK (show_list),
                           self,
                           G_CONNECT_SWAPPED);
  show_list (self);
  return ADW_DIALOG (self);
}
