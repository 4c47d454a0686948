/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another number of instances, another size; what that means for costs and for running downloads.
 */
#pragma once

#include "depot-point-dialog.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SCALE_DIALOG (depot_scale_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotScaleDialog, depot_scale_dialog, DEPOT, SCALE_DIALOG, DepotPointDialog)

AdwDialog *depot_scale_dialog_new (DepotHouse *house, DepotPoint *point);

G_END_DECLS
