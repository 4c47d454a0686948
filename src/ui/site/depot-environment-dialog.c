/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-environment-dialog.h"

#include <glib/gi18n.h>

#include "depot-clouds.h"
#include "depot-environment-facts.h"
#include "depot-trust-row.h"

struct _DepotEnvironmentDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  AdwEntryRow *address_row;
  DepotTrustRow *trust_row;
  AdwPreferencesGroup *facts_group;
  GtkWidget *add_button;

  DepotHouse *house;
  DepotCloud *cloud; /* as it described itself; NULL: not asked yet */
  GPtrArray *rows;   /* borrowed from the group */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotEnvironmentDialog, depot_environment_dialog, ADW_TYPE_DIALOG)

enum
{
  ADDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tell (DepotEnvironmentDialog *self, const char *text)
{
  adw_banner_set_title (self->banner, text != NULL ? text : "");
  adw_banner_set_revealed (self->banner, text != NULL);
}

/* What was shown no longer holds for another address. */
static void
forget (DepotEnvironmentDialog *self)
{
  g_clear_object (&self->cloud);
  depot_environment_facts_show (self->facts_group, self->rows, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_group), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "environment.add", FALSE);
  tell (self, NULL);
}

static void
show_facts (DepotEnvironmentDialog *self)
{
  depot_environment_facts_show (self->facts_group, self->rows, self->cloud);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_group), TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "environment.add", TRUE);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = depot_clouds_look_finish (DEPOT_HOUSE (source), result, &error);

  if (self->house == NULL)
    return;
  forget (self);
  if (cloud == NULL)
    {
      tell (self, error->message);
      return;
    }
  self->cloud = g_steal_pointer (&cloud);
  show_facts (self);
}

static void
trust_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *ca_pem = depot_trust_row_read_finish (DEPOT_TRUST_ROW (source), result, &error);

  if (self->house == NULL)
    return;
  if (error != NULL)
    tell (self, error->message);
  else
    depot_clouds_look_async (self->house,
                             gtk_editable_get_text (GTK_EDITABLE (self->address_row)),
                             ca_pem,
                             self->cancellable,
                             looked,
                             g_object_ref (self));
}

static void
look (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (widget);

  forget (self);
  depot_trust_row_read_async (self->trust_row, self->cancellable, trust_read, g_object_ref (self));
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (self->house == NULL)
    return;
  if (!depot_clouds_change_finish (DEPOT_HOUSE (source), result, &error))
    {
      tell (self, error->message);
      return;
    }
  g_signal_emit (self, signals[ADDED], 0, depot_cloud_get_id (self->cloud));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (widget);

  if (self->cloud != NULL)
    depot_clouds_keep_async (self->house, self->cloud, NULL, kept, g_object_ref (self));
}

static void
depot_environment_dialog_dispose (GObject *object)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->house);
  g_clear_object (&self->cloud);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_ENVIRONMENT_DIALOG);
  G_OBJECT_CLASS (depot_environment_dialog_parent_class)->dispose (object);
}

static void
depot_environment_dialog_finalize (GObject *object)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (depot_environment_dialog_parent_class)->finalize (object);
}

static void
depot_environment_dialog_class_init (DepotEnvironmentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_environment_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_environment_dialog_finalize;
  g_type_ensure (DEPOT_TYPE_TRUST_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-environment-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, trust_row);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, facts_group);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, add_button);
  gtk_widget_class_install_action (widget_class, "environment.look", NULL, look);
  gtk_widget_class_install_action (widget_class, "environment.add", NULL, add);
  signals[ADDED] = g_signal_new ("added",
                                 DEPOT_TYPE_ENVIRONMENT_DIALOG,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_STRING);
}

static void
depot_environment_dialog_init (DepotEnvironmentDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "environment.add", FALSE);
  g_signal_connect_swapped (self->address_row, "changed", G_CALLBACK (forget), self);
  g_signal_connect_swapped (self->trust_row, "changed", G_CALLBACK (forget), self);
}

AdwDialog *
depot_environment_dialog_new (DepotHouse *house)
{
  DepotEnvironmentDialog *self = g_object_new (DEPOT_TYPE_ENVIRONMENT_DIALOG, NULL);

  self->house = g_object_ref (house);
  return ADW_DIALOG (self);
}
