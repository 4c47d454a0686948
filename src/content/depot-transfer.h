/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings one version of a package to one distribution point. Content lies there under the SHA-256 of
 * its bytes ("b/<64 hexadecimal digits>"), equal files once for all packages; what is there already
 * is not sent, of a changed large file only the changed parts, and where another point has it the
 * service copies it itself. A last small blob "<package>/published.json" names the manifest: clients
 * see the old version or the new one. Killed at any moment, the next run goes on with the blocks
 * Azure holds. Form of all blobs: docs/content.md. Works in threads of its own; all transfers of a
 * process share 256 MiB for what is on its way. Flags in the place (depot-transfer-flag.h) keep two
 * consoles from removing what the other is about to name.
 */
#pragma once

#include "depot-blob-place.h"
#include "depot-folder.h"
#include "depot-rate-limit.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_TRANSFER (depot_transfer_get_type ())
G_DECLARE_FINAL_TYPE (DepotTransfer, depot_transfer, DEPOT, TRANSFER, GObject)

typedef enum
{
  DEPOT_VERIFY_LIST, /* Azure's list says that every blob is there with its size */
  DEPOT_VERIFY_FULL, /* every byte that was sent is read back and hashed */
} DepotVerify;

typedef enum
{
  DEPOT_TRANSFER_WAITING, /* in a queue */
  DEPOT_TRANSFER_PREPARING,
  DEPOT_TRANSFER_SENDING,
  DEPOT_TRANSFER_VERIFYING,
  DEPOT_TRANSFER_PUBLISHING,
  DEPOT_TRANSFER_CLEANING,
  DEPOT_TRANSFER_DONE,
} DepotTransferPhase;

typedef struct
{
  DepotTransferPhase phase;
  guint total_files, done_files;
  guint64 total_bytes, done_bytes; /* of the package, however they came there */
  guint64 sent_bytes;              /* bodies that went out and were acknowledged */
  guint64 kept_bytes;              /* were there already */
  guint64 copied_bytes;            /* the service copied them */
  guint connections, busy_answers;
  double bytes_per_second; /* of done_bytes, over the last seconds */
} DepotTransferProgress;

typedef struct
{
  const char *package_id; /* A–Z, a–z, 0–9, "_", "-"; at most 64 */
  guint version;
  DepotVerify verify;
  gboolean sends_all;          /* redistribute: nothing that is there is trusted */
  gboolean is_checked;         /* MD5 of each request's body; for plain http */
  gboolean keeps_unused;       /* does not remove blobs that no package uses any more */
  guint keep_seconds;          /* what the version before used stays so long, for clients that are in the middle of it, and
                                  then goes with depot_content_remove_unused(); 0: it goes at once */
  const char *writer;          /* who sends, the same after a restart: letters, digits, "-"; NULL: one for all */
  guint max_connections;       /* 0: found by trying, up to 64 */
  DepotRateLimit *limit;       /* may be NULL; shared by transfers */
} DepotTransferOptions;

/* manifest: of the snapshot; files it left unhashed are hashed here. folder: where the bytes are, NULL
 * if they come from source alone. source: a place that has this version completely, or NULL. */
DepotTransfer *depot_transfer_new (DepotManifest *manifest,
                                   DepotFolder *folder,
                                   DepotBlobPlace *place,
                                   DepotBlobPlace *source,
                                   const DepotTransferOptions *options);
/* Waits; for a worker thread. Once only. FILE: the folder is not as in the manifest any more. */
gboolean depot_transfer_run (DepotTransfer *self, GCancellable *cancellable, GError **error);
void depot_transfer_run_async (DepotTransfer *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean depot_transfer_run_finish (DepotTransfer *self, GAsyncResult *result, GError **error);

/* Any thread. */
void depot_transfer_get_progress (DepotTransfer *self, DepotTransferProgress *progress);

G_END_DECLS
