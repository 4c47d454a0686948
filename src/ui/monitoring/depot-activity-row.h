/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One operation in Activity: title, state, percent; opened it shows its steps and buttons. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ACTIVITY_ROW (depot_activity_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotActivityRow, depot_activity_row, DEPOT, ACTIVITY_ROW, AdwExpanderRow)

GtkWidget *depot_activity_row_new (DepotHouse *house, DepotOperation *operation);

G_END_DECLS
