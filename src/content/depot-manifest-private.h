/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a manifest: for the snapshot and the reader. One thread, or one entry per thread. */
#pragma once

#include "depot-manifest.h"

G_BEGIN_DECLS

/* The empty entry now belongs to the manifest. */
DepotManifestEntry *
depot_manifest_add (DepotManifest *self, const char *path, DepotEntryKind kind);
DepotManifestEntry *depot_manifest_edit (DepotManifest *self, guint index);
/* To be called when all are added. */
void depot_manifest_sort (DepotManifest *self);
/* Takes entries that stand in marked (of guint8, one for each) out. */
void depot_manifest_drop (DepotManifest *self, const guint8 *marked);

/* "0a1b…" of bytes, into text of 2 × n_bytes + 1. */
void depot_hex_write (const guint8 *bytes, gsize n_bytes, char *text);
gboolean depot_hex_read (const char *text, gsize n_bytes, guint8 *bytes);

G_END_DECLS
