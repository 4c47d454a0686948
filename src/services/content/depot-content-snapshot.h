/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package's source folder becomes a numbered source version: scan, manifest in the program's own data, row in the store. Or
 * the version that is there already is opened again. Private to this room; main thread.
 */
#pragma once

#include "depot-house-private.h"
#include "depot-package.h"
#include "depot-scan.h"

G_BEGIN_DECLS

typedef struct
{
  guint version;
  DepotManifest *manifest;
  DepotFolder *folder;     /* NULL: the source folder cannot be read (any more) */
  guint n_left_out;        /* links that lead outside, devices and the like */
  char *first_left_out;    /* a sentence; NULL if none */
} DepotSnapshot;

void           depot_snapshot_free   (DepotSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotSnapshot, depot_snapshot_free)

/* is_new: make the next version; else open the current one. FILE when the folder cannot be read or does not hold still; then there is no new version. */
void           depot_snapshot_async  (DepotHouse *house, DepotPackage *package, gboolean is_new, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
DepotSnapshot *depot_snapshot_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
