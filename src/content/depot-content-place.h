/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies at a point: which version of a package is published, is it whole, what is unused. For
 * worker threads; every call waits. Bytes read here come from outside and are checked.
 */
#pragma once

#include "depot-blob-place.h"
#include "depot-manifest.h"

G_BEGIN_DECLS

typedef struct
{
  guint version;
  gint64 published_at; /* seconds UTC */
  DepotManifest *manifest;
  char *manifest_name; /* of its blob */
} DepotPublished;

void depot_published_free (DepotPublished *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPublished, depot_published_free)

/* NULL without error: nothing of this package is published here. */
DepotPublished *depot_content_get_published (DepotBlobPlace *place,
                                             const char *package_id,
                                             GCancellable *cancellable,
                                             GError **error);
/* A version that clients no longer begin with but may be in the middle of: kept until then (seconds UTC). */
gboolean depot_content_retire (DepotBlobPlace *place,
                               const char *package_id,
                               const DepotPublished *previous,
                               gint64 keep_until,
                               GCancellable *cancellable,
                               GError **error);
/* Clients do not see the package from here on; its blobs go with depot_content_remove_unused(). */
gboolean depot_content_unpublish (DepotBlobPlace *place,
                                  const char *package_id,
                                  GCancellable *cancellable,
                                  GError **error);

typedef enum
{
  DEPOT_FLAW_MISSING,
  DEPOT_FLAW_SIZE,
  DEPOT_FLAW_CONTENT, /* the bytes have another SHA-256 */
} DepotFlawKind;

typedef struct
{
  char *path; /* first file of the manifest with this content, escaped */
  DepotFlawKind kind;
} DepotFlaw;

typedef void (*DepotValidateProgress) (guint64 done_bytes, guint64 total_bytes, gpointer user);

/* Reads everything back and compares hashes. GPtrArray of DepotFlaw, empty if all is well. */
GPtrArray *depot_content_validate (DepotBlobPlace *place,
                                   DepotManifest *manifest,
                                   DepotValidateProgress progress,
                                   gpointer user,
                                   GCancellable *cancellable,
                                   GError **error);

typedef struct
{
  char *name;
  guint64 size_bytes;
} DepotUnusedBlob;

/* Blobs of content that no published package names, nor a retired one that is kept still: GPtrArray of
 * DepotUnusedBlob. Removes nothing. Blobs younger than grace_seconds may belong to a transfer of somebody else and are not listed. */
GPtrArray *depot_content_find_unused (DepotBlobPlace *place,
                                      guint grace_seconds,
                                      GCancellable *cancellable,
                                      GError **error);
/* What is unused still; unused then holds only that. While anybody's transfer writes to the place, nothing, and it is
 * left empty: the next time will do. is_busy (may be NULL) says that it was so. */
gboolean depot_content_remove_unused (DepotBlobPlace *place,
                                      GPtrArray *unused,
                                      gboolean *is_busy,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
