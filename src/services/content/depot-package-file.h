/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export and Import: a package with its content as one file, for another depot (capability 62; its form is in
 * docs/content.md). Exported is the current source version, from the source folder, which has to be as it was then; a package
 * without a version gets one. The file is there as a whole or not at all, also after a kill. Imported, the package has a new ID of
 * this site, a source folder of its own among the program's data, and is to be distributed; what it depended on stays behind,
 * because other sites have other IDs. Main thread.
 */
#pragma once

#include "depot-library.h"

G_BEGIN_DECLS

/* About five times a second; total 0: not known yet. */
typedef void (*DepotPackageFileProgress) (guint64 done_bytes, guint64 total_bytes, gpointer user);

/* FILE when the folder changed since (Update helps) or the file cannot be written. */
void          depot_package_export_async  (DepotHouse *house, DepotPackage *package, GFile *file,
                                           DepotPackageFileProgress progress, gpointer user,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean      depot_package_export_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* site_code NULL: the top site. FILE when it is not a whole and sound package file; then nothing stays. Borrowed. */
void          depot_package_import_async  (DepotHouse *house, GFile *file, const char *site_code,
                                           DepotPackageFileProgress progress, gpointer user,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotPackage *depot_package_import_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
