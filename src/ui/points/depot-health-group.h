/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the health watch found at a point, with the button that mends each thing, and how old that
 * knowledge is. Follows the house's findings. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_HEALTH_GROUP (depot_health_group_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotHealthGroup, depot_health_group, DEPOT, HEALTH_GROUP, AdwPreferencesGroup)

void depot_health_group_set_house (DepotHealthGroup *self, DepotHouse *house);
/* NULL: nothing is shown. */
void depot_health_group_set_point (DepotHealthGroup *self, DepotPoint *point);

G_END_DECLS
