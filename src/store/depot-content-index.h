/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of up to a million rows of Distribution Status: two small numbers for each, read in slices between which others
 * may write, and sorted on a thread of its own. Views read the rows they show by these numbers. Immutable; any thread.
 */
#pragma once

#include "depot-content-query.h"
#include "depot-content-status.h"
#include "depot-store.h"

G_BEGIN_DECLS

typedef struct _DepotContentIndex DepotContentIndex;

DepotContentIndex *depot_content_index_ref      (DepotContentIndex *self);
void               depot_content_index_unref    (DepotContentIndex *self);
guint              depot_content_index_get_n    (const DepotContentIndex *self);
/* n pairs: package and point; borrowed. */
const guint32     *depot_content_index_get_pairs (const DepotContentIndex *self);
/* Of what is shown. */
const DepotContentCounts *depot_content_index_get_counts (const DepotContentIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotContentIndex, depot_content_index_unref)

void               depot_store_index_content_async  (DepotStore *self, const DepotContentQuery *query, GCancellable *cancellable,
                                                     GAsyncReadyCallback callback, gpointer data);
/* Caller owns. */
DepotContentIndex *depot_store_index_content_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
