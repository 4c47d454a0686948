/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list whose items change while they are shown. Neither GTK's sort model nor its filter model
 * looks at an item again after it came; this one tells of it as of an item that was exchanged, when
 * it is asked to: between two frames, however often the item changed meanwhile. Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_LIVE_MODEL (depot_live_model_get_type ())
G_DECLARE_FINAL_TYPE (DepotLiveModel, depot_live_model, DEPOT, LIVE_MODEL, GObject)

/* Signal: stirred, when the first item changed since the last tell. */
DepotLiveModel *depot_live_model_new (GListModel *model);
void depot_live_model_tell (DepotLiveModel *self);

G_END_DECLS
