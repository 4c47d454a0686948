/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder straight to container addresses, without store, account or window: makes the engine usable
 * and measurable from outside. The first address gets the bytes, the service copies to the further
 * ones where it can. Run again after an interruption it goes on where it stopped. Main thread.
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

typedef struct
{
  const char *folder;
  const char *const *urls; /* containers, NULL at the end */
  const char *package_id;
  guint version;
  /* An account key, a shared access signature or a bearer token; told apart by their form. May be NULL. */
  DepotSecretBytes *credential;
  const char *ca_file;       /* NULL: the system's */
  const char *manifest_file; /* what was sent last time: unchanged files are not hashed again; rewritten */
  gboolean reads_back, sends_all, is_checked, keeps_unused;
  guint max_connections;  /* 0: found by trying */
  guint kbit_per_second;  /* 0: no limit */
} DepotContentPut;

typedef struct
{
  guint files, left_out;
  guint64 total_bytes, sent_bytes, kept_bytes, copied_bytes;
  guint busy_answers;
  guint64 peak_memory_bytes;
  char *left_out_text; /* a line each */
} DepotContentPutSummary;

void depot_content_put_summary_free (DepotContentPutSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotContentPutSummary, depot_content_put_summary_free)

/* Some times a second: 0…1, and bytes that are there. May be NULL. */
typedef void (*DepotContentPutProgress) (double fraction, guint64 done_bytes, gpointer user);

void depot_content_put_async (const DepotContentPut *what,
                              DepotContentPutProgress progress,
                              gpointer user,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
DepotContentPutSummary *depot_content_put_finish (GAsyncResult *result, GError **error);

G_END_DECLS
