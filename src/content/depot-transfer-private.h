/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a transfer: its life (depot-transfer.c), who does what next (depot-transfer-work.c),
 * small files (depot-transfer-small.c), large ones (depot-transfer-large.c), large ones nobody has hashed
 * yet (depot-transfer-stage.c). Everything below "lock"
 * is touched under it only. */
#pragma once

#include "depot-content-place.h"
#include "depot-manifest-private.h"
#include "depot-stored.h"
#include "depot-transfer.h"
#include "depot-tuner.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 offset, size_bytes;
  guint64 copy_offset;
  gboolean is_copy;
  gboolean is_there; /* Azure has the block already */
} DepotPiece;

/* How a file goes up while it is hashed; only its own file looks inside. */
typedef struct _DepotStage DepotStage;
typedef struct _DepotStageFilled DepotStageFilled;

/* A file on its way in blocks. */
typedef struct
{
  DepotManifestEntry *entry;
  char name[DEPOT_CONTENT_NAME_SIZE];
  int descriptor; /* -1: comes from the source alone */
  GArray *pieces; /* of DepotPiece, by offset */
  DepotBlobPlace *copy_place;
  char *copy_name;
  DepotBlobPutFlags flags;
  guint next, in_flight, left;
  guint64 counted_bytes; /* in done_bytes already */
  guint restarts;
  gboolean must_restart, is_blocked; /* blocked: leftovers of somebody else's blocks */
  gboolean copies_nothing, trusts_nothing;
  DepotStage *stage; /* NULL: its hash was known */
} DepotLargeFile;

struct _DepotTransfer
{
  GObject parent_instance;

  DepotManifest *manifest;
  DepotFolder *folder;
  DepotBlobPlace *place, *source;
  DepotTransferOptions options;
  char *package_id;
  char *flag; /* its name: "<package>.<writer>" */
  GCancellable *cancellable;
  DepotPublished *previous; /* what clients see until we are done */

  GMutex lock;
  GCond changed;
  DepotTransferProgress progress;
  GError *error;
  GArray *stored; /* of DepotStored: what was there when the round began */
  GHashTable *taken; /* set of SHA-256: somebody sends it, or did */
  GHashTable *suspects; /* set of SHA-256: there, but wrong */
  GPtrArray *large; /* of DepotLargeFile, in work */
  GPtrArray *threads;
  guint next_entry, opening, working, started;
  guint64 memory_bytes;
  guint requests;
  gboolean copies_nothing, stages_nothing;
  DepotTuner tuner;
  gint64 rate_since_us;
  guint64 rate_bytes;
};

/* One round: everything that is not in stored goes up. */
gboolean depot_transfer_send (DepotTransfer *self, GError **error);
/* Keeps the first error; takes it. */
void depot_transfer_fail (DepotTransfer *self, GError *error);
gboolean depot_transfer_has_ended (DepotTransfer *self); /* locked: failed or cancelled */
/* TRUE: content with this hash is there, or somebody sends it; else it is the caller's now. Locked. */
gboolean depot_transfer_is_taken (DepotTransfer *self, const DepotManifestEntry *entry);
DepotBlobPutFlags depot_transfer_flags_for (DepotTransfer *self, const DepotManifestEntry *entry); /* locked */
/* A request was answered. Not locked. */
void depot_transfer_count (DepotTransfer *self, guint64 done_bytes, guint64 sent_bytes, guint64 copied_bytes);
void depot_transfer_file_done (DepotTransfer *self, guint64 kept_bytes);

/* What is on its way has room for so many bytes more; takes or gives back (negative) them. Locked. */
gboolean depot_transfer_has_room (DepotTransfer *self, guint64 bytes);
void depot_transfer_use_memory (DepotTransfer *self, gint64 bytes);

/* data: a buffer of size_bytes, more than the file has. FALSE and *error. */
gboolean depot_transfer_small (DepotTransfer *self, DepotManifestEntry *entry, guint8 *data, gsize size_bytes, GError **error);

/* Hashes if need be, plans the pieces. NULL without error: nothing to do. */
DepotLargeFile *depot_large_open (DepotTransfer *self, DepotManifestEntry *entry, GError **error);
void depot_large_free (DepotLargeFile *large);
guint64 depot_large_piece_bytes (const DepotManifestEntry *entry);
/* One piece; puts the list when it was the last. FALSE and *error. */
gboolean
depot_large_send (DepotTransfer *self, DepotLargeFile *large, guint index, guint8 *data, GError **error);
/* After must_restart, when nothing is in flight. */
gboolean depot_large_restart (DepotTransfer *self, DepotLargeFile *large, GError **error);
gboolean depot_large_commit (DepotTransfer *self, DepotLargeFile *large, GError **error);
gboolean depot_large_hash (DepotTransfer *self, DepotManifestEntry *entry, GError **error);
/* FALSE: the file is not so long any more, or cannot be read. */
gboolean depot_large_read (DepotLargeFile *large, const DepotPiece *piece, guint8 *data);
/* Blocks with names of another length, or a list that names blocks Azure has dropped. */
gboolean depot_large_is_blocked (const GError *flaw);

/* Would hashing this file first make everybody wait? Not locked. */
gboolean depot_stage_is_wanted (DepotTransfer *self, const DepotManifestEntry *entry);
/* Hashes and sends it in one reading; *done FALSE: it has to go the other way. FALSE and *error. */
gboolean depot_stage_run (DepotTransfer *self, DepotManifestEntry *entry, gboolean *done, GError **error);
/* A piece that waits to be sent, or NULL. Locked; who takes it sends it. */
DepotStageFilled *depot_stage_take (DepotLargeFile *large);
gboolean depot_stage_send (DepotTransfer *self, DepotLargeFile *large, DepotStageFilled *filled, GError **error);
void depot_stage_free (DepotStage *stage);

G_END_DECLS
