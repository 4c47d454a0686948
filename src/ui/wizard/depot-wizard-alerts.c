/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-alerts.h"

#include "depot-thresholds.h"

struct _DepotWizardAlerts
{
  DepotWizardPage parent_instance;

  DepotThresholds *thresholds;
};

G_DEFINE_FINAL_TYPE (DepotWizardAlerts, depot_wizard_alerts, DEPOT_TYPE_WIZARD_PAGE)

static void
depot_wizard_alerts_set_up (DepotWizardPage *page)
{
  depot_thresholds_set_up (DEPOT_WIZARD_ALERTS (page)->thresholds,
                           depot_wizard_page_get_draft (page),
                           depot_house_get_clock (depot_wizard_page_get_house (page)));
}

static GtkWidget *
depot_wizard_alerts_check (DepotWizardPage *page)
{
  return depot_thresholds_check (DEPOT_WIZARD_ALERTS (page)->thresholds);
}

static void
depot_wizard_alerts_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_WIZARD_ALERTS);
  G_OBJECT_CLASS (depot_wizard_alerts_parent_class)->dispose (object);
}

static void
depot_wizard_alerts_class_init (DepotWizardAlertsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_alerts_dispose;
  DEPOT_WIZARD_PAGE_CLASS (klass)->set_up = depot_wizard_alerts_set_up;
  DEPOT_WIZARD_PAGE_CLASS (klass)->check = depot_wizard_alerts_check;
  g_type_ensure (DEPOT_TYPE_THRESHOLDS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-alerts.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizardAlerts, thresholds);
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
