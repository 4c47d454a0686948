/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One long operation as it runs: what it does now, how far it is, its steps, and the buttons a
 * person may press. The same widget stands in Activity, in the details pane and on the wizard's
 * Progress page.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_OPERATION_VIEW (depot_operation_view_get_type ())
G_DECLARE_FINAL_TYPE (DepotOperationView, depot_operation_view, DEPOT, OPERATION_VIEW, GtkWidget)

/* NULL operation hides the view. */
void depot_operation_view_set_operation (DepotOperationView *self,
                                         DepotHouse *house,
                                         DepotOperation *operation);
/* Icon and words for a state; shared with the rows. */
const char *depot_operation_view_get_state_icon (DepotOperationState state);

G_END_DECLS
