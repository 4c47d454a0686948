/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration › Cloud Distribution Points: the table, its search, the details pane and the
 * commands on points. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINTS_PAGE (depot_points_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointsPage, depot_points_page, DEPOT, POINTS_PAGE, DepotPage)

DepotPage *depot_points_page_new (DepotHouse *house);

G_END_DECLS
