/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of base that make an operation run share: its struct, and the changes only queue and runner may make.
 * Every change here notifies and nothing here writes to the journal. Main thread.
 */
#pragma once

#include "depot-journal.h"

G_BEGIN_DECLS

typedef struct _DepotOperationRun DepotOperationRun;

typedef struct
{
  /* Asked for. */
  char *id;
  char *title;
  char *subject;
  char *requested_by;
  gint64 created_at;

  /* Under way. */
  DepotOperationState state;
  guint step_index;
  guint attempt;
  double fraction;
  char *status_text;
  gint64 started_at;
  DepotClock *clock;         /* from the queue */
  GCancellable *cancellable; /* a fresh one for each start */
  DepotOperationRun *run;    /* not owned; NULL while this process does not run it */
  gboolean is_in_step;       /* between a step's call and its ending */
  gboolean is_unreadable;    /* its journal entry is from a version that knows more */
  char *memory_seen;         /* what load() was told last */

  /* Brought home. */
  GError *error;
  gint64 ended_at;
} DepotOperationPrivate;

DepotOperationPrivate *depot_operation_get_private (DepotOperation *self);

void     depot_operation_set_state       (DepotOperation *self, DepotOperationState state);
/* Takes error; NULL clears. */
void     depot_operation_take_error      (DepotOperation *self, GError *error);
/* Moves to a step, at its beginning; the status text becomes the step's label. */
void     depot_operation_go_to           (DepotOperation *self, guint step_index, guint attempt);
void     depot_operation_show_progress   (DepotOperation *self, const char *text, double fraction);
void     depot_operation_set_times       (DepotOperation *self, gint64 created_at, gint64 started_at, gint64 ended_at);
void     depot_operation_set_clock       (DepotOperation *self, DepotClock *clock);
/* Weighted share of the steps before this one, and of this one as far as it is. */
double   depot_operation_fraction_at     (DepotOperation *self, guint step_index, double within);
/* The step at or before step_index that can be taken back; FALSE when there is none. */
gboolean depot_operation_find_undo       (DepotOperation *self, guint step_index, guint *found);
/* Take over what the journal says. FALSE when it cannot be understood (unknown step, unreadable memory): the
 * operation then shows as failed and cannot be tried again from this version. */
gboolean depot_operation_apply_entry     (DepotOperation *self, const DepotJournalEntry *entry);
void     depot_operation_tell_settled    (DepotOperation *self);

G_END_DECLS
