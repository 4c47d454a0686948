/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monitoring › Distribution Status: how far each package is on each cloud distribution point, by the
 * original's tabs; up to a million rows, of which those on view are read. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DISTRIBUTION_PAGE (depot_distribution_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotDistributionPage, depot_distribution_page, DEPOT, DISTRIBUTION_PAGE, DepotPage)

DepotPage *depot_distribution_page_new (DepotHouse *house);

G_END_DECLS
