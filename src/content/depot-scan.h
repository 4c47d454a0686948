/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshot of a package's source folder: walks it, hashes every file, makes the manifest. What
 * cannot go into a package (devices, FIFOs, sockets, links that lead outside) is left out and listed;
 * a file that cannot be read or does not hold still is listed as fatal, and then there is no
 * version to publish. Works in threads of its own; cancellable.
 */
#pragma once

#include "depot-folder.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_REFUSAL_SPECIAL,      /* device, FIFO, socket */
  DEPOT_REFUSAL_LINK_OUTSIDE, /* or absolute */
  DEPOT_REFUSAL_LINK_NOWHERE, /* to nothing, or in a circle */
  DEPOT_REFUSAL_UNREADABLE,   /* fatal */
  DEPOT_REFUSAL_CHANGING,     /* fatal: changed each time it was read */
  DEPOT_REFUSAL_TOO_DEEP,     /* fatal: too many folders in one another, or too long a path */
  DEPOT_REFUSAL_TOO_LARGE,    /* fatal: more than a blob can hold */
} DepotRefusalReason;

typedef struct
{
  char *path; /* escaped as in the manifest */
  DepotRefusalReason reason;
  char *text; /* the sentence a person reads, translated */
  gboolean is_fatal;
} DepotRefusal;

typedef struct
{
  DepotManifest *manifest;
  GPtrArray *refusals; /* of DepotRefusal, ordered by path */
} DepotScanResult;

void depot_scan_result_free (DepotScanResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotScanResult, depot_scan_result_free)
/* The first fatal refusal as FILE error, NULL if there is none. Caller owns. */
GError *depot_scan_result_dup_error (const DepotScanResult *self);

typedef enum
{
  DEPOT_SCAN_WALKING, /* total_bytes is not known yet */
  DEPOT_SCAN_HASHING,
} DepotScanPhase;

typedef struct
{
  DepotScanPhase phase;
  guint files;
  guint64 done_bytes, total_bytes;
} DepotScanProgress;

typedef struct
{
  /* The version before: files unchanged since (size, times, inode) keep its hashes, and its key. May be NULL. */
  DepotManifest *previous;
  /* TRUE leaves hashing to the transfer, which does it while it sends other files. */
  gboolean leaves_hashing;
  guint threads; /* 0: one a processor, at most 8 */
  /* At most ten times a second; in a worker thread. May be NULL. */
  void (*progress) (const DepotScanProgress *progress, gpointer user);
  /* Runs in the middle of hashing a file, for tests that change it just then. May be NULL. */
  void (*while_hashing) (const char *path, gpointer user);
  gpointer user;
} DepotScanOptions;

/* Waits; for worker threads. Only what stops the whole scan is an error: the folder itself, CANCELLED. */
DepotScanResult *depot_scan_run (DepotFolder *folder,
                                 const DepotScanOptions *options,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
