/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far each package is on each cloud distribution point, on disk. Up to a million rows, so everything here works on
 * many at once, and the counts that charts show are kept in the same commit. A row is named by ids or, faster, by the
 * numbers it came with. Main thread; errors DEPOT_ERROR_STORE, DEPOT_ERROR_NOT_FOUND.
 */
#pragma once

#include "depot-content-status.h"
#include "depot-store-batch.h"

G_BEGIN_DECLS

/* GArray of DepotContentRow that owns the strings of its rows. */
GArray     *depot_content_rows_new             (void);

/* Adds or replaces rows (copied). only_operation not NULL: only rows that belong to this operation are replaced, of the
 * others just what clients get is noted, and none is added: an action asked for meanwhile keeps its word. */
void        depot_store_write_content_async    (DepotStore *self, GArray *rows, const char *only_operation,
                                                GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_write_content_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* The same with the changes of a batch, which is spent by it: all of it or nothing. */
void        depot_store_request_content_async  (DepotStore *self, GArray *rows, DepotStoreBatch *batch,
                                                GAsyncReadyCallback callback, gpointer data);
/* These pairs are no longer assigned. only_operation as above. */
void        depot_store_remove_content_async   (DepotStore *self, GArray *rows, const char *only_operation,
                                                GAsyncReadyCallback callback, gpointer data);

/* The rows of a package (or NULL) on a point (or NULL), in the order of the numbers, at most limit. Pages: rows after the pair
 * given (0, 0: from the start). finish: as depot_content_rows_new(); caller owns. */
void        depot_store_list_content_async     (DepotStore *self, const char *package_id, const char *point_id,
                                                guint32 after_package, guint32 after_point, guint limit,
                                                GAsyncReadyCallback callback, gpointer data);
/* These rows: pairs of numbers, package and point. One that is gone comes back without ids. Same finish. */
void        depot_store_get_content_async      (DepotStore *self, const guint32 *pairs, guint n_pairs,
                                                GAsyncReadyCallback callback, gpointer data);
GArray     *depot_store_get_content_finish     (DepotStore *self, GAsyncResult *result, GError **error);

typedef struct
{
  DepotContentCounts counts;
  guint64 bytes[DEPOT_N_CONTENT_STATES];   /* sizes of the packages, by state */
  gint64 serial;                           /* moves on with every change of any row */
} DepotContentSums;

/* Of one package, or of one point, or (both NULL) of everything. */
void        depot_store_sum_content_async      (DepotStore *self, const char *package_id, const char *point_id,
                                                GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_sum_content_finish     (DepotStore *self, GAsyncResult *result, DepotContentSums *sums, GError **error);

G_END_DECLS
