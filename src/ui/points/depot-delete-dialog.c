/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-delete-dialog.h"

#include <glib/gi18n.h>

#include "depot-create.h"
#include "depot-delete-row.h"
#include "depot-point-verbs.h"

struct _DepotDeleteDialog
{
  DepotPointDialog parent_instance;

  AdwPreferencesGroup *points_group;
  AdwSwitchRow *forget_row, *alias_row;
  AdwEntryRow *name_row;

  GPtrArray *rows; /* borrowed from the group */
  GPtrArray *points;
  char *wanted; /* what has to be typed */
  guint n_open;
  GError *error; /* the first refusal */
};

G_DEFINE_FINAL_TYPE (DepotDeleteDialog, depot_delete_dialog, DEPOT_TYPE_POINT_DIALOG)

static void
on_name_changed (DepotDeleteDialog *self)
{
  g_autofree char *typed
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  depot_point_dialog_set_ready (DEPOT_POINT_DIALOG (self), g_strcmp0 (typed, self->wanted) == 0);
}

static void
forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (!depot_certificate_forget_finish (DEPOT_HOUSE (source), result, &error))
    gtk_widget_activate_action (window, "win.toast", "s", error->message);
}

static void
forget_certificates (DepotDeleteDialog *self)
{
  DepotHouse *house = depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self));
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  for (guint i = 0; window != NULL && i < self->points->len; i++)
    {
      DepotCertificate *certificate = depot_point_get_certificate (self->points->pdata[i]);

      if (certificate != NULL)
        depot_certificate_forget_async (house,
                                        depot_certificate_get_fingerprint (certificate),
                                        NULL,
                                        forgotten,
                                        g_object_ref (window));
    }
}

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeleteDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (depot_point_verb_finish (DEPOT_HOUSE (source), result, &error) == NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
  if (--self->n_open > 0)
    return;
  if (self->error == NULL && adw_switch_row_get_active (self->forget_row))
    forget_certificates (self);
  depot_point_dialog_applied (DEPOT_POINT_DIALOG (self), self->error);
}

/* One point on its way: the record first, as nobody asks for it once the point is gone. */
typedef struct
{
  DepotDeleteDialog *dialog;
  DepotPoint *point;
} Deletion;

static void
delete_point (DepotDeleteDialog *self, DepotPoint *point)
{
  depot_delete_point_async (depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self)),
                            point,
                            NULL,
                            requested,
                            g_object_ref (self));
}

static void
alias_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Deletion *deletion = data;
  g_autoptr (DepotDeleteDialog) self = deletion->dialog;
  g_autoptr (DepotPoint) point = deletion->point;
  g_autoptr (GError) error = NULL;

  if (depot_dns_alias_change_finish (DEPOT_HOUSE (source), result, &error))
    {
      delete_point (self, point);
      return;
    }
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  if (--self->n_open == 0)
    depot_point_dialog_applied (DEPOT_POINT_DIALOG (self), self->error);
}

static void
begin (DepotDeleteDialog *self, DepotDeleteRow *row)
{
  const DepotDnsAlias *alias = depot_delete_row_get_alias (row);
  DepotPoint *point = depot_delete_row_get_point (row);
  Deletion *deletion;

  if (alias == NULL || !adw_switch_row_get_active (self->alias_row))
    {
      delete_point (self, point);
      return;
    }
  deletion = g_new0 (Deletion, 1);
  deletion->dialog = g_object_ref (self);
  deletion->point = g_object_ref (point);
  depot_dns_alias_remove_async (depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self)),
                                point,
                                alias,
                                NULL,
                                alias_removed,
                                deletion);
}

static void
on_planned (DepotDeleteDialog *self, DepotDeleteRow *row)
{
  if (depot_delete_row_get_alias (row) != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->alias_row), TRUE);
}

static void
depot_delete_dialog_apply (DepotPointDialog *dialog)
{
  DepotDeleteDialog *self = DEPOT_DELETE_DIALOG (dialog);

  g_clear_error (&self->error);
  depot_point_dialog_set_busy (dialog);
  self->n_open = self->points->len;
  for (guint i = 0; i < self->points->len; i++)
    begin (self, self->rows->pdata[i]);
}

static void
show_question (DepotDeleteDialog *self)
{
  g_autofree char *title = NULL;

  if (self->points->len == 1)
    {
      self->wanted = g_strdup (depot_point_get_name (self->points->pdata[0]));
      /* Translators: %s is the name of a distribution point */
      title = g_strdup_printf (_ ("Type “%s” to Confirm"), self->wanted);
    }
  else
    {
      self->wanted = g_strdup_printf ("%u", self->points->len);
      title = g_strdup_printf (_ ("Type %s, the Number of Distribution Points, to Confirm"),
                               self->wanted);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), title);
}

static void
take_points (DepotDeleteDialog *self, GPtrArray *points)
{
  DepotHouse *house = depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self));

  for (guint i = 0; i < points->len; i++)
    {
      GtkWidget *row = depot_delete_row_new (house, points->pdata[i]);

      g_ptr_array_add (self->points, g_object_ref (points->pdata[i]));
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), points->len == 1);
      adw_preferences_group_add (self->points_group, row);
      g_ptr_array_add (self->rows, row);
      g_signal_connect_object (row, "planned", G_CALLBACK (on_planned), self, G_CONNECT_SWAPPED);
    }
  show_question (self);
}

static void
depot_delete_dialog_dispose (GObject *object)
{
  DepotDeleteDialog *self = DEPOT_DELETE_DIALOG (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_error (&self->error);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_DELETE_DIALOG);
  G_OBJECT_CLASS (depot_delete_dialog_parent_class)->dispose (object);
}

static void
depot_delete_dialog_class_init (DepotDeleteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_delete_dialog_dispose;
  DEPOT_POINT_DIALOG_CLASS (klass)->apply = depot_delete_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-delete-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotDeleteDialog, points_group);
  gtk_widget_class_bind_template_child (widget_class, DepotDeleteDialog, forget_row);
  gtk_widget_class_bind_template_child (widget_class, DepotDeleteDialog, alias_row);
  gtk_widget_class_bind_template_child (widget_class, DepotDeleteDialog, name_row);
}

static void
depot_delete_dialog_init (DepotDeleteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->points = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (
      self->name_row, "changed", G_CALLBACK (on_name_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row,
                           "entry-activated",
                           G_CALLBACK (depot_point_dialog_activate),
                           self,
                           G_CONNECT_SWAPPED);
}

AdwDialog *
depot_delete_dialog_new (DepotHouse *house, GPtrArray *points)
{
  AdwDialog *self = depot_point_dialog_new (DEPOT_TYPE_DELETE_DIALOG, house, NULL);

  g_return_val_if_fail (points->len > 0, self);
  take_points (DEPOT_DELETE_DIALOG (self), points);
  return self;
}
