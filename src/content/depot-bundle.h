/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package and its content as one file, to be carried to another depot (docs/content.md, "A package as one file"): a tar
 * archive of a description, a manifest and each different content once. What is read comes from anywhere: nothing of the
 * archive but generated names and the checked manifest says where bytes go, every byte is hashed, and what is not exactly as
 * the format says is refused. Worker threads; every call waits. Errors: FILE names what is wrong, CANCELLED.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-folder.h"

G_BEGIN_DECLS

typedef void (*DepotBundleProgress) (guint64 done_bytes, guint64 total_bytes, gpointer user);

/* Replaces the file at path as a whole or not at all. FILE if the folder is not as in the manifest any more. */
gboolean depot_bundle_write (const char *path,
                             JsonObject *package,
                             const DepotManifest *manifest,
                             DepotFolder *folder,
                             DepotBundleProgress progress,
                             gpointer user,
                             GCancellable *cancellable,
                             GError **error);
/* Unpacks into a new folder below parent, which comes into being as a whole or not at all. folder (out): its path. Returns
 * the description of the package; caller owns both. */
JsonObject *depot_bundle_read (const char *path,
                               const char *parent,
                               DepotBundleProgress progress,
                               gpointer user,
                               char **folder,
                               GCancellable *cancellable,
                               GError **error);

/* Takes what was unpacked away again. */
void depot_bundle_forget (GFile *folder);

G_END_DECLS
