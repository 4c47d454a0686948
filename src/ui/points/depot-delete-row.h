/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One distribution point and everything that goes with it, asked of Azure when the row is made; opens to show it. Azure not
 * answering is said and stops nobody: the deletion looks for itself. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-dns-alias.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DELETE_ROW (depot_delete_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotDeleteRow, depot_delete_row, DEPOT, DELETE_ROW, AdwExpanderRow)

/* Signal: planned, when Azure has said what goes. */
GtkWidget *depot_delete_row_new (DepotHouse *house, DepotPoint *point);
DepotPoint *depot_delete_row_get_point (DepotDeleteRow *self);
/* NULL: none, or not known (yet). Borrowed. */
const DepotDnsAlias *depot_delete_row_get_alias (DepotDeleteRow *self);

G_END_DECLS
