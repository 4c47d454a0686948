/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration › Sites and Servers: the hierarchy, and Add Primary Site below a central
 * administration site. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SITES_PAGE (depot_sites_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotSitesPage, depot_sites_page, DEPOT, SITES_PAGE, DepotPage)

DepotPage *depot_sites_page_new (DepotHouse *house);

G_END_DECLS
