/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Redeploying a distribution point: the two recipes and what each means (domain reference B1.10). The same name again, which
 * is a gap in service, or a second point under another name that takes the place of this one when the CNAME record is
 * moved. A classic point has only the second and becomes one of Resource Manager so. Main thread.
 */
#pragma once

#include "depot-point-dialog.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_REDEPLOY_DIALOG (depot_redeploy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotRedeployDialog, depot_redeploy_dialog, DEPOT, REDEPLOY_DIALOG, DepotPointDialog)

AdwDialog *depot_redeploy_dialog_new (DepotHouse *house, DepotPoint *point);

G_END_DECLS
