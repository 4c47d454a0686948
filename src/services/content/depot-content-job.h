/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One package at one point: the container it lies in, and the four things that can be done there. Each runs on a thread of
 * its own; progress may be asked any time. Main thread; owned by its operation.
 */
#pragma once

#include "depot-content-status.h"
#include "depot-house-private.h"
#include "depot-transfer.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONTENT_JOB (depot_content_job_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentJob, depot_content_job, DEPOT, CONTENT_JOB, GObject)

typedef struct
{
  DepotManifest *manifest;   /* of the version to send; not for Remove */
  DepotFolder *folder;       /* NULL: the bytes come from source */
  DepotBlobPlace *source;    /* a point that has this version; may be NULL */
  guint version;
  gboolean sends_all;
} DepotContentSending;

DepotContentJob *depot_content_job_new          (DepotHouse *house, const char *package_id, DepotPoint *point);
/* The point's container, once the job found the way to it; else NULL. Borrowed. */
DepotBlobPlace  *depot_content_job_get_place    (DepotContentJob *self);

void             depot_content_job_send_async   (DepotContentJob *self, const DepotContentSending *sending, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer data);
/* Reads back what is published and compares every hash. UNEXPECTED_REPLY names the first file that is not as it should be;
 * NOT_FOUND when nothing is published. */
void             depot_content_job_validate_async (DepotContentJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                   gpointer data);
/* Clients no longer see it; its blobs go unless another package uses them: now (collects), or with
 * depot_content_job_collect_async(), which looks the whole point through. */
void             depot_content_job_remove_async (DepotContentJob *self, gboolean collects, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                 gpointer data);
void             depot_content_job_collect_async (DepotContentJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer data);
/* Of all four. version (optional): what is published there now, as far as this job knows; 0: nothing. */
gboolean         depot_content_job_finish       (DepotContentJob *self, GAsyncResult *result, guint *version, GError **error);
/* Of the whole: bytes done, and how fast. */
void             depot_content_job_get_progress (DepotContentJob *self, guint64 *done_bytes, guint64 *total_bytes, guint64 *speed);

G_END_DECLS
