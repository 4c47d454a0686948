/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the blobs of one distribution point lie: a container of a storage account. Declared here,
 * made real by azure (depot-blob-container.h) and by tests in memory, used by content. Every call
 * waits for its answer and is made from worker threads, many at once; never on the main thread.
 * A call has done what it says when it returns TRUE; retries, Retry-After and fresh tokens are the
 * place's own affair. Names are made by us and need no escaping. Source of the operations: Azure
 * reference, "Blob storage data plane".
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_BLOB_PLACE (depot_blob_place_get_type ())
G_DECLARE_INTERFACE (DepotBlobPlace, depot_blob_place, DEPOT, BLOB_PLACE, GObject)

/* A blob as the service describes it. sha256 is what the uploader wrote into the blob's metadata, ""
 * if there is none: a claim, not a proof. */
typedef struct
{
  gboolean exists;
  guint64 size_bytes;
  gint64 modified_at; /* seconds UTC, 0: unknown */
  char sha256[65];
} DepotBlobFacts;

typedef enum
{
  DEPOT_BLOB_PUT_REPLACE = 1 << 0, /* else an existing blob of the name stays and is as good */
  DEPOT_BLOB_PUT_CHECKED = 1 << 1, /* the service checks an MD5 of what it received */
} DepotBlobPutFlags;

/* Gets the bytes of a blob as they come; FALSE ends the call with *error. */
typedef gboolean (*DepotBlobSink) (const guint8 *data, gsize size_bytes, gpointer user, GError **error);
/* Called for each blob of a list, in the order of names. */
typedef gboolean (*DepotBlobListed) (const char *name,
                                     const DepotBlobFacts *facts,
                                     gpointer user,
                                     GError **error);
/* Called for each block that was sent but is not part of a blob yet. */
typedef void (*DepotBlockListed) (const char *block_id, guint64 size_bytes, gpointer user);
struct _DepotBlobPlaceInterface
{
  GTypeInterface parent;

  gboolean (*put) (DepotBlobPlace *self, const char *name, const char *content_type, const char *sha256,
                   const guint8 *data, gsize size_bytes, DepotBlobPutFlags flags,
                   GCancellable *cancellable, GError **error);
  gboolean (*put_block) (DepotBlobPlace *self, const char *name, const char *block_id,
                         const guint8 *data, gsize size_bytes, DepotBlobPutFlags flags,
                         GCancellable *cancellable, GError **error);
  gboolean (*copy_block) (DepotBlobPlace *self, const char *name, const char *block_id,
                          DepotBlobPlace *source, const char *source_name, guint64 offset, guint64 size_bytes,
                          GCancellable *cancellable, GError **error);
  gboolean (*copy_whole) (DepotBlobPlace *self, const char *name, const char *source_name, const char *sha256,
                          DepotBlobPutFlags flags, GCancellable *cancellable, GError **error);
  gboolean (*put_block_list) (DepotBlobPlace *self, const char *name, const char *const *block_ids,
                              const char *sha256, DepotBlobPutFlags flags,
                              GCancellable *cancellable, GError **error);
  gboolean (*list_uncommitted) (DepotBlobPlace *self, const char *name, DepotBlockListed listed, gpointer user,
                                GCancellable *cancellable, GError **error);
  gboolean (*head) (DepotBlobPlace *self, const char *name, DepotBlobFacts *facts,
                    GCancellable *cancellable, GError **error);
  gboolean (*get) (DepotBlobPlace *self, const char *name, guint64 offset, guint64 size_bytes,
                   DepotBlobSink sink, gpointer user, GCancellable *cancellable, GError **error);
  gboolean (*list) (DepotBlobPlace *self, const char *prefix, DepotBlobListed listed, gpointer user,
                    GCancellable *cancellable, GError **error);
  gboolean (*remove) (DepotBlobPlace *self, const char *name, GCancellable *cancellable, GError **error);
  guint (*get_busy_answers) (DepotBlobPlace *self);
};

/* A whole blob in one request. sha256: hex, kept in its metadata. */
gboolean depot_blob_place_put (DepotBlobPlace *self, const char *name, const char *content_type, const char *sha256,
                               const guint8 *data, gsize size_bytes, DepotBlobPutFlags flags,
                               GCancellable *cancellable, GError **error);
/* block_id: base64; all of one blob have the same length. */
gboolean depot_blob_place_put_block (DepotBlobPlace *self, const char *name, const char *block_id,
                                     const guint8 *data, gsize size_bytes, DepotBlobPutFlags flags,
                                     GCancellable *cancellable, GError **error);
/* The service fetches the block from a blob of source (may be self) by itself; no byte passes here.
 * NOT_OFFERED: this place cannot, send the bytes instead. */
gboolean depot_blob_place_copy_block (DepotBlobPlace *self, const char *name, const char *block_id,
                                      DepotBlobPlace *source, const char *source_name, guint64 offset,
                                      guint64 size_bytes, GCancellable *cancellable, GError **error);
/* Makes the blob a copy of another one here, by the service; has ended when this returns. NOT_OFFERED:
 * this place cannot. */
gboolean depot_blob_place_copy_whole (DepotBlobPlace *self, const char *name, const char *source_name,
                                      const char *sha256, DepotBlobPutFlags flags,
                                      GCancellable *cancellable, GError **error);
/* Makes the blob out of blocks. sha256: NULL if it is not known. */
gboolean depot_blob_place_put_block_list (DepotBlobPlace *self, const char *name, const char *const *block_ids,
                                          const char *sha256, DepotBlobPutFlags flags,
                                          GCancellable *cancellable, GError **error);
gboolean depot_blob_place_list_uncommitted (DepotBlobPlace *self, const char *name, DepotBlockListed listed,
                                            gpointer user, GCancellable *cancellable, GError **error);
/* A blob that is not there is no error: facts->exists. */
gboolean depot_blob_place_head (DepotBlobPlace *self, const char *name, DepotBlobFacts *facts,
                                GCancellable *cancellable, GError **error);
/* size_bytes 0: to the end. */
gboolean depot_blob_place_get (DepotBlobPlace *self, const char *name, guint64 offset, guint64 size_bytes,
                               DepotBlobSink sink, gpointer user, GCancellable *cancellable, GError **error);
gboolean depot_blob_place_list (DepotBlobPlace *self, const char *prefix, DepotBlobListed listed, gpointer user,
                                GCancellable *cancellable, GError **error);
/* Already gone is as good as removed. */
gboolean depot_blob_place_remove (DepotBlobPlace *self, const char *name, GCancellable *cancellable, GError **error);
/* How often the service said that it is too busy, since the place was made. */
guint depot_blob_place_get_busy_answers (DepotBlobPlace *self);

G_END_DECLS
