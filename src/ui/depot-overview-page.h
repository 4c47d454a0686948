/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview: how many points are in which state, what runs, and what a newcomer would do next. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_OVERVIEW_PAGE (depot_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotOverviewPage, depot_overview_page, DEPOT, OVERVIEW_PAGE, DepotPage)

DepotPage *depot_overview_page_new (DepotHouse *house);

G_END_DECLS
