/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One Azure service with everything known about it, and what can be done with it: verify, a new
 * credential, remove. Follows the service by environment and tenant; closes when it is removed.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_AZURE_SERVICE_DIALOG (depot_azure_service_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotAzureServiceDialog, depot_azure_service_dialog, DEPOT, AZURE_SERVICE_DIALOG, AdwDialog)

AdwDialog *depot_azure_service_dialog_new (DepotHouse *house, DepotAzureService *service);

G_END_DECLS
