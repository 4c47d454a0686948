/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of checks that runs: each with spinner, mark or sign, and what it found. Hidden while it
 * is empty. Signal: remedy-wanted (DepotCheckItem), when its button was pressed. */
#pragma once

#include <adwaita.h>

#include "depot-discovery.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CHECK_LIST (depot_check_list_get_type ())
G_DECLARE_FINAL_TYPE (DepotCheckList, depot_check_list, DEPOT, CHECK_LIST, AdwBin)

/* items: DepotCheckItem; borrowed and kept. */
void depot_check_list_set_items (DepotCheckList *self, GListModel *items);
/* The keyboard goes to the first line that is not good, and with it the view. */
void depot_check_list_focus_trouble (DepotCheckList *self);

G_END_DECLS
