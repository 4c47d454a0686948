/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-environment-dialog.h"

#include <glib/gi18n.h>

#include "depot-clouds.h"

#define MAX_CA_BYTES (512 * 1024)

struct _DepotEnvironmentDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  AdwEntryRow *address_row;
  AdwActionRow *trust_row;
  AdwPreferencesGroup *facts_group;
  GtkWidget *add_button;

  DepotHouse *house;
  DepotCloud *cloud; /* as it described itself; NULL: not asked yet */
  char *ca_pem;
  GPtrArray *rows; /* borrowed from the group */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotEnvironmentDialog, depot_environment_dialog, ADW_TYPE_DIALOG)

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
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->facts_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_group), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "environment.add", FALSE);
  tell (self, NULL);
}

static void
show_facts (DepotEnvironmentDialog *self)
{
  g_auto (GStrv) facts = depot_clouds_describe (self->cloud);

  for (guint i = 0; facts[i] != NULL; i += 2)
    {
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                     "use-markup",
                                     FALSE,
                                     "title",
                                     facts[i],
                                     "subtitle",
                                     facts[i + 1],
                                     "subtitle-selectable",
                                     TRUE,
                                     NULL);

      gtk_widget_add_css_class (row, "property");
      adw_preferences_group_add (self->facts_group, row);
      g_ptr_array_add (self->rows, row);
    }
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
look (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (widget);

  forget (self);
  depot_clouds_look_async (self->house,
                           gtk_editable_get_text (GTK_EDITABLE (self->address_row)),
                           self->ca_pem,
                           self->cancellable,
                           looked,
                           g_object_ref (self));
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (self->house == NULL)
    return;
  if (depot_clouds_change_finish (DEPOT_HOUSE (source), result, &error))
    adw_dialog_close (ADW_DIALOG (self));
  else
    tell (self, error->message);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (widget);

  if (self->cloud != NULL)
    depot_clouds_keep_async (self->house, self->cloud, NULL, kept, g_object_ref (self));
}

/* Certificates. */

static void
file_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autofree char *text = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    tell (self, error->message);
  else if (length > MAX_CA_BYTES || !g_utf8_validate (text, (gssize) length, NULL))
    tell (self, _ ("This is no file of certificates in PEM form."));
  else if (self->house != NULL)
    {
      forget (self);
      g_set_str (&self->ca_pem, text);
      adw_action_row_set_subtitle (self->trust_row, name);
    }
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && self->house != NULL)
    g_file_load_contents_async (file, self->cancellable, file_read, g_object_ref (self));
}

static void
choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentDialog *self = DEPOT_ENVIRONMENT_DIALOG (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Certificates Trusted in This Environment"));
  gtk_file_dialog_open (dialog,
                        GTK_WINDOW (gtk_widget_get_root (widget)),
                        self->cancellable,
                        file_chosen,
                        g_object_ref (self));
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

  g_free (self->ca_pem);
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
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-environment-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, trust_row);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, facts_group);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentDialog, add_button);
  gtk_widget_class_install_action (widget_class, "environment.look", NULL, look);
  gtk_widget_class_install_action (widget_class, "environment.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "environment.choose", NULL, choose);
}

static void
depot_environment_dialog_init (DepotEnvironmentDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "environment.add", FALSE);
  g_signal_connect_swapped (self->address_row, "changed", G_CALLBACK (forget), self);
}

AdwDialog *
depot_environment_dialog_new (DepotHouse *house)
{
  DepotEnvironmentDialog *self = g_object_new (DEPOT_TYPE_ENVIRONMENT_DIALOG, NULL);

  self->house = g_object_ref (house);
  return ADW_DIALOG (self);
}
