/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Add Azure Service: register a new application through a signed-in account, or enter one that
 * exists. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_AZURE_SERVICE_EDITOR (depot_azure_service_editor_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotAzureServiceEditor, depot_azure_service_editor, DEPOT, AZURE_SERVICE_EDITOR, AdwDialog)

AdwDialog *depot_azure_service_editor_new (DepotHouse *house);

G_END_DECLS
