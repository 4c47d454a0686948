/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-severity-cell.h"

struct _DepotSeverityCell
{
  GtkWidget parent_instance;

  GtkWidget *icon, *label;
};

G_DEFINE_FINAL_TYPE (DepotSeverityCell, depot_severity_cell, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [DEPOT_SEVERITY_INFO] = { "dialog-information-symbolic", "dimmed" },
  [DEPOT_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning" },
  [DEPOT_SEVERITY_ERROR] = { "dialog-error-symbolic", "error" },
};

static void
depot_severity_cell_dispose (GObject *object)
{
  DepotSeverityCell *self = DEPOT_SEVERITY_CELL (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (depot_severity_cell_parent_class)->dispose (object);
}

static void
depot_severity_cell_class_init (DepotSeverityCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_severity_cell_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
depot_severity_cell_init (DepotSeverityCell *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              8);
  self->icon
      = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->label = g_object_new (
      GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, "hexpand", TRUE, NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
depot_severity_cell_new (void)
{
  return g_object_new (DEPOT_TYPE_SEVERITY_CELL, NULL);
}

void
depot_severity_cell_set_severity (DepotSeverityCell *self, DepotSeverity severity)
{
  g_return_if_fail (DEPOT_IS_SEVERITY_CELL (self) && severity < G_N_ELEMENTS (looks));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), looks[severity].icon);
  gtk_widget_set_css_classes (self->icon, (const char *[]) { looks[severity].css_class, NULL });
  gtk_label_set_label (GTK_LABEL (self->label), depot_severity_get_label (severity));
}
