/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a table of distribution point groups: on Distribution Point Groups, and with all numbers on Group Status. */
#pragma once

#include "depot-table.h"

G_BEGIN_DECLS

const DepotColumn *depot_groups_columns_get        (guint *n_columns);
const DepotColumn *depot_groups_columns_get_status (guint *n_columns);

G_END_DECLS
