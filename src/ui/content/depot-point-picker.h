/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of all cloud distribution points, each with a check box, and a search above it: members of
 * a group. Only the rows on view are widgets, so ten thousand points cost no more than ten. Signal
 * "changed": another point was ticked or unticked by a person. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_PICKER (depot_point_picker_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointPicker, depot_point_picker, DEPOT, POINT_PICKER, AdwBin)

void depot_point_picker_set_house (DepotPointPicker *self, DepotHouse *house);
/* Ids; ticked without a signal. */
void depot_point_picker_tick (DepotPointPicker *self, const char *const *ids);
/* Ids; caller owns. */
GStrv depot_point_picker_dup_ticked (DepotPointPicker *self);
gboolean depot_point_picker_is_ticked (DepotPointPicker *self, const char *id);

G_END_DECLS
