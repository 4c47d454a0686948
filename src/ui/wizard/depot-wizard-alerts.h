/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page Alerts: the quotas for storage and monthly transfer and their two thresholds each. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_ALERTS (depot_wizard_alerts_get_type ())
G_DECLARE_FINAL_TYPE (DepotWizardAlerts, depot_wizard_alerts, DEPOT, WIZARD_ALERTS, DepotWizardPage)

DepotWizardPage *depot_wizard_alerts_new (void);

G_END_DECLS
