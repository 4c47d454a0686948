/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-alerts.h"

#include "depot-form.h"

struct _DepotWizardAlerts
{
  DepotWizardPage parent_instance;

  GtkWidget *storage_enabled_row, *storage_quota_row, *storage_warning_row, *storage_critical_row;
  GtkWidget *transfer_enabled_row, *transfer_quota_row, *transfer_warning_row,
      *transfer_critical_row;
  DepotForm *form;
};

G_DEFINE_FINAL_TYPE (DepotWizardAlerts, depot_wizard_alerts, DEPOT_TYPE_WIZARD_PAGE)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotWizardAlerts, storage_enabled_row, "active", "storage-quota-enabled"),
  DEPOT_ROW (DepotWizardAlerts, storage_quota_row, "value", "storage-quota-gb"),
  DEPOT_ROW (DepotWizardAlerts, storage_warning_row, "value", "storage-warning-percent"),
  DEPOT_ROW (DepotWizardAlerts, storage_critical_row, "value", "storage-critical-percent"),
  DEPOT_ROW (DepotWizardAlerts, transfer_enabled_row, "active", "transfer-quota-enabled"),
  DEPOT_ROW (DepotWizardAlerts, transfer_quota_row, "value", "transfer-quota-gb"),
  DEPOT_ROW (DepotWizardAlerts, transfer_warning_row, "value", "transfer-warning-percent"),
  DEPOT_ROW (DepotWizardAlerts, transfer_critical_row, "value", "transfer-critical-percent"),
};

static void
depot_wizard_alerts_set_up (DepotWizardPage *page)
{
  DepotWizardAlerts *self = DEPOT_WIZARD_ALERTS (page);

  self->form = depot_form_new (depot_wizard_page_get_draft (page),
                               depot_house_get_clock (depot_wizard_page_get_house (page)));
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
}

static GtkWidget *
depot_wizard_alerts_check (DepotWizardPage *page)
{
  return depot_form_touch_all (DEPOT_WIZARD_ALERTS (page)->form);
}

static void
depot_wizard_alerts_dispose (GObject *object)
{
  DepotWizardAlerts *self = DEPOT_WIZARD_ALERTS (object);

  g_clear_object (&self->form);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_ALERTS);

  G_OBJECT_CLASS (depot_wizard_alerts_parent_class)->dispose (object);
}

static void
depot_wizard_alerts_class_init (DepotWizardAlertsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_alerts_dispose;
  DEPOT_WIZARD_PAGE_CLASS (klass)->set_up = depot_wizard_alerts_set_up;
  DEPOT_WIZARD_PAGE_CLASS (klass)->check = depot_wizard_alerts_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-alerts.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, storage_enabled_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, storage_quota_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, storage_warning_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, storage_critical_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, transfer_enabled_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, transfer_quota_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, transfer_warning_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, transfer_critical_row);
}

static void
depot_wizard_alerts_init (DepotWizardAlerts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotWizardPage *
depot_wizard_alerts_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_ALERTS, NULL);
}
