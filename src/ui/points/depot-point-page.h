/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one cloud distribution point: Overview, Time Line, Log. Pushed by Enter or a double
 * click in the table. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_PAGE (depot_point_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointPage, depot_point_page, DEPOT, POINT_PAGE, DepotPage)

DepotPage *depot_point_page_new (DepotHouse *house, DepotPoint *point);

G_END_DECLS
