/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything known about one cloud distribution point: what runs on it, its addresses, the DNS
 * record still to be made, the facts, its certificate, links into the Azure portal. Stands in the
 * details pane and on the point's own page.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_DETAILS (depot_point_details_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointDetails, depot_point_details, DEPOT, POINT_DETAILS, AdwBin)

void depot_point_details_set_house (DepotPointDetails *self, DepotHouse *house);
/* NULL: shows how many are selected instead. */
void depot_point_details_set_point (DepotPointDetails *self, DepotPoint *point, guint n_selected);
DepotPoint *depot_point_details_get_point (DepotPointDetails *self);

G_END_DECLS
