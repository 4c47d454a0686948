/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-account-chip.h"

#include <glib/gi18n.h>

struct _DepotAccountChip
{
  AdwBin parent_instance;

  GtkMenuButton *menu_button;
  AdwAvatar *avatar;
  GtkLabel *name_label, *cloud_label;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotAccountChip, depot_account_chip, ADW_TYPE_BIN)

static void
add_sign_out (GMenu *menu, DepotAccount *account)
{
  /* Translators: menu item; %s is a user name such as "admin@contoso.com". */
  g_autofree char *label
      = g_strdup_printf (_ ("Sign _Out %s"), depot_account_get_user_name (account));
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.sign-out", "s", depot_account_get_id (account));
  g_menu_append_item (menu, item);
}

static void
show_menu (DepotAccountChip *self, GListModel *accounts)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Sign _In…"), "win.sign-in");
  g_menu_append (menu, _ ("_Accounts…"), "win.accounts");
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      add_sign_out (menu, account);
    }
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
show_account (DepotAccountChip *self, DepotAccount *account)
{
  const char *name = depot_account_get_user_name (account);
  DepotCloud *cloud = depot_house_find_cloud (self->house, depot_account_get_cloud_id (account));
  const char *display_name = depot_account_get_display_name (account);
  /* Translators: for screen readers; %s is a user name. */
  g_autofree char *spoken = g_strdup_printf (_ ("Account: %s"), name);

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->cloud_label, cloud != NULL ? depot_cloud_get_name (cloud) : "");
  adw_avatar_set_text (self->avatar, display_name != NULL ? display_name : name);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_nobody (DepotAccountChip *self)
{
  gtk_label_set_label (self->name_label, _ ("Not signed in"));
  gtk_label_set_label (self->cloud_label, _ ("Sign in to manage Azure"));
  adw_avatar_set_text (self->avatar, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Account: not signed in"),
                                  -1);
}

static void
update (DepotAccountChip *self)
{
  GListModel *accounts = depot_house_get_accounts (self->house);
  g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, 0);

  show_menu (self, accounts);
  if (account != NULL)
    show_account (self, account);
  else
    show_nobody (self);
}

static void
depot_account_chip_dispose (GObject *object)
{
  DepotAccountChip *self = DEPOT_ACCOUNT_CHIP (object);

  g_clear_object (&self->house);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_ACCOUNT_CHIP);
  G_OBJECT_CLASS (depot_account_chip_parent_class)->dispose (object);
}

static void
depot_account_chip_class_init (DepotAccountChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_account_chip_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/depot-account-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotAccountChip, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DepotAccountChip, avatar);
  gtk_widget_class_bind_template_child (widget_class, DepotAccountChip, name_label);
  gtk_widget_class_bind_template_child (widget_class, DepotAccountChip, cloud_label);
}

static void
depot_account_chip_init (DepotAccountChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
depot_account_chip_set_house (DepotAccountChip *self, DepotHouse *house)
{
  g_return_if_fail (DEPOT_IS_ACCOUNT_CHIP (self));

  self->house = g_object_ref (house);
  g_signal_connect_object (depot_house_get_accounts (house),
                           "items-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
}
