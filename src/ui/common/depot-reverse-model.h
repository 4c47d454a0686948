/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list upside down, or as it is: what a descending column shows. Turning it costs nothing, where
 * sorting anew does. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_REVERSE_MODEL (depot_reverse_model_get_type ())
G_DECLARE_FINAL_TYPE (DepotReverseModel, depot_reverse_model, DEPOT, REVERSE_MODEL, GObject)

/* model is borrowed and kept. */
DepotReverseModel *depot_reverse_model_new (GListModel *model);
void depot_reverse_model_set_reversed (DepotReverseModel *self, gboolean is_reversed);
/* What changes between the two is told as one change. Nobody may look at the list meanwhile. */
void depot_reverse_model_hold (DepotReverseModel *self);
void depot_reverse_model_release (DepotReverseModel *self);

G_END_DECLS
