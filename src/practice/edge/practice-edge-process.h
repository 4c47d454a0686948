/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The agent of one service as a process, with the nginx it runs. It ends with this program,
 * whatever way that goes, and is started again when it ends by itself. */

#include "practice-edge-plan.h"

typedef struct _PracticeEdgeProcess PracticeEdgeProcess;

/* Whether the programs that are needed are here. */
gboolean practice_edge_process_is_possible (void);

PracticeEdgeProcess *practice_edge_process_new (PracticeCloud *cloud);

/* Ends the process before it returns. */
void practice_edge_process_free (PracticeEdgeProcess *self);

/* What should run from now on; NULL: nothing. */
void practice_edge_process_set_plan (PracticeEdgeProcess *self, PracticeEdgePlan *plan);
