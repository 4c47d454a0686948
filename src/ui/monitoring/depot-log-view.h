/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CloudMgr.log as a table: filter, severity highlighted, following what is written. Stands on Logs
 * and, filtered to the lines that name it, on the page of a point.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_LOG_VIEW (depot_log_view_get_type ())
G_DECLARE_FINAL_TYPE (DepotLogView, depot_log_view, DEPOT, LOG_VIEW, AdwBin)

/* text: only lines that contain it; NULL: all. Starts reading. */
void depot_log_view_open (DepotLogView *self, const char *text);
void depot_log_view_start_search (DepotLogView *self);

G_END_DECLS
