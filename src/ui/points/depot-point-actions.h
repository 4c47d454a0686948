/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can do with cloud distribution points: Start, Stop, Scale, Certificate, Properties, Delete, as actions
 * "point.…" with keys, the same on every page that has points (the table with its selection, the page of one). An action is
 * enabled only while it applies (domain reference F1). Main thread.
 */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_HOLDER (depot_point_holder_get_type ())
G_DECLARE_INTERFACE (DepotPointHolder, depot_point_holder, DEPOT, POINT_HOLDER, DepotPage)

struct _DepotPointHolderInterface
{
  GTypeInterface parent_iface;

  /* The points meant now; element type DepotPoint, owned by the array. Caller owns. */
  GPtrArray *(*dup_points) (DepotPointHolder *self);
};

/* NULL unless exactly one is meant. Caller owns. */
DepotPoint *depot_point_holder_dup_single (DepotPointHolder *self);
/* In class_init of a page that implements the interface. */
void depot_point_actions_install (GtkWidgetClass *widget_class);
/* When other points are meant, or one of them changed. */
void depot_point_actions_update (DepotPointHolder *self);
/* All of them as sections of a menu; caller owns. */
GMenuModel *depot_point_actions_make_menu (void);

G_END_DECLS
