/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-status-cell.h"

#include "depot-status-message.h"

struct _DepotStatusCell
{
  GtkWidget parent_instance;

  GtkWidget *icon, *label;
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (DepotStatusCell, depot_status_cell, GTK_TYPE_WIDGET)

static const char *
css_class_of (DepotPointState state)
{
  switch (state)
    {
    case DEPOT_POINT_READY:
      return "success";
    case DEPOT_POINT_FAILED:
      return "error";
    case DEPOT_POINT_UNKNOWN:
    case DEPOT_POINT_STOPPED:
      return "dimmed";
    case DEPOT_POINT_PROVISIONING:
    case DEPOT_POINT_UPGRADING:
    case DEPOT_POINT_STARTING:
    case DEPOT_POINT_STOPPING:
    case DEPOT_POINT_DELETING:
    default:
      return "accent";
    }
}

/* What the health watch found speaks while nothing is being done. */
static gboolean
speaks_of_health (DepotPoint *point)
{
  DepotPointState state = depot_point_get_state (point);

  return depot_point_get_health (point) != NULL
         && (state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED);
}

static void
show (DepotStatusCell *self, DepotPoint *point)
{
  const char *classes[] = { css_class_of (depot_point_get_state (point)), NULL };
  const char *icon = depot_point_state_get_icon (depot_point_get_state (point));
  g_autofree char *status = depot_point_dup_status (point);
  guint severity;

  if (speaks_of_health (point))
    {
      g_object_get (point, "health-severity", &severity, NULL);
      classes[0] = severity == DEPOT_SEVERITY_ERROR ? "error" : "warning";
      icon = severity == DEPOT_SEVERITY_ERROR ? "dialog-error-symbolic" : "dialog-warning-symbolic";
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_widget_set_css_classes (self->icon, classes);
  gtk_label_set_label (GTK_LABEL (self->label), status);
  gtk_widget_set_tooltip_text (self->label, status);
}

static void
on_point_changed (DepotStatusCell *self)
{
  g_autoptr (DepotPoint) point = g_signal_group_dup_target (self->signals);

  show (self, point);
}

static void
depot_status_cell_dispose (GObject *object)
{
  DepotStatusCell *self = DEPOT_STATUS_CELL (object);

  g_clear_object (&self->signals);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (depot_status_cell_parent_class)->dispose (object);
}

static void
depot_status_cell_class_init (DepotStatusCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_status_cell_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
depot_status_cell_init (DepotStatusCell *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              8);
  self->icon
      = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->label = g_object_new (
      GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, "hexpand", TRUE, NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->signals = g_signal_group_new (DEPOT_TYPE_POINT);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (on_point_changed), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::status-text", G_CALLBACK (on_point_changed), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::progress", G_CALLBACK (on_point_changed), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::health", G_CALLBACK (on_point_changed), self);
}

GtkWidget *
depot_status_cell_new (void)
{
  return g_object_new (DEPOT_TYPE_STATUS_CELL, NULL);
}

void
depot_status_cell_set_point (DepotStatusCell *self, DepotPoint *point)
{
  g_return_if_fail (DEPOT_IS_STATUS_CELL (self));

  g_signal_group_set_target (self->signals, point);
  if (point != NULL)
    show (self, point);
}
