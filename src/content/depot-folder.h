/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package's source folder, opened once. Everything below is reached from the open folder without
 * following a link, so that nobody who changes the folder meanwhile can lead a read outside it. Any
 * thread; caller owns.
 */
#pragma once

#include <sys/stat.h>

#include "depot-manifest.h"

G_BEGIN_DECLS

typedef struct _DepotFolder DepotFolder;

/* FILE if it cannot be read or is no folder. */
DepotFolder *depot_folder_open (const char *path, GError **error);
DepotFolder *depot_folder_ref (DepotFolder *self);
void depot_folder_unref (DepotFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotFolder, depot_folder_unref)

int depot_folder_get_descriptor (DepotFolder *self);
/* A regular file for reading; never blocks on a FIFO. -1 and errno. */
int depot_folder_open_file (DepotFolder *self, const char *path);
/* TRUE if what the link at path points to lies inside; FALSE and errno: EXDEV outside, ENOENT
 * nowhere, ELOOP in a circle. */
gboolean depot_folder_link_stays (DepotFolder *self, const char *path);

/* Is this the file the entry was made of, unchanged? Size, times and inode. */
gboolean depot_folder_same_file (const DepotManifestEntry *entry, const struct stat *now);
void depot_folder_note_file (DepotManifestEntry *entry, const struct stat *now);

G_END_DECLS
