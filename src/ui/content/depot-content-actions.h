/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked of one row of Content Status: Validate, Redistribute, Remove and Cancel of one package at one point. A
 * page that shows a DepotContentView says which, and gets the actions "distribution.validate" and so on. Main thread.
 */
#pragma once

#include "depot-content-view.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONTENT_HOLDER (depot_content_holder_get_type ())
G_DECLARE_INTERFACE (DepotContentHolder, depot_content_holder, DEPOT, CONTENT_HOLDER, GtkWidget)

struct _DepotContentHolderInterface
{
  GTypeInterface parent_iface;

  DepotContentView *(*get_view) (DepotContentHolder *self);   /* borrowed */
};

void        depot_content_actions_install   (GtkWidgetClass *widget_class);
/* Caller owns. */
GMenuModel *depot_content_actions_make_menu (void);
/* One place decides what is possible now; for the view's "selected". */
void        depot_content_actions_update    (DepotContentHolder *holder);

G_END_DECLS
