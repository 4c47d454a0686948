/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything about a distribution point in four tabs: what it is (to read and copy), what may be changed later (description,
 * site, thresholds), and what is stored there. Applied as one change.
 */
#pragma once

#include "depot-point-dialog.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PROPERTIES_DIALOG (depot_properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotPropertiesDialog, depot_properties_dialog, DEPOT, PROPERTIES_DIALOG, DepotPointDialog)

AdwDialog *depot_properties_dialog_new (DepotHouse *house, DepotPoint *point);

G_END_DECLS
