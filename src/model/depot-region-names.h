/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people call the regions of Azure: "West Europe" where Azure's interface says "westeurope". Each environment has regions
 * of its own; their names come from its list of locations (Azure reference, subscriptions/{id}/locations) whenever somebody is
 * shown that list, and are kept by the house. Of a region never listed only the id is known. One list for the whole process;
 * main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The list (of DepotRegion) as the text that is kept, names of earlier lists included; caller owns. */
char       *depot_region_names_add  (const char *cloud_id, GListModel *regions);
/* What was kept. TRUE when it says something new; a text that cannot be read says nothing. */
gboolean    depot_region_names_load (const char *cloud_id, const char *text);
/* The name, or region_id itself. cloud_id NULL: of whichever environment has it. Lives as long as the process or region_id. */
const char *depot_region_names_get  (const char *cloud_id, const char *region_id);

G_END_DECLS
