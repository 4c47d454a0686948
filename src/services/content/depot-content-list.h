/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution Status as a list: up to a million rows, of which only those somebody looks at are read. GListModel of
 * DepotContentStatus; a row that is not there yet says so and emits "changed" when it is. Rows on view follow the store;
 * order and membership are made anew at most once a second, and only what differs is announced. Main thread.
 */
#pragma once

#include "depot-content-query.h"
#include "depot-content-status.h"
#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONTENT_LIST (depot_content_list_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentList, depot_content_list, DEPOT, CONTENT_LIST, GObject)

/* Properties: "is-busy" b: another order or filter is on its way; the rows shown are still those before. */
DepotContentList *depot_content_list_new        (DepotHouse *house);
/* Shows something else as soon as it is ready. Strings are copied. */
void              depot_content_list_set_query  (DepotContentList *self, const DepotContentQuery *query);
/* States of the rows that are shown; notify "counts" when they change. */
void              depot_content_list_get_counts (DepotContentList *self, DepotContentCounts *counts);
gboolean          depot_content_list_is_busy    (DepotContentList *self);
/* Why the rows could not be put in order the last time; NULL: they were. Borrowed; notify "failure". */
const char       *depot_content_list_get_failure (DepotContentList *self);

/* All rows of a query at once, for the command line. GArray of DepotContentRow; caller owns. */
void              depot_content_rows_async      (DepotHouse *house, const DepotContentQuery *query, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer data);
GArray           *depot_content_rows_finish     (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
