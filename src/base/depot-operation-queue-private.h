/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the queue and the wishes. Main thread. */
#pragma once

#include "depot-operation-queue.h"
#include "depot-operation-run-private.h"

G_BEGIN_DECLS

/* What the queue knows of one operation beside the operation itself. */
typedef struct
{
  DepotOperationRun *run;  /* NULL: this process does not run it now */
  gboolean is_being_added; /* not durable yet */
  gboolean is_woken;       /* waited for a person, may try again */
  guint stale_until;       /* what reads up to this number say is older than the operation */
} DepotOperationSlot;

struct _DepotOperationQueue
{
  GObject parent_instance;

  DepotJournal *journal;
  DepotClock *clock;
  guint max_running;
  DepotOperationFactory factory;
  gpointer factory_data;
  GDestroyNotify factory_destroy;

  GPtrArray *operations; /* newest first */
  GHashTable *slots;     /* DepotOperation → Slot */
  gboolean is_keeping;
  gboolean has_taken_over; /* the first look at the journal after becoming the keeper */
  gboolean is_reading;
  gboolean shall_read_again;
  guint reads; /* number of the last read asked for */
};

/* NULL: not in this queue. */
DepotOperationSlot *depot_operation_queue_get_slot (DepotOperationQueue *self, DepotOperation *operation);
/* Starts what may start now. */
void depot_operation_queue_schedule (DepotOperationQueue *self);
/* The wish of that name, if it is possible now. */
void depot_operation_queue_fulfil (DepotOperationQueue *self, DepotOperation *operation, const char *wish);
/* Into the journal, for whoever keeps; NULL: it was taken. */
void depot_operation_queue_write_wish (DepotOperationQueue *self, DepotOperation *operation, const char *wish);

G_END_DECLS
