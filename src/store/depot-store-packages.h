/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages and applications on disk, with the source versions that were made of them. Every save gives the package the next
 * serial of one counter, so a view asks "what changed since n"; a package whose content arrived or failed somewhere counts
 * as changed, too. Main thread; errors DEPOT_ERROR_STORE, DEPOT_ERROR_CONFLICT, DEPOT_ERROR_NOT_FOUND.
 */
#pragma once

#include "depot-package.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* The next free package ID of a site; it is never given again, used or not. CONFLICT when there are none left. Caller owns. */
void       depot_store_reserve_package_id_async  (DepotStore *self, const char *site_code, GAsyncReadyCallback callback, gpointer data);
char      *depot_store_reserve_package_id_finish (DepotStore *self, GAsyncResult *result, GError **error);

/* CONFLICT if another process saved or removed this package since it was read (serial), or its ID is taken. */
void       depot_store_save_package_async    (DepotStore *self, DepotPackage *package, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_package_finish   (DepotStore *self, GAsyncResult *result, GError **error);

/* Packages with a serial above since_serial (0: all), oldest first, with the counts of their content. GPtrArray of
 * DepotPackage, caller owns; removed (optional): ids removed since; serial (optional): the next since_serial. */
void       depot_store_list_packages_async   (DepotStore *self, gint64 since_serial, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_packages_finish  (DepotStore *self, GAsyncResult *result, char ***removed, gint64 *serial, GError **error);

/* CONFLICT, with their number, while points carry its content or are to get it. */
void       depot_store_remove_package_async  (DepotStore *self, const char *id, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_package_finish (DepotStore *self, GAsyncResult *result, GError **error);

/* One snapshot of the source folder. Everything owned by the value. */
typedef struct
{
  guint version;
  char *content_id;
  guint64 size_bytes, n_files;
  char *manifest;            /* name under which the manifest is kept */
  gint64 made_at;
} DepotPackageVersion;

void       depot_package_version_free        (DepotPackageVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPackageVersion, depot_package_version_free)

/* Saves the package (as above) and its new version together. */
void       depot_store_add_version_async     (DepotStore *self, DepotPackage *package, const DepotPackageVersion *version,
                                              GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_add_version_finish    (DepotStore *self, GAsyncResult *result, GError **error);
/* Newest first. GPtrArray of DepotPackageVersion, caller owns. */
void       depot_store_list_versions_async   (DepotStore *self, const char *package_id, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_versions_finish  (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
