/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one column of a DepotTable shows, orders and finds its items. The column must stay as long as
 * what is made here. */
#pragma once

#include "depot-table.h"

G_BEGIN_DECLS

GtkListItemFactory *depot_table_column_make_factory (const DepotColumn *column);
GtkSorter *depot_table_column_make_sorter (const DepotColumn *column);
/* folded: what is searched for, case-folded. */
gboolean depot_table_column_matches (const DepotColumn *column, gpointer item, const char *folded);

G_END_DECLS
