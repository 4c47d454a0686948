/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One version of a package's content: every file with size, SHA-256 and time, every link and every
 * empty folder, in the order of their names. A snapshot makes it (depot-scan.h), a transfer sends
 * what it names (depot-transfer.h). Its form on disk and in Azure is the JSON of docs/content.md.
 * Made once, then only read: by any thread. Caller owns. About 150 bytes a file.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_PART_BYTES (1024 * 1024) /* of small files; see depot_manifest_part_bytes() */
#define DEPOT_PART_MARK_BYTES 16
#define DEPOT_PART_KEY_BYTES 16
/* A file up to here is one blob by one request; a larger one consists of blocks and has parts. */
#define DEPOT_WHOLE_FILE_BYTES (8 * 1024 * 1024)
#define DEPOT_MANIFEST_TYPE "application/vnd.cloud-depot.manifest+json"

typedef enum
{
  DEPOT_ENTRY_FILE,
  DEPOT_ENTRY_LINK,
  DEPOT_ENTRY_FOLDER, /* an empty one: others follow from their files */
} DepotEntryKind;

typedef struct
{
  guint64 size_bytes;
  gint64 modified_ns, changed_ns; /* since 1970; changed 0: unknown */
  guint64 inode;                  /* 0: unknown */
  guint8 sha256[32];
  guint8 *parts;        /* marks of the parts of a large file, else NULL */
  char *target;         /* of a link, else NULL */
  guint kind : 2;       /* DepotEntryKind */
  guint is_executable : 1;
  guint is_hashed : 1;  /* sha256 and parts are known */
  char path[];          /* bytes as the file system has them, relative, parts joined by '/' */
} DepotManifestEntry;

typedef struct _DepotManifest DepotManifest;

/* part_key: DEPOT_PART_KEY_BYTES, NULL makes a random one. Marks compare only under the same key, so
 * the next version of a package takes the key of the one before. */
DepotManifest *depot_manifest_new (const guint8 *part_key);
DepotManifest *depot_manifest_ref (DepotManifest *self);
void depot_manifest_unref (DepotManifest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotManifest, depot_manifest_unref)

const guint8 *depot_manifest_get_part_key (const DepotManifest *self);
guint depot_manifest_get_count (const DepotManifest *self);
/* Borrowed; order of the bytes of the paths. */
const DepotManifestEntry *depot_manifest_get (const DepotManifest *self, guint index);
/* NULL: not in it. Borrowed. */
const DepotManifestEntry *depot_manifest_find (const DepotManifest *self, const char *path);
guint depot_manifest_count_files (const DepotManifest *self);
/* Of all files; equal files counted each. */
guint64 depot_manifest_get_size_bytes (const DepotManifest *self);
/* What the files need in a place that stores equal files once. */
guint64 depot_manifest_get_stored_bytes (const DepotManifest *self);
/* Same names, bytes, links and executable marks. */
gboolean depot_manifest_equal (const DepotManifest *a, const DepotManifest *b);

/* Parts of a file of this size: 1 MiB, for giants so large that there are at most 65,536; the last
 * one may be shorter. 0: such a file has none. */
guint64 depot_manifest_part_bytes (guint64 size_bytes);
guint depot_manifest_n_parts (guint64 size_bytes);

/* "%" and two hexadecimal digits stand for bytes that are not UTF-8, control characters and "%".
 * Caller owns. */
char *depot_manifest_escape_path (const char *path);
/* NULL and UNEXPECTED_REPLY if text is no such path, leads upwards or is absolute. */
char *depot_manifest_unescape_path (const char *text, GError **error);

typedef enum
{
  DEPOT_MANIFEST_PUBLIC, /* what clients read */
  DEPOT_MANIFEST_LOCAL,  /* with inode and change time, to spare the next snapshot from hashing again */
} DepotManifestForm;

gboolean depot_manifest_write (const DepotManifest *self,
                               DepotManifestForm form,
                               GOutputStream *stream,
                               GCancellable *cancellable,
                               GError **error);
/* Strict; for bytes from anywhere. UNEXPECTED_REPLY names the line. */
DepotManifest *
depot_manifest_read (GInputStream *stream, GCancellable *cancellable, GError **error);
/* Replaces the file at path as a whole or not at all. */
gboolean depot_manifest_save (const DepotManifest *self, const char *path, GError **error);
DepotManifest *depot_manifest_load (const char *path, GError **error);

G_END_DECLS
