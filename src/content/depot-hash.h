/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of a file and marks of its parts. A mark is a UMAC-128 under the manifest's random key:
 * two different parts have the same mark with a chance below 2^-100 as long as nobody who knows the
 * key made them so on purpose, and it costs a quarter of a SHA-256 (5.4 against 1.5 GB/s measured);
 * whoever doubts reads the whole back and compares SHA-256 (validate). Any thread, no state.
 */
#pragma once

#include "depot-folder.h"

G_BEGIN_DECLS

/* Called after each piece that was read, with its size, and with what to take back before a file is
 * read once more. FALSE ends the reading. */
typedef gboolean (*DepotHashProgress) (gint64 size_bytes, gpointer user);

typedef enum
{
  DEPOT_HASH_GOOD,
  DEPOT_HASH_CHANGING, /* changed at each of three tries */
  DEPOT_HASH_BROKEN,   /* cannot be read, or stopped; *detail says why */
} DepotHashOutcome;

/* Opens and hashes the file of entry, and brings its size and times up to date. What was hashed is
 * one state of the file: it was the same before and after. */
DepotHashOutcome depot_hash_entry (DepotManifestEntry *entry,
                                   DepotFolder *folder,
                                   const guint8 *part_key,
                                   DepotHashProgress progress,
                                   gpointer user,
                                   char **detail);

/* Hashes the open file into entry, from its beginning; expects entry's size. FALSE and *error
 * (FILE, CANCELLED) if it cannot be read to exactly there. */
gboolean depot_hash_file (DepotManifestEntry *entry,
                          const guint8 *part_key,
                          int descriptor,
                          DepotHashProgress progress,
                          gpointer user,
                          GError **error);
void depot_hash_bytes (const guint8 *data, gsize size_bytes, guint8 *sha256);
/* The marks of data, which begins at a part and ends at one or at the end of the file. */
void depot_hash_parts (const guint8 *part_key,
                       guint64 part_bytes,
                       const guint8 *data,
                       gsize size_bytes,
                       guint8 *marks);

G_END_DECLS
