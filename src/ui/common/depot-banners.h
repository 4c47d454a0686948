/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the whole console, said above every page: the practice cloud costs nothing, a
 * sign-in is needed, another process runs the work. One banner at a time, the most urgent one.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_BANNERS (depot_banners_get_type ())
G_DECLARE_FINAL_TYPE (DepotBanners, depot_banners, DEPOT, BANNERS, AdwBin)

void depot_banners_set_house (DepotBanners *self, DepotHouse *house);

G_END_DECLS
