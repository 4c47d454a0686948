/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of a snapshot: the walk, one thread, and the hashing, many. */
#pragma once

#include "depot-manifest-private.h"
#include "depot-scan.h"

G_BEGIN_DECLS

typedef struct
{
  DepotFolder *folder;
  const DepotScanOptions *options;
  GCancellable *cancellable;
  DepotManifest *manifest;
  GMutex lock; /* for what follows */
  GPtrArray *refusals;
  DepotScanProgress progress;
  gint64 told_us;
} DepotScan;

/* path: as the file system has it. */
void depot_scan_refuse (DepotScan *self, const char *path, DepotRefusalReason reason, const char *detail);
void depot_scan_advance (DepotScan *self, guint files, guint64 bytes);
/* Fills the manifest. FALSE: cancelled, or the folder itself cannot be read. */
gboolean depot_scan_walk (DepotScan *self, GError **error);
gboolean depot_scan_hash (DepotScan *self, GError **error);

G_END_DECLS
