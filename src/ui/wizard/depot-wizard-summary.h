/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page Summary: the facts once more and what will be made in Azure; Create asks for the point. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_SUMMARY (depot_wizard_summary_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotWizardSummary, depot_wizard_summary, DEPOT, WIZARD_SUMMARY, DepotWizardPage)

DepotWizardPage *depot_wizard_summary_new (void);
/* What was asked for; NULL before Create. Borrowed. */
DepotOperation *depot_wizard_summary_get_operation (DepotWizardSummary *self);
DepotPoint *depot_wizard_summary_get_point (DepotWizardSummary *self);

G_END_DECLS
