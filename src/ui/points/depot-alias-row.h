/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the CNAME record of a point into the admin's Azure DNS zone. Where there is one that leads elsewhere, both are shown
 * before one takes the place of the other. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ALIAS_ROW (depot_alias_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotAliasRow, depot_alias_row, DEPOT, ALIAS_ROW, AdwActionRow)

GtkWidget *depot_alias_row_new  (void);
/* Ends what is under way for another point. */
void       depot_alias_row_show (DepotAliasRow *self, DepotHouse *house, DepotPoint *point);

G_END_DECLS
