/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs on disk: rows in the state's database, bytes in files of the folder blobs/. A committed
 * blob is a list of segments of such files, so that committing a block list or copying moves no
 * bytes. Files without a row are removed after the transaction that freed them, and at start.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct
{
  char *account;
  char *container;
  char *name;
  char *etag;
  gint64 created; /* microseconds UTC */
  gint64 modified;
  guint64 size;
  gboolean uncommitted; /* only uncommitted blocks, in lists */
  JsonObject *headers;  /* lower-case header name → value: content-type… */
  JsonObject *metadata;
} PracticeBlob;

typedef struct
{
  char *block_id; /* base64 as the client named it; "" for a blob put whole */
  char *file;
  guint64 offset;
  guint64 size;
} PracticeSegment;

void practice_blob_free (PracticeBlob *blob);
void practice_segment_free (PracticeSegment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeBlob, practice_blob_free)

PracticeBlob *practice_blob_new (const char *account, const char *container, const char *name);

void practice_blob_store_open (PracticeCloud *cloud);

PracticeBlob *practice_blob_store_get (PracticeCloud *cloud,
                                       const char *account,
                                       const char *container,
                                       const char *name);

/* Gives the blob a new etag and time and, unless `segments` is NULL, new content. */
void practice_blob_store_put (PracticeCloud *cloud, PracticeBlob *blob, GPtrArray *segments);
void practice_blob_store_remove (PracticeCloud *cloud, PracticeBlob *blob);
void
practice_blob_store_remove_all (PracticeCloud *cloud, const char *account, const char *container);

GPtrArray *practice_blob_store_get_segments (PracticeCloud *cloud, PracticeBlob *blob);

/* Names of a container from `from` on, in byte order, that begin with `prefix`. At most `limit`. */
GPtrArray *practice_blob_store_list (PracticeCloud *cloud,
                                     const char *account,
                                     const char *container,
                                     const char *prefix,
                                     const char *from,
                                     gboolean uncommitted,
                                     guint limit);

/* Blocks that are not part of the blob yet. */
void practice_blob_store_put_block (PracticeCloud *cloud,
                                    const PracticeBlob *blob,
                                    PracticeSegment *segment);
GPtrArray *practice_blob_store_get_blocks (PracticeCloud *cloud, const PracticeBlob *blob);
void practice_blob_store_remove_blocks (PracticeCloud *cloud, const PracticeBlob *blob);

/* The body of a request becomes a file of the store. */
PracticeSegment *practice_blob_store_take_body (PracticeCloud *cloud, PracticeRequest *request);

/* The bytes of all parts in a new file. */
PracticeSegment *practice_blob_store_write (PracticeCloud *cloud, GPtrArray *parts);

/* Bytes `offset` … `offset + size - 1` of the segments, mapped from their files. NULL when one is
 * lost. */
GPtrArray *
practice_blob_store_map (PracticeCloud *cloud, GPtrArray *segments, guint64 offset, guint64 size);

char *practice_blob_store_make_etag (PracticeCloud *cloud);

G_END_DECLS
