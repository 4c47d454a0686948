/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One operation being run by this process, from its start until it settles, waits for a person or is let go: position
 * to the journal, step, ending, next position. Main thread; owned by the queue, and by its own writes under way.
 */
#pragma once

#include "depot-operation-private.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_OPERATION_RUN (depot_operation_run_get_type ())
G_DECLARE_FINAL_TYPE (DepotOperationRun, depot_operation_run, DEPOT, OPERATION_RUN, GObject)

typedef enum
{
  DEPOT_STEP_NEXT,
  DEPOT_STEP_AGAIN,
  DEPOT_STEP_WAIT,
  DEPOT_STEP_FAIL,
} DepotStepEnd;

/* is_refused: the journal belongs to another keeper now. */
typedef void (*DepotOperationRunStopped) (DepotOperation *operation, gboolean is_refused, gpointer data);

DepotOperationRun *depot_operation_run_new      (DepotOperation *operation, DepotJournal *journal,
                                                 DepotOperationRunStopped stopped, gpointer data);
void               depot_operation_run_start    (DepotOperationRun *self);
void               depot_operation_run_cancel   (DepotOperationRun *self);
/* A person did what the running step may be about to ask for: should it end by waiting, it is tried once more. */
void               depot_operation_run_wake     (DepotOperationRun *self);
/* Stop after the step that runs now; at once while it only waits to try again. */
void               depot_operation_run_let_go   (DepotOperationRun *self);
/* The queue goes away: nothing more is written, later endings are ignored. */
void               depot_operation_run_abandon  (DepotOperationRun *self);

/* From the step functions (depot-operation-steps.c). Takes error. */
void               depot_operation_run_ended    (DepotOperationRun *self, DepotStepEnd end, double seconds, GError *error);
void               depot_operation_run_misused  (DepotOperationRun *self);
void               depot_operation_run_progress (DepotOperationRun *self);
/* Takes task; returns it when the memory is durable. */
void               depot_operation_run_save     (DepotOperationRun *self, GTask *task);

G_END_DECLS
