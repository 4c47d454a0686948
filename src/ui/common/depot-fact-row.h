/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A read-only fact with its copy button: "Service FQDN  wallacefalls.contoso.com  ⧉". Hidden while
 * it has no value. Properties: value s; plus those of AdwActionRow.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_FACT_ROW (depot_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotFactRow, depot_fact_row, DEPOT, FACT_ROW, AdwActionRow)

GtkWidget *depot_fact_row_new (const char *title);
void depot_fact_row_set_value (DepotFactRow *self, const char *value);
const char *depot_fact_row_get_value (DepotFactRow *self);

G_END_DECLS
