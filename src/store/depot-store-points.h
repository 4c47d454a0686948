/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cloud distribution points on disk. Every save gives the point the next serial of one counter, so a view asks "what
 * changed since n" and touches only that. Main thread; errors DEPOT_ERROR_STORE, DEPOT_ERROR_CONFLICT, DEPOT_ERROR_NOT_FOUND.
 */
#pragma once

#include "depot-point.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* DEPOT_ERROR_CONFLICT, naming the other point (and who is creating it since when), if its service FQDN or service
 * name is taken in the same cloud; likewise if another process saved this point since it was read. The site must be known. */
void        depot_store_save_point_async    (DepotStore *self, DepotPoint *point, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_save_point_finish   (DepotStore *self, GAsyncResult *result, GError **error);

/* Points with a serial above since_serial (0: all), oldest serial first; one that is saved meanwhile may come twice, the
 * later is the newer. finish: GPtrArray of DepotPoint, caller owns;
 * removed (optional): ids of points removed since, caller owns; serial (optional): pass it as the next since_serial. */
void        depot_store_list_points_async   (DepotStore *self, gint64 since_serial, GAsyncReadyCallback callback, gpointer data);
GPtrArray  *depot_store_list_points_finish  (DepotStore *self, GAsyncResult *result, char ***removed, gint64 *serial, GError **error);

/* DEPOT_ERROR_NOT_FOUND when there is none. Caller owns. */
void        depot_store_get_point_async     (DepotStore *self, const char *id, GAsyncReadyCallback callback, gpointer data);
DepotPoint *depot_store_get_point_finish    (DepotStore *self, GAsyncResult *result, GError **error);

/* Forgets the row (Azure is not asked). No error when it was gone already. */
void        depot_store_remove_point_async  (DepotStore *self, const char *id, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_remove_point_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
