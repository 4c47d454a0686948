/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table of packages. */
#pragma once

#include "depot-table.h"

G_BEGIN_DECLS

const DepotColumn *depot_packages_columns_get (guint *n_columns);

G_END_DECLS
