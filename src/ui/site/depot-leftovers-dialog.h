/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies in Azure with our tag and belongs to no point of this site, and its deletion: each of them
 * opens to show what would go and since when it is there; its name is typed before anything does.
 * Looks for them when it is made. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_LEFTOVERS_DIALOG (depot_leftovers_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotLeftoversDialog, depot_leftovers_dialog, DEPOT, LEFTOVERS_DIALOG, AdwDialog)

AdwDialog *depot_leftovers_dialog_new (DepotHouse *house);

G_END_DECLS
