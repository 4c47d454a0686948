/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-environment-properties.h"

#include <glib/gi18n.h>

#include "depot-clouds.h"
#include "depot-environment-facts.h"
#include "depot-trust-row.h"

struct _DepotEnvironmentProperties
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  GtkWidget *trust_group;
  DepotTrustRow *trust_row;
  AdwPreferencesGroup *facts_group;

  DepotHouse *house;
  char *cloud_id;
  GPtrArray *rows; /* borrowed from the group */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotEnvironmentProperties, depot_environment_properties, ADW_TYPE_DIALOG)

static void
tell (DepotEnvironmentProperties *self, const char *text)
{
  adw_banner_set_title (self->banner, text != NULL ? text : "");
  adw_banner_set_revealed (self->banner, text != NULL);
}

static void
show (DepotEnvironmentProperties *self)
{
  DepotCloud *cloud = depot_house_find_cloud (self->house, self->cloud_id);
  gboolean has_trust = cloud != NULL && depot_cloud_get_ca_pem (cloud) != NULL;

  depot_environment_facts_show (self->facts_group, self->rows, cloud);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.remove", has_trust);
}

static void
changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentProperties) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = depot_clouds_change_finish (DEPOT_HOUSE (source), result, &error);

  if (self->house == NULL)
    return;
  tell (self, done ? NULL : error->message);
  if (done)
    gtk_editable_set_text (GTK_EDITABLE (self->trust_row), "");
  show (self);
  /* the row that was pressed has just become insensitive: the keyboard would be nowhere */
  gtk_widget_grab_focus (GTK_WIDGET (self->trust_row));
}

static void
trust (DepotEnvironmentProperties *self, const char *ca_pem)
{
  depot_clouds_trust_async (
      self->house, self->cloud_id, ca_pem, self->cancellable, changed, g_object_ref (self));
}

static void
trust_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotEnvironmentProperties) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *ca_pem = depot_trust_row_read_finish (DEPOT_TRUST_ROW (source), result, &error);

  if (self->house == NULL)
    return;
  if (error != NULL)
    tell (self, error->message);
  else if (ca_pem != NULL)
    trust (self, ca_pem);
}

static void
add_trust (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotEnvironmentProperties *self = DEPOT_ENVIRONMENT_PROPERTIES (widget);

  depot_trust_row_read_async (self->trust_row, self->cancellable, trust_read, g_object_ref (self));
}

static void
remove_trust (GtkWidget *widget, const char *action, GVariant *parameter)
{
  trust (DEPOT_ENVIRONMENT_PROPERTIES (widget), NULL);
}

static void
on_file_changed (DepotEnvironmentProperties *self)
{
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->trust_row));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.add", *path != '\0');
}

static void
depot_environment_properties_dispose (GObject *object)
{
  DepotEnvironmentProperties *self = DEPOT_ENVIRONMENT_PROPERTIES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_ENVIRONMENT_PROPERTIES);
  G_OBJECT_CLASS (depot_environment_properties_parent_class)->dispose (object);
}

static void
depot_environment_properties_finalize (GObject *object)
{
  DepotEnvironmentProperties *self = DEPOT_ENVIRONMENT_PROPERTIES (object);

  g_free (self->cloud_id);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (depot_environment_properties_parent_class)->finalize (object);
}

static void
depot_environment_properties_class_init (DepotEnvironmentPropertiesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_environment_properties_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_environment_properties_finalize;
  g_type_ensure (DEPOT_TYPE_TRUST_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-environment-properties.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentProperties, banner);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentProperties, trust_group);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentProperties, trust_row);
  gtk_widget_class_bind_template_child (widget_class, DepotEnvironmentProperties, facts_group);
  gtk_widget_class_install_action (widget_class, "trust.add", NULL, add_trust);
  gtk_widget_class_install_action (widget_class, "trust.remove", NULL, remove_trust);
}

static void
depot_environment_properties_init (DepotEnvironmentProperties *self)
{
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->trust_row, "changed", G_CALLBACK (on_file_changed), self);
  on_file_changed (self);
}

AdwDialog *
depot_environment_properties_new (DepotHouse *house, DepotCloud *cloud)
{
  DepotEnvironmentProperties *self = g_object_new (
      DEPOT_TYPE_ENVIRONMENT_PROPERTIES, "title", depot_cloud_get_name (cloud), NULL);

  self->house = g_object_ref (house);
  self->cloud_id = g_strdup (depot_cloud_get_id (cloud));
  gtk_widget_set_visible (self->trust_group, !depot_cloud_is_practice (cloud));
  show (self);
  return ADW_DIALOG (self);
}
