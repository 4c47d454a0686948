/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds an Azure environment by one address: it is asked what belongs to it, that is shown, and only
 * then kept. A file of certificates may be trusted there besides the system's. Emits "added" with the
 * id of the environment when it is kept. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ENVIRONMENT_DIALOG (depot_environment_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotEnvironmentDialog, depot_environment_dialog, DEPOT, ENVIRONMENT_DIALOG, AdwDialog)

AdwDialog *depot_environment_dialog_new (DepotHouse *house);

G_END_DECLS
