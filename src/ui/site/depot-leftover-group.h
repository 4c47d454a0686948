/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lost point in the dialog of leftovers: what would be deleted, since when it is there, a field for
 * its name and a button that works once the name is typed. Emits "deleted" when its deletion has begun,
 * "refused" with a line otherwise. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-orphans.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_LEFTOVER_GROUP (depot_leftover_group_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotLeftoverGroup, depot_leftover_group, DEPOT, LEFTOVER_GROUP, AdwPreferencesGroup)

/* Takes orphan. */
GtkWidget *depot_leftover_group_new (DepotHouse *house, DepotOrphan *orphan);

G_END_DECLS
