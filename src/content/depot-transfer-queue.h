/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which transfers may run: at most some packages at once and some points of each (an admin's settings
 * of the site; 3 and 5 if nobody said otherwise, domain facts B4). What has a higher priority goes
 * first; what runs already keeps running. It also knows the one object of each container, because
 * transfers to a place see each other only there, and the site's speed limit. One for a process; main
 * thread. An operation makes a transfer with the place and the limit from here and runs it by
 * depot_transfer_queue_run_async() instead of depot_transfer_run_async(): nothing else changes. While
 * it waits its phase is DEPOT_TRANSFER_WAITING.
 */
#pragma once

#include "depot-transfer.h"

G_BEGIN_DECLS

#define DEPOT_TRANSFER_QUEUE_PACKAGES 3
#define DEPOT_TRANSFER_QUEUE_TRANSFERS 5
#define DEPOT_TRANSFER_QUEUE_MOST 50 /* of either */

typedef enum
{
  DEPOT_TRANSFER_LOW,
  DEPOT_TRANSFER_NORMAL,
  DEPOT_TRANSFER_HIGH,
} DepotTransferPriority;

#define DEPOT_TYPE_TRANSFER_QUEUE (depot_transfer_queue_get_type ())
G_DECLARE_FINAL_TYPE (DepotTransferQueue, depot_transfer_queue, DEPOT, TRANSFER_QUEUE, GObject)

DepotTransferQueue *depot_transfer_queue_new (void);
/* Any time; what runs beyond a lower limit goes on to its end. Values out of 1…MOST are brought into it. */
void depot_transfer_queue_set_limits (DepotTransferQueue *self, guint max_packages, guint max_transfers);
guint depot_transfer_queue_get_max_packages (DepotTransferQueue *self);
guint depot_transfer_queue_get_max_transfers (DepotTransferQueue *self);
/* For DepotTransferOptions.limit; set its timetable by depot_rate_limit_set(). Borrowed. */
DepotRateLimit *depot_transfer_queue_get_limit (DepotTransferQueue *self);

/* Runs when its turn comes, and ends as depot_transfer_run_async() does. CANCELLED while waiting: at once. */
void depot_transfer_queue_run_async (DepotTransferQueue *self,
                                     DepotTransfer *transfer,
                                     DepotTransferPriority priority,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
gboolean depot_transfer_queue_run_finish (DepotTransferQueue *self, GAsyncResult *result, GError **error);
/* Of all transfers of a package that still wait. */
void depot_transfer_queue_set_priority (DepotTransferQueue *self,
                                        const char *package_id,
                                        DepotTransferPriority priority);
guint depot_transfer_queue_count_running (DepotTransferQueue *self);
guint depot_transfer_queue_count_waiting (DepotTransferQueue *self);

/* The place others use under this key (its container's address), or place itself, which is it from now
 * on as long as anybody holds it. Caller owns what is returned. */
DepotBlobPlace *depot_transfer_queue_share_place (DepotTransferQueue *self,
                                                  const char *key,
                                                  DepotBlobPlace *place);

G_END_DECLS
