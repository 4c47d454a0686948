/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sites of the hierarchy on disk. A site that points use cannot be removed. Main thread. */
#pragma once

#include "depot-site.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* New or changed. DEPOT_ERROR_CONFLICT for a second top-level site; its parent must be known. */
void       depot_store_save_site_async    (DepotStore *self, DepotSite *site, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_site_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* Top-level site first, then by code. GPtrArray of DepotSite; caller owns. */
void       depot_store_list_sites_async   (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_sites_finish  (DepotStore *self, GAsyncResult *result, GError **error);
/* DEPOT_ERROR_CONFLICT, with the number of points, while points or child sites use it. */
void       depot_store_remove_site_async  (DepotStore *self, const char *code, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_site_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
