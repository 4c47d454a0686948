/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first start: practice cloud or Azure, then the site whose code every point carries. Signal:
 * done. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_FIRST_RUN (depot_first_run_get_type ())
G_DECLARE_FINAL_TYPE (DepotFirstRun, depot_first_run, DEPOT, FIRST_RUN, AdwBin)

GtkWidget *depot_first_run_new (DepotHouse *house);

G_END_DECLS
