/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page General: environment, deployment method, sign-in, subscription; Next runs the connection
 * test. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_GENERAL (depot_wizard_general_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotWizardGeneral, depot_wizard_general, DEPOT, WIZARD_GENERAL, DepotWizardPage)

DepotWizardPage *depot_wizard_general_new (void);

G_END_DECLS
