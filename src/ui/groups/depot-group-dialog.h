/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution point group made or changed: its name, its description and who is in it, with what will be sent to
 * those who join. Nothing is written before Save. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"
#include "depot-point-group.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_GROUP_DIALOG (depot_group_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotGroupDialog, depot_group_dialog, DEPOT, GROUP_DIALOG, AdwDialog)

/* group NULL: a new one. */
AdwDialog *depot_group_dialog_new (DepotHouse *house, DepotPointGroup *group);

G_END_DECLS
