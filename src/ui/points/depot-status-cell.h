/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State of a point as icon, word and, while something runs, step and percent. Follows the point by
 * itself. */
#pragma once

#include <gtk/gtk.h>

#include "depot-point.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_STATUS_CELL (depot_status_cell_get_type ())
G_DECLARE_FINAL_TYPE (DepotStatusCell, depot_status_cell, DEPOT, STATUS_CELL, GtkWidget)

GtkWidget *depot_status_cell_new (void);
void depot_status_cell_set_point (DepotStatusCell *self, DepotPoint *point);

G_END_DECLS
