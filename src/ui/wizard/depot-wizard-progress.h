/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page Progress: the operation while it runs. Closing the wizard does not stop it. Applied when it
 * has ended. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_PROGRESS (depot_wizard_progress_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotWizardProgress, depot_wizard_progress, DEPOT, WIZARD_PROGRESS, DepotWizardPage)

DepotWizardPage *depot_wizard_progress_new (void);
void depot_wizard_progress_watch (DepotWizardProgress *self, DepotOperation *operation);

G_END_DECLS
