/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribute Content: destinations to tick, and before it is asked for, what it sends and what it does to
 * the quotas. Dependencies of the packages go along. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DISTRIBUTE_DIALOG (depot_distribute_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotDistributeDialog, depot_distribute_dialog, DEPOT, DISTRIBUTE_DIALOG, AdwDialog)

AdwDialog *depot_distribute_dialog_new (DepotHouse *house, const char *const *package_ids);

G_END_DECLS
