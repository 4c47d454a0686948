/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page Settings: region, resource group, primary site, certificate, names, size. */
#pragma once

#include "depot-wizard-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_SETTINGS (depot_wizard_settings_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotWizardSettings, depot_wizard_settings, DEPOT, WIZARD_SETTINGS, DepotWizardPage)

DepotWizardPage *depot_wizard_settings_new (void);

G_END_DECLS
