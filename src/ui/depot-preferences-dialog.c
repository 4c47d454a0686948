/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-preferences-dialog.h"

#include "depot-content-preferences.h"
#include "depot-preferences.h"
#include "depot-remembering.h"

struct _DepotPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  AdwSwitchRow *finished_row, *alerts_row;
  AdwSpinRow *messages_row, *operations_row;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotPreferencesDialog, depot_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static void
on_messages_set (DepotPreferencesDialog *self)
{
  depot_remembering_set_days (
      self->house, DEPOT_REMEMBER_MESSAGES, (guint) adw_spin_row_get_value (self->messages_row));
}

static void
on_operations_set (DepotPreferencesDialog *self)
{
  depot_remembering_set_days (self->house,
                              DEPOT_REMEMBER_OPERATIONS,
                              (guint) adw_spin_row_get_value (self->operations_row));
}

static void
show_days (DepotPreferencesDialog *self, AdwSpinRow *row, DepotRemember what, GCallback on_set)
{
  adw_spin_row_set_range (row, DEPOT_REMEMBER_MIN_DAYS, DEPOT_REMEMBER_MAX_DAYS);
  adw_spin_row_set_value (row, depot_remembering_get_days (self->house, what));
  g_signal_connect_object (row, "notify::value", on_set, self, G_CONNECT_SWAPPED);
}

static void
depot_preferences_dialog_dispose (GObject *object)
{
  DepotPreferencesDialog *self = DEPOT_PREFERENCES_DIALOG (object);

  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_PREFERENCES_DIALOG);

  G_OBJECT_CLASS (depot_preferences_dialog_parent_class)->dispose (object);
}

static void
depot_preferences_dialog_class_init (DepotPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_preferences_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/depot-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPreferencesDialog, finished_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPreferencesDialog, alerts_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPreferencesDialog, messages_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPreferencesDialog, operations_row);
}

static void
depot_preferences_dialog_init (DepotPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  depot_preferences_bind ("notify-finished", self->finished_row, "active");
  depot_preferences_bind ("notify-alerts", self->alerts_row, "active");
}

AdwDialog *
depot_preferences_dialog_new (DepotHouse *house)
{
  DepotPreferencesDialog *self = g_object_new (DEPOT_TYPE_PREFERENCES_DIALOG, NULL);

  self->house = g_object_ref (house);
  show_days (self, self->messages_row, DEPOT_REMEMBER_MESSAGES, G_CALLBACK (on_messages_set));
  show_days (self, self->operations_row, DEPOT_REMEMBER_OPERATIONS, G_CALLBACK (on_operations_set));
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (self), depot_content_preferences_new (house));
  return ADW_DIALOG (self);
}
