/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the points of one group have: every package on every member, opened from Group Status. Goes with the group. */
#pragma once

#include "depot-page.h"
#include "depot-point-group.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_GROUP_PAGE (depot_group_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotGroupPage, depot_group_page, DEPOT, GROUP_PAGE, DepotPage)

DepotPage *depot_group_page_new (DepotHouse *house, DepotPointGroup *group);

G_END_DECLS
