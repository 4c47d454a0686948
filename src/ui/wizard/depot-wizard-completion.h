/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page Completion: the result, the DNS record still to be made, links into the portal. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_COMPLETION (depot_wizard_completion_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotWizardCompletion, depot_wizard_completion, DEPOT, WIZARD_COMPLETION, DepotWizardPage)

DepotWizardPage *depot_wizard_completion_new (void);
void depot_wizard_completion_set_point (DepotWizardCompletion *self,
                                        DepotPoint *point,
                                        DepotOperation *operation);

G_END_DECLS
