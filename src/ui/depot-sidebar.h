/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of places with their counts, and the account chip below it. Property: place s, the id of
 * the chosen one. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SIDEBAR (depot_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (DepotSidebar, depot_sidebar, DEPOT, SIDEBAR, AdwBin)

void depot_sidebar_set_house (DepotSidebar *self, DepotHouse *house);
void depot_sidebar_set_place (DepotSidebar *self, const char *place);
const char *depot_sidebar_get_place (DepotSidebar *self);

G_END_DECLS
