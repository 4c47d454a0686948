/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the content operation: its life and rows (depot-content-operation.c), and the work at the points
 * (depot-content-work.c). */
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
  char *package_id;
  char *package_name;
  guint version;           /* to be sent; 0 before the snapshot */

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
  GError *person_error;    /* somebody must act before the rest can go on */
  GError *first_error;
  double retry_seconds;    /* 0: nothing to try again */
};

/* The step that works at the points; ends itself. */
void     depot_content_work_begin    (DepotOperation *operation);
/* Writes rows (all, or the one at index) as they are now. callback may be NULL. */
void     depot_content_operation_write_rows (DepotContentOperation *self, int index, GAsyncReadyCallback callback, gpointer data);
void     depot_content_operation_say (DepotContentOperation *self, guint message_id, DepotPoint *point, const char *value,
                                      const char *reason);
/* Brings the package's version home, a new one if asked, then goes on; or ends the step. */
void     depot_content_operation_open (DepotContentOperation *self, gboolean is_new, void (*then) (DepotContentOperation *self));
gboolean depot_content_operation_sends (DepotContentOperation *self);

G_END_DECLS
