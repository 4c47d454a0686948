/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Info, Warning, Error as icon and word, in tables of messages and log lines. */
#pragma once

#include <gtk/gtk.h>

#include "depot-status-message.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SEVERITY_CELL (depot_severity_cell_get_type ())
G_DECLARE_FINAL_TYPE (DepotSeverityCell, depot_severity_cell, DEPOT, SEVERITY_CELL, GtkWidget)

GtkWidget *depot_severity_cell_new (void);
void depot_severity_cell_set_severity (DepotSeverityCell *self, DepotSeverity severity);

G_END_DECLS
