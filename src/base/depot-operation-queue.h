/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All long work of this program, as a list the Activity page and `depotctl operation list` show. A process that is the
 * keeper also *runs* it: one operation per subject at a time, a bounded number overall, position written before each
 * step. A process that is not the keeper only mirrors what the journal says. GListModel of DepotOperation, newest
 * first. Main thread; owned by the house.
 */
#pragma once

#include "depot-journal.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_OPERATION_QUEUE (depot_operation_queue_get_type ())
G_DECLARE_FINAL_TYPE (DepotOperationQueue, depot_operation_queue, DEPOT, OPERATION_QUEUE, GObject)

/* Makes the right subclass for a kind read from the journal; NULL for an unknown kind (left alone). Caller owns. */
typedef DepotOperation *(*DepotOperationFactory) (const char *kind, gpointer data);

DepotOperationQueue *depot_operation_queue_new         (DepotJournal *journal, DepotClock *clock, guint max_running);
void                 depot_operation_queue_set_factory (DepotOperationQueue *self, DepotOperationFactory factory, gpointer data, GDestroyNotify destroy);
/* TRUE: take over and run what the journal holds (first look at it); FALSE: let go after the running steps end. The
 * queue also lets go by itself when the journal refuses it because another process is the keeper. */
void                 depot_operation_queue_set_keeping (DepotOperationQueue *self, gboolean keeping);
gboolean             depot_operation_queue_is_keeping  (DepotOperationQueue *self);
gboolean             depot_operation_queue_is_idle     (DepotOperationQueue *self);
/* Read the journal again: new rows, progress of another keeper, wishes. The house calls it when the store says "changed". */
void                 depot_operation_queue_refresh     (DepotOperationQueue *self);

/* Writes the operation as a queued row (durable when finished), then runs it if this process keeps. */
void                 depot_operation_queue_add_async   (DepotOperationQueue *self, DepotOperation *operation, GAsyncReadyCallback callback, gpointer data);
gboolean             depot_operation_queue_add_finish  (DepotOperationQueue *self, GAsyncResult *result, GError **error);
DepotOperation      *depot_operation_queue_find        (DepotOperationQueue *self, const char *id);           /* borrowed */
DepotOperation      *depot_operation_queue_find_for_subject (DepotOperationQueue *self, const char *subject); /* the newest; borrowed */

/* Wishes of a person: work on any process's operation, through the journal. */
void                 depot_operation_queue_cancel      (DepotOperationQueue *self, DepotOperation *operation);
void                 depot_operation_queue_retry       (DepotOperationQueue *self, DepotOperation *operation);
void                 depot_operation_queue_clean_up    (DepotOperationQueue *self, DepotOperation *operation);
gboolean             depot_operation_can_cancel        (DepotOperation *operation);
gboolean             depot_operation_can_retry         (DepotOperation *operation);
gboolean             depot_operation_can_clean_up      (DepotOperation *operation);
/* A sign-in happened, a keyring opened: let the waiting ones try their step again, also those whose running step is only
 * about to ask for it. whom: who signed in, so that only those try that wait for this one; NULL: all. */
void                 depot_operation_queue_wake        (DepotOperationQueue *self, const char *whom);

G_END_DECLS
