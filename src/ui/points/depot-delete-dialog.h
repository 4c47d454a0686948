/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists everything that goes with a distribution point, asks for its name, and requests the deletion. With several points it
 * asks for their number.
 */
#pragma once

#include "depot-point-dialog.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DELETE_DIALOG (depot_delete_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotDeleteDialog, depot_delete_dialog, DEPOT, DELETE_DIALOG, DepotPointDialog)

/* points: DepotPoint, at least one; copied. */
AdwDialog *depot_delete_dialog_new (DepotHouse *house, GPtrArray *points);

G_END_DECLS
