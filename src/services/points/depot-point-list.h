/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status table's rows: every cloud distribution point the store knows, kept up to date by changes only, so that one
 * changed point among ten thousand touches one row. GListModel of DepotPoint; a row keeps its object as long as it lives.
 * Main thread; owned by the house.
 */
#pragma once

#include <gio/gio.h>

#include "depot-point.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_LIST (depot_point_list_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointList, depot_point_list, DEPOT, POINT_LIST, GObject)

DepotPointList *depot_point_list_new     (void);
/* What the store says changed: points new or altered, ids removed (may be NULL). */
void            depot_point_list_apply   (DepotPointList *self, GPtrArray *changed, char **removed);
DepotPoint     *depot_point_list_find    (DepotPointList *self, const char *id);     /* borrowed or NULL */
DepotPoint     *depot_point_list_find_by_name (DepotPointList *self, const char *name);

G_END_DECLS
