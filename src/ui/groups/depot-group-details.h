/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the selected group: its content, whether everybody has it, and who is in it. Main thread. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"
#include "depot-point-group.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_GROUP_DETAILS (depot_group_details_get_type ())
G_DECLARE_FINAL_TYPE (DepotGroupDetails, depot_group_details, DEPOT, GROUP_DETAILS, AdwBin)

/* group NULL: none is selected. Follows the group. */
void depot_group_details_show (DepotGroupDetails *self, DepotHouse *house, DepotPointGroup *group);

G_END_DECLS
