/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content Status as a table below its chart: every package on every point, those of one package, or those of one group;
 * with search, a tab for each word, and what may be asked of the chosen row (depot-content-actions.h: the page has to install
 * them). Double click opens the package, or the point where the page is a package's. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-content-columns.h"
#include "depot-content-status.h"
#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONTENT_VIEW (depot_content_view_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentView, depot_content_view, DEPOT, CONTENT_VIEW, AdwBin)

/* id: of the package or group; NULL for all. Call once. */
void                depot_content_view_set_house    (DepotContentView *self, DepotHouse *house, DepotContentScope scope, const char *id);
/* What the chart and the tabs tell: all rows of the view, whatever is filtered. */
void                depot_content_view_set_counts   (DepotContentView *self, const DepotContentCounts *counts);
void                depot_content_view_start_search (DepotContentView *self);
/* Signal "selected": another row is, or none. Borrowed or NULL. */
DepotContentStatus *depot_content_view_get_selected (DepotContentView *self);
DepotHouse         *depot_content_view_get_house    (DepotContentView *self);

G_END_DECLS
