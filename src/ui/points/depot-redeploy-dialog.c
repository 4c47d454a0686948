/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-redeploy-dialog.h"

#include <glib/gi18n.h>

#include "depot-point-verbs.h"
#include "depot-replace-point.h"

struct _DepotRedeployDialog
{
  DepotPointDialog parent_instance;

  GtkCheckButton *other_check, *same_check;
  GtkWidget *same_row, *other_group, *same_group, *account_row, *group_row;
  GtkEditable *name_row, *typed_row;

  GListModel *accounts; /* of the point's environment */
};

G_DEFINE_FINAL_TYPE (DepotRedeployDialog, depot_redeploy_dialog, DEPOT_TYPE_POINT_DIALOG)

static DepotPoint *
get_point (DepotRedeployDialog *self)
{
  return depot_point_dialog_get_point (DEPOT_POINT_DIALOG (self));
}

static char *
dup_text (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

/* --- may it be pressed? --- */

static const char *
find_flaw (DepotRedeployDialog *self, const char *name)
{
  if (*name == '\0')
    return NULL; /* said by the button that cannot be pressed */
  if (g_strcmp0 (name, depot_point_get_service_name (get_point (self))) == 0)
    return _ ("The new point needs another service name than the old one.");
  return depot_name_check_service_name (name);
}

static void
show_flaw (DepotRedeployDialog *self, const char *flaw)
{
  GtkWidget *row = GTK_WIDGET (self->name_row);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->other_group), flaw);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               flaw != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (flaw != NULL)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

static gboolean
is_named (DepotRedeployDialog *self)
{
  g_autofree char *name = dup_text (self->name_row);
  const char *flaw = find_flaw (self, name);

  show_flaw (self, flaw);
  return flaw == NULL && *name != '\0'
         && (!depot_point_is_classic (get_point (self))
             || g_list_model_get_n_items (self->accounts) > 0);
}

static gboolean
is_confirmed (DepotRedeployDialog *self)
{
  g_autofree char *typed = dup_text (self->typed_row);

  return g_strcmp0 (typed, depot_point_get_name (get_point (self))) == 0;
}

static void
on_changed (DepotRedeployDialog *self)
{
  gboolean is_same = gtk_check_button_get_active (self->same_check);

  gtk_widget_set_visible (self->same_group, is_same);
  gtk_widget_set_visible (self->other_group, !is_same);
  g_object_set (self, "is-destructive", is_same, NULL);
  depot_point_dialog_set_ready (DEPOT_POINT_DIALOG (self),
                                is_same ? is_confirmed (self) : is_named (self));
}

/* --- applying --- */

static void
replaced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointDialog) self = data;
  g_autoptr (GError) error = NULL;

  depot_replace_point_finish (DEPOT_HOUSE (source), result, NULL, &error);
  depot_point_dialog_applied (self, error);
}

static void
replace (DepotRedeployDialog *self)
{
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *group = dup_text (GTK_EDITABLE (self->group_row));
  g_autoptr (DepotAccount) account = g_list_model_get_item (
      self->accounts, adw_combo_row_get_selected (ADW_COMBO_ROW (self->account_row)));
  DepotReplacement replacement = { .service_name = name };

  if (depot_point_is_classic (get_point (self)))
    {
      replacement.account_id = account != NULL ? depot_account_get_id (account) : NULL;
      replacement.group_name = *group != '\0' ? group : NULL;
    }
  depot_replace_point_async (depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self)),
                             get_point (self),
                             &replacement,
                             NULL,
                             replaced,
                             g_object_ref (self));
}

static void
depot_redeploy_dialog_apply (DepotPointDialog *dialog)
{
  DepotRedeployDialog *self = DEPOT_REDEPLOY_DIALOG (dialog);

  depot_point_dialog_set_busy (dialog);
  if (gtk_check_button_get_active (self->same_check))
    depot_redeploy_point_async (depot_point_dialog_get_house (dialog),
                                get_point (self),
                                NULL,
                                depot_point_dialog_requested,
                                g_object_ref (self));
  else
    replace (self);
}

/* --- showing --- */

static gboolean
is_of_cloud (gpointer account, gpointer point)
{
  return g_strcmp0 (depot_account_get_cloud_id (account), depot_point_get_cloud_id (point)) == 0;
}

static void
show_accounts (DepotRedeployDialog *self)
{
  GListModel *all
      = depot_house_get_accounts (depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self)));
  GtkCustomFilter *filter
      = gtk_custom_filter_new (is_of_cloud, g_object_ref (get_point (self)), g_object_unref);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->accounts
      = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (all), GTK_FILTER (filter)));
  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (self->accounts, i);

      gtk_string_list_append (names, depot_account_get_user_name (account));
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self->account_row), G_LIST_MODEL (names));
}

static void
depot_redeploy_dialog_set_up (DepotPointDialog *dialog)
{
  DepotRedeployDialog *self = DEPOT_REDEPLOY_DIALOG (dialog);
  /* Translators: %s is the name of a distribution point */
  g_autofree char *title
      = g_strdup_printf (_ ("Type “%s” to Confirm"), depot_point_get_name (get_point (self)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->typed_row), title);
  show_accounts (self);
  gtk_widget_set_visible (self->account_row, depot_point_is_classic (get_point (self)));
  gtk_widget_set_visible (self->group_row, depot_point_is_classic (get_point (self)));
  if (!depot_point_can_redeploy (get_point (self)))
    gtk_widget_set_visible (self->same_row, FALSE);
  if (!depot_point_can_replace (depot_point_dialog_get_house (dialog), get_point (self)))
    {
      gtk_check_button_set_active (self->same_check, TRUE);
      gtk_widget_set_sensitive (GTK_WIDGET (self->other_check), FALSE);
    }
  on_changed (self);
}

static void
depot_redeploy_dialog_dispose (GObject *object)
{
  DepotRedeployDialog *self = DEPOT_REDEPLOY_DIALOG (object);

  g_clear_object (&self->accounts);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_REDEPLOY_DIALOG);
  G_OBJECT_CLASS (depot_redeploy_dialog_parent_class)->dispose (object);
}

static void
depot_redeploy_dialog_class_init (DepotRedeployDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_redeploy_dialog_dispose;
  DEPOT_POINT_DIALOG_CLASS (klass)->set_up = depot_redeploy_dialog_set_up;
  DEPOT_POINT_DIALOG_CLASS (klass)->apply = depot_redeploy_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-redeploy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, other_check);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, same_check);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, same_row);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, other_group);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, same_group);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, group_row);
  gtk_widget_class_bind_template_child (widget_class, DepotRedeployDialog, typed_row);
}

static void
depot_redeploy_dialog_init (DepotRedeployDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->same_check, "toggled", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->name_row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->typed_row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row,
                           "entry-activated",
                           G_CALLBACK (depot_point_dialog_activate),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->typed_row,
                           "entry-activated",
                           G_CALLBACK (depot_point_dialog_activate),
                           self,
                           G_CONNECT_SWAPPED);
}

AdwDialog *
depot_redeploy_dialog_new (DepotHouse *house, DepotPoint *point)
{
  return depot_point_dialog_new (DEPOT_TYPE_REDEPLOY_DIALOG, house, point);
}
