/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-distribute-dialog.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-library.h"

struct _DepotDistributeDialog
{
  AdwDialog parent_instance;

  GtkWidget *distribute_button;
  AdwPreferencesGroup *packages_group, *groups_group, *points_group, *preview_group;

  DepotHouse *house;
  GStrv package_ids;
  GPtrArray *groups, *points; /* AdwSwitchRow; the id is its data */
  GPtrArray *preview_rows;
  GCancellable *asking;
};

G_DEFINE_FINAL_TYPE (DepotDistributeDialog, depot_distribute_dialog, ADW_TYPE_DIALOG)

static char **
dup_ticked (GPtrArray *rows)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < rows->len; i++)
    if (adw_switch_row_get_active (rows->pdata[i]))
      g_strv_builder_add (ids, g_object_get_data (rows->pdata[i], "depot-id"));
  return g_strv_builder_end (ids);
}

/* The preview. */

static void
clear_preview (DepotDistributeDialog *self)
{
  for (guint i = 0; i < self->preview_rows->len; i++)
    adw_preferences_group_remove (self->preview_group, self->preview_rows->pdata[i]);
  g_ptr_array_set_size (self->preview_rows, 0);
}

static void
add_preview (DepotDistributeDialog *self, const char *title, const char *text, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  if (icon != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (self->preview_group, row);
  g_ptr_array_add (self->preview_rows, row);
}

static void
add_point_preview (DepotDistributeDialog *self, const DepotPreviewPoint *point)
{
  g_autofree char *size = depot_size_to_text (point->new_bytes);
  g_autofree char *text = NULL;

  if (point->quota_gb == 0)
    /* Translators: %s is a size */
    text = g_strdup_printf (_ ("%s new"), size);
  else if (point->effect == DEPOT_QUOTA_CRITICAL)
    text = g_strdup_printf (
        _ ("%s new; %u %% of the quota afterwards, above the critical threshold"),
        size,
        point->percent_after);
  else if (point->effect == DEPOT_QUOTA_WARNING)
    text
        = g_strdup_printf (_ ("%s new; %u %% of the quota afterwards, above the warning threshold"),
                           size,
                           point->percent_after);
  else
    text
        = g_strdup_printf (_ ("%s new; %u %% of the quota afterwards"), size, point->percent_after);
  add_preview (self,
               point->name,
               text,
               point->effect != DEPOT_QUOTA_GOOD ? "dialog-warning-symbolic" : NULL);
}

static void
previewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDistributeDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionPreview) preview
      = depot_distribution_preview_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *size = NULL;

  if (preview == NULL)
    return; /* a newer one is under way, or the request itself will say it */
  clear_preview (self);
  size = depot_size_to_text (preview->bytes_to_send);
  add_preview (self, _ ("Leaves this computer at most"), size, NULL);
  for (guint i = 0; i < preview->points->len; i++)
    add_point_preview (self, preview->points->pdata[i]);
  for (guint i = 0; i < preview->warnings->len; i++)
    add_preview (
        self, _ ("Think about it"), preview->warnings->pdata[i], "dialog-warning-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->preview_group), TRUE);
  gtk_widget_set_sensitive (self->distribute_button, preview->n_assignments > 0);
}

static void
on_ticked (DepotDistributeDialog *self)
{
  g_auto (GStrv) points = dup_ticked (self->points);
  g_auto (GStrv) groups = dup_ticked (self->groups);
  DepotDistribution distribution = { .action = DEPOT_CONTENT_DISTRIBUTE,
                                     .package_ids = (const char *const *) self->package_ids,
                                     .point_ids = (const char *const *) points,
                                     .group_ids = (const char *const *) groups,
                                     .with_dependencies = TRUE };

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  gtk_widget_set_sensitive (self->distribute_button, FALSE);
  if (points[0] != NULL || groups[0] != NULL)
    depot_distribution_preview_async (
        self->house, &distribution, self->asking, previewed, g_object_ref (self));
  else
    gtk_widget_set_visible (GTK_WIDGET (self->preview_group), FALSE);
}

/* The request. */

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDistributeDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
distribute (DepotDistributeDialog *self)
{
  g_auto (GStrv) points = dup_ticked (self->points);
  g_auto (GStrv) groups = dup_ticked (self->groups);
  DepotDistribution distribution = { .action = DEPOT_CONTENT_DISTRIBUTE,
                                     .package_ids = (const char *const *) self->package_ids,
                                     .point_ids = (const char *const *) points,
                                     .group_ids = (const char *const *) groups,
                                     .with_dependencies = TRUE };

  gtk_widget_set_sensitive (self->distribute_button, FALSE);
  depot_distribution_request_async (
      self->house, &distribution, NULL, requested, g_object_ref (self));
}

static void
cancel (DepotDistributeDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
depot_distribute_dialog_dispose (GObject *object)
{
  DepotDistributeDialog *self = DEPOT_DISTRIBUTE_DIALOG (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_DISTRIBUTE_DIALOG);
  G_OBJECT_CLASS (depot_distribute_dialog_parent_class)->dispose (object);
}

static void
depot_distribute_dialog_finalize (GObject *object)
{
  DepotDistributeDialog *self = DEPOT_DISTRIBUTE_DIALOG (object);

  g_clear_object (&self->house);
  g_strfreev (self->package_ids);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->points);
  g_ptr_array_unref (self->preview_rows);
  G_OBJECT_CLASS (depot_distribute_dialog_parent_class)->finalize (object);
}

static void
depot_distribute_dialog_class_init (DepotDistributeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_distribute_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_distribute_dialog_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-distribute-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotDistributeDialog, distribute_button);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributeDialog, packages_group);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributeDialog, groups_group);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributeDialog, points_group);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributeDialog, preview_group);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, distribute);
}

static void
depot_distribute_dialog_init (DepotDistributeDialog *self)
{
  self->groups = g_ptr_array_new ();
  self->points = g_ptr_array_new ();
  self->preview_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_switch (DepotDistributeDialog *self,
            AdwPreferencesGroup *group,
            GPtrArray *rows,
            const char *id,
            const char *title)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_object_set_data_full (G_OBJECT (row), "depot-id", g_strdup (id), g_free);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (on_ticked), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static void
add_destinations (DepotDistributeDialog *self)
{
  GListModel *groups = depot_library_get_groups (depot_house_get_library (self->house));
  GListModel *points = depot_house_get_points (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (DepotPointGroup) group = g_list_model_get_item (groups, i);

      add_switch (self,
                  self->groups_group,
                  self->groups,
                  depot_point_group_get_id (group),
                  depot_point_group_get_name (group));
    }
  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      add_switch (self,
                  self->points_group,
                  self->points,
                  depot_point_get_id (point),
                  depot_point_get_name (point));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->groups_group), self->groups->len > 0);
}

AdwDialog *
depot_distribute_dialog_new (DepotHouse *house, const char *const *package_ids)
{
  DepotDistributeDialog *self = g_object_new (DEPOT_TYPE_DISTRIBUTE_DIALOG, NULL);
  DepotLibrary *library = depot_house_get_library (house);

  self->house = g_object_ref (house);
  self->package_ids = g_strdupv ((char **) package_ids);
  for (const char *const *id = package_ids; *id != NULL; id++)
    {
      DepotPackage *package = depot_library_find_package (library, *id);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     package != NULL ? depot_package_get_name (package) : *id);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), *id);
      adw_preferences_group_add (self->packages_group, row);
    }
  add_destinations (self);
  return ADW_DIALOG (self);
}
