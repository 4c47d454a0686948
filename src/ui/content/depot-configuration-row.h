/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cloud distribution point on Configuration Status: are its settings in force in Azure, when was that looked at last, and
 * how far does the hourly cycle know its usage. Follows the point and what the health watch finds. Main thread.
 */
#pragma once

#include "depot-house.h"
#include "depot-table.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONFIGURATION_ROW (depot_configuration_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotConfigurationRow, depot_configuration_row, DEPOT, CONFIGURATION_ROW, GObject)

/* A row for every point of the house; caller owns. Properties of a row: "serial" u, another one whenever anything of it changed. */
GListModel        *depot_configuration_rows_new         (DepotHouse *house);
DepotPoint        *depot_configuration_row_get_point    (DepotConfigurationRow *self);
/* "As set", "Changed in Azure: …", "Being applied, 40 %"; caller owns. */
char              *depot_configuration_row_dup_text     (DepotConfigurationRow *self);
const DepotColumn *depot_configuration_row_get_columns  (guint *n_columns);

G_END_DECLS
