/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the content operation: its life and rows (depot-content-operation.c), the work at the points
 * (depot-content-work.c), and what stops single rows meanwhile (depot-content-stops.c). */
#pragma once

#include "depot-content-job.h"
#include "depot-content-operation.h"
#include "depot-content-snapshot.h"

G_BEGIN_DECLS

struct _DepotContentOperation
{
  DepotOperation parent_instance;

  DepotHouse *house;

  /* In the memory. */
  DepotContentAction action;
  char *package_id;        /* NULL: several packages at one point */
  char *package_name;
  char *point_id;          /* of those */
  guint version;           /* to be sent; 0 before the snapshot */
  GStrv waits_for;         /* ids of the points somebody has to sign in for; NULL: anybody's sign-in may help */

  /* This run only. */
  DepotSnapshot *snapshot;
  gboolean makes_version;
  void (*then) (DepotContentOperation *self);   /* with the snapshot */
  GArray *rows;            /* DepotContentRow of this operation */
  DepotBlobPlace *source;  /* a point that has the version */
  DepotPoint *holder;      /* whose source is opened at the beginning; may be NULL */
  GPtrArray *given_up;     /* char *: points that failed for good in this run */
  guint next_row;          /* first that was not looked at */
  guint n_running, n_done;
  guint progress_timer;
  GPtrArray *running;      /* DepotContentJob, at the place of its row; NULL: not at work */
  GPtrArray *stops;        /* GCancellable of each of them */
  GPtrArray *watched;      /* DepotPackage whose pause and priority are followed */
  gboolean is_looking;     /* at its rows in the store */
  const char *hold;        /* why some row waits; NULL: none does */
  GError *person_error;    /* somebody must act before the rest can go on */
  GError *first_error;
  double retry_seconds;    /* 0: nothing to try again */
};

/* The step that works at the points; ends itself. */
void     depot_content_work_begin    (DepotOperation *operation);
/* Writes rows (all, or the one at index) as they are now. callback may be NULL. */
void     depot_content_operation_write_rows (DepotContentOperation *self, int index, GAsyncReadyCallback callback, gpointer data);
/* row: whose package and point it is about; NULL: the package of the operation. */
void     depot_content_operation_say (DepotContentOperation *self, guint message_id, const DepotContentRow *row, const char *reason);
/* Brings the package's version home, a new one if asked, then goes on; or ends the step. */
void     depot_content_operation_open (DepotContentOperation *self, gboolean is_new, void (*then) (DepotContentOperation *self));
gboolean depot_content_operation_sends (DepotContentOperation *self);

/* While it works: jobs end when their package is paused, the network begins to cost, the row is taken away or all is
 * cancelled. */
void     depot_content_stops_begin   (DepotContentOperation *self);
void     depot_content_stops_end     (DepotContentOperation *self);
/* For the job of a row; borrowed. */
GCancellable *depot_content_stops_add (DepotContentOperation *self, guint index);
/* Nobody asks this operation for the row any more: Cancel at this point. */
gboolean depot_content_row_is_taken  (DepotContentOperation *self, const DepotContentRow *row);

G_END_DECLS
