/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-thresholds.h"

#include "depot-form.h"

struct _DepotThresholds
{
  AdwBin parent_instance;

  GtkWidget *storage_enabled_row, *storage_quota_row, *storage_warning_row, *storage_critical_row;
  GtkWidget *transfer_enabled_row, *transfer_quota_row, *transfer_warning_row,
      *transfer_critical_row;
  DepotForm *form;
};

G_DEFINE_FINAL_TYPE (DepotThresholds, depot_thresholds, ADW_TYPE_BIN)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotThresholds, storage_enabled_row, "active", "storage-quota-enabled"),
  DEPOT_ROW (DepotThresholds, storage_quota_row, "value", "storage-quota-gb"),
  DEPOT_ROW (DepotThresholds, storage_warning_row, "value", "storage-warning-percent"),
  DEPOT_ROW (DepotThresholds, storage_critical_row, "value", "storage-critical-percent"),
  DEPOT_ROW (DepotThresholds, transfer_enabled_row, "active", "transfer-quota-enabled"),
  DEPOT_ROW (DepotThresholds, transfer_quota_row, "value", "transfer-quota-gb"),
  DEPOT_ROW (DepotThresholds, transfer_warning_row, "value", "transfer-warning-percent"),
  DEPOT_ROW (DepotThresholds, transfer_critical_row, "value", "transfer-critical-percent"),
};

static void
depot_thresholds_dispose (GObject *object)
{
  g_clear_object (&DEPOT_THRESHOLDS (object)->form);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_THRESHOLDS);
  G_OBJECT_CLASS (depot_thresholds_parent_class)->dispose (object);
}

static void
depot_thresholds_class_init (DepotThresholdsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_thresholds_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-thresholds.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, storage_enabled_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, storage_quota_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, storage_warning_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, storage_critical_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, transfer_enabled_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, transfer_quota_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, transfer_warning_row);
  gtk_widget_class_bind_template_child (widget_class, DepotThresholds, transfer_critical_row);
}

static void
depot_thresholds_init (DepotThresholds *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
depot_thresholds_set_up (DepotThresholds *self, DepotDraft *draft, DepotClock *clock)
{
  g_return_if_fail (DEPOT_IS_THRESHOLDS (self));

  self->form = depot_form_new (draft, clock);
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
}

GtkWidget *
depot_thresholds_check (DepotThresholds *self)
{
  return depot_form_touch_all (self->form);
}
