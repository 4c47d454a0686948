/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-group-dialog.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-packages.h"
#include "depot-point-picker.h"

struct _DepotGroupDialog
{
  AdwDialog parent_instance;

  GtkWidget *save_button;
  AdwEntryRow *name_row, *description_row;
  DepotPointPicker *picker;
  GtkLabel *sending_label;

  DepotHouse *house;
  DepotPointGroup *group; /* NULL: a new one */
  GStrv before;           /* who was in it */
  GCancellable *asking;
};

G_DEFINE_FINAL_TYPE (DepotGroupDialog, depot_group_dialog, ADW_TYPE_DIALOG)

static GStrv
dup_joining (DepotGroupDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) ticked = depot_point_picker_dup_ticked (self->picker);

  for (char **id = ticked; *id != NULL; id++)
    if (!g_strv_contains ((const char *const *) self->before, *id))
      g_strv_builder_add (ids, *id);
  return g_strv_builder_end (ids);
}

static GStrv
dup_leaving (DepotGroupDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (char **id = self->before; *id != NULL; id++)
    if (!depot_point_picker_is_ticked (self->picker, *id))
      g_strv_builder_add (ids, *id);
  return g_strv_builder_end (ids);
}

/* What the change means. */

static void
previewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotGroupDialog) self = data;
  g_autoptr (DepotDistributionPreview) preview
      = depot_distribution_preview_finish (DEPOT_HOUSE (source), result, NULL);
  g_autofree char *size = NULL, *text = NULL;

  if (preview == NULL)
    return; /* a newer one is under way */
  size = depot_size_to_text (preview->bytes_to_send);
  /* Translators: assignments of packages to points that join a group, and the most this computer
   * has to send */
  text = g_strdup_printf (ngettext ("%u package will be sent to points that join, %s at most",
                                    "%u packages will be sent to points that join, %s at most",
                                    preview->n_assignments),
                          preview->n_assignments,
                          size);
  gtk_label_set_label (self->sending_label, text);
}

static void
show_sending (DepotGroupDialog *self)
{
  g_auto (GStrv) joining = dup_joining (self);
  g_auto (GStrv) leaving = dup_leaving (self);
  DepotDistribution distribution
      = { .action = DEPOT_CONTENT_DISTRIBUTE, .point_ids = (const char *const *) joining };

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  if (self->group != NULL)
    distribution.package_ids = depot_point_group_get_packages (self->group);
  if (joining[0] != NULL && distribution.package_ids != NULL && distribution.package_ids[0] != NULL)
    depot_distribution_preview_async (
        self->house, &distribution, self->asking, previewed, g_object_ref (self));
  else
    gtk_label_set_label (self->sending_label,
                         leaving[0] != NULL ? _ ("Who leaves keeps the content that is there.")
                                            : _ ("Nothing will be sent now."));
}

static void
on_changed (DepotGroupDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  const char *refusal = depot_point_group_check_name (name);

  if (self->house == NULL)
    return;
  gtk_widget_set_sensitive (self->save_button, refusal == NULL);
  gtk_widget_set_tooltip_text (self->save_button, refusal);
  show_sending (self);
}

/* Save. */

static void
failed (DepotGroupDialog *self, const GError *error)
{
  gtk_widget_set_sensitive (self->save_button, TRUE);
  depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
members_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotGroupDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (depot_group_change_finish (DEPOT_HOUSE (source), result, &error))
    adw_dialog_force_close (ADW_DIALOG (self));
  else
    failed (self, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotGroupDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) joining = dup_joining (self);
  g_auto (GStrv) leaving = dup_leaving (self);
  DepotPointGroup *group = depot_group_save_finish (DEPOT_HOUSE (source), result, &error);

  if (group == NULL)
    {
      failed (self, error);
      return;
    }
  g_set_object (&self->group, group);
  depot_group_change_async (self->house,
                            group,
                            (const char *const *) joining,
                            (const char *const *) leaving,
                            NULL,
                            members_changed,
                            g_object_ref (self));
}

/* Another name is only shown once it is kept: what is saved is a copy. */
static void
save (DepotGroupDialog *self)
{
  g_autoptr (DepotPointGroup) group
      = depot_point_group_new (self->group != NULL ? depot_point_group_get_id (self->group) : NULL,
                               gtk_editable_get_text (GTK_EDITABLE (self->name_row)));

  if (self->group != NULL)
    depot_point_group_update (group, self->group);
  g_object_set (group,
                "name",
                gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
                "description",
                gtk_editable_get_text (GTK_EDITABLE (self->description_row)),
                NULL);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  depot_group_save_async (self->house, group, NULL, saved, g_object_ref (self));
}

static void
cancel (DepotGroupDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
depot_group_dialog_dispose (GObject *object)
{
  DepotGroupDialog *self = DEPOT_GROUP_DIALOG (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_GROUP_DIALOG);
  G_OBJECT_CLASS (depot_group_dialog_parent_class)->dispose (object);
}

static void
depot_group_dialog_finalize (GObject *object)
{
  DepotGroupDialog *self = DEPOT_GROUP_DIALOG (object);

  g_clear_object (&self->house);
  g_clear_object (&self->group);
  g_strfreev (self->before);
  G_OBJECT_CLASS (depot_group_dialog_parent_class)->finalize (object);
}

static void
depot_group_dialog_class_init (DepotGroupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_group_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_group_dialog_finalize;
  g_type_ensure (DEPOT_TYPE_POINT_PICKER);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/groups/depot-group-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDialog, picker);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDialog, sending_label);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, save);
}

static void
depot_group_dialog_init (DepotGroupDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_group (DepotGroupDialog *self)
{
  g_autofree char *description = NULL;

  g_object_get (self->group, "description", &description, NULL);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Group Properties"));
  gtk_button_set_label (GTK_BUTTON (self->save_button), _ ("_Save"));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), depot_point_group_get_name (self->group));
  gtk_editable_set_text (GTK_EDITABLE (self->description_row),
                         description != NULL ? description : "");
  depot_point_picker_tick (self->picker, (const char *const *) self->before);
}

AdwDialog *
depot_group_dialog_new (DepotHouse *house, DepotPointGroup *group)
{
  static const char *const nobody[] = { NULL };
  DepotGroupDialog *self = g_object_new (DEPOT_TYPE_GROUP_DIALOG, NULL);

  self->before
      = g_strdupv ((char **) (group != NULL ? depot_point_group_get_members (group) : nobody));
  g_set_object (&self->group, group);
  if (group != NULL)
    show_group (self);
  self->house = g_object_ref (house);
  depot_point_picker_set_house (self->picker, house);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->name_row));
  on_changed (self);
  return ADW_DIALOG (self);
}
