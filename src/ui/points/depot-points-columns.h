/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table of cloud distribution points, and how the facts of a point read. */
#pragma once

#include "depot-point.h"
#include "depot-table.h"

G_BEGIN_DECLS

const DepotColumn *depot_points_columns_get (guint *n_columns);

G_END_DECLS
