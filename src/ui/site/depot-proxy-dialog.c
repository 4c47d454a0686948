/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-proxy-dialog.h"

#include <glib/gi18n.h>

#include "depot-check-list.h"
#include "depot-site-proxy.h"

struct _DepotProxyDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  AdwComboRow *mode_row; /* in the order of DepotProxyMode */
  GtkWidget *server_group, *credentials_group;
  GtkEditable *server_row, *exceptions_row, *user_row, *password_row;
  AdwSpinRow *port_row;
  DepotCheckList *checks;

  DepotHouse *house;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotProxyDialog, depot_proxy_dialog, ADW_TYPE_DIALOG)

static void
tell (DepotProxyDialog *self, const char *text)
{
  adw_banner_set_title (self->banner, text != NULL ? text : "");
  adw_banner_set_revealed (self->banner, text != NULL);
}

static void
on_mode_changed (DepotProxyDialog *self)
{
  gboolean has_server = adw_combo_row_get_selected (self->mode_row) == DEPOT_PROXY_SERVER;

  gtk_widget_set_visible (self->server_group, has_server);
  gtk_widget_set_visible (self->credentials_group, has_server);
}

static void
show (DepotProxyDialog *self)
{
  DepotProxySettings *settings = depot_site_proxy_get (self->house);

  gtk_editable_set_text (self->server_row, depot_proxy_settings_get_server (settings));
  adw_spin_row_set_value (self->port_row, depot_proxy_settings_get_port (settings));
  gtk_editable_set_text (self->exceptions_row, depot_proxy_settings_get_exceptions (settings));
  gtk_editable_set_text (self->user_row, depot_proxy_settings_get_user_name (settings));
  adw_combo_row_set_selected (self->mode_row, depot_proxy_settings_get_mode (settings));
  on_mode_changed (self);
}

static void
set_busy (DepotProxyDialog *self, gboolean is_busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "proxy.save", !is_busy);
}

static void
tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotProxyDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) items
      = depot_site_proxy_test_finish (DEPOT_HOUSE (source), result, &error);

  if (self->house == NULL)
    return;
  set_busy (self, FALSE);
  if (items == NULL)
    {
      tell (self, error->message);
      return;
    }
  depot_check_list_set_items (self->checks, items);
  depot_check_list_focus_trouble (self->checks);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotProxyDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = depot_site_proxy_set_finish (DEPOT_HOUSE (source), result, &error);

  if (self->house == NULL)
    return;
  tell (self, is_saved ? NULL : error->message);
  if (is_saved)
    {
      gtk_editable_set_text (self->password_row, "");
      depot_site_proxy_test_async (self->house, self->cancellable, tested, g_object_ref (self));
    }
  else
    set_busy (self, FALSE);
}

static DepotSecretBytes *
read_password (DepotProxyDialog *self)
{
  const char *text = gtk_editable_get_text (self->password_row);

  return *text != '\0' ? depot_secret_bytes_new_text (text) : NULL;
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotProxyDialog *self = DEPOT_PROXY_DIALOG (widget);
  g_autoptr (DepotProxySettings) settings
      = depot_proxy_settings_new ((DepotProxyMode) adw_combo_row_get_selected (self->mode_row),
                                  gtk_editable_get_text (self->server_row),
                                  (guint) adw_spin_row_get_value (self->port_row),
                                  gtk_editable_get_text (self->user_row),
                                  gtk_editable_get_text (self->exceptions_row));
  g_autoptr (DepotSecretBytes) password = read_password (self);
  g_autoptr (GListStore) no_items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);

  set_busy (self, TRUE);
  depot_check_list_set_items (self->checks, G_LIST_MODEL (no_items));
  depot_site_proxy_set_async (
      self->house, settings, password, self->cancellable, saved, g_object_ref (self));
}

static void
on_entry_activated (DepotProxyDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "proxy.save", NULL);
}

static void
depot_proxy_dialog_dispose (GObject *object)
{
  DepotProxyDialog *self = DEPOT_PROXY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_PROXY_DIALOG);
  G_OBJECT_CLASS (depot_proxy_dialog_parent_class)->dispose (object);
}

static void
depot_proxy_dialog_finalize (GObject *object)
{
  g_object_unref (DEPOT_PROXY_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (depot_proxy_dialog_parent_class)->finalize (object);
}

static void
depot_proxy_dialog_class_init (DepotProxyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_proxy_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_proxy_dialog_finalize;
  g_type_ensure (DEPOT_TYPE_CHECK_LIST);
  gtk_widget_class_install_action (widget_class, "proxy.save", NULL, save);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-proxy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, mode_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, server_group);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, credentials_group);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, server_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, port_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, exceptions_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, DepotProxyDialog, checks);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
}

static void
depot_proxy_dialog_init (DepotProxyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_proxy_dialog_new (DepotHouse *house)
{
  DepotProxyDialog *self = g_object_new (DEPOT_TYPE_PROXY_DIALOG, NULL);

  self->house = g_object_ref (house);
  show (self);
  return ADW_DIALOG (self);
}
