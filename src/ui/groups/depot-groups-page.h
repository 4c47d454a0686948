/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration › Distribution Point Groups: every group with its members and how its content stands, what is out of
 * sync, and one click that repairs it. Main thread.
 */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_GROUPS_PAGE (depot_groups_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotGroupsPage, depot_groups_page, DEPOT, GROUPS_PAGE, DepotPage)

DepotPage *depot_groups_page_new (DepotHouse *house);

G_END_DECLS
