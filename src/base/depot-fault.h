/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault points: with test hooks built in, DEPOT_KILL_AT=n ends the process with SIGKILL at the n-th point
 * passed, so that tests can stop the program after every commit, request and step and look how it comes back.
 * DEPOT_KILL_COUNT_FILE receives the number of points passed at exit. Without test hooks it is nothing.
 */
#pragma once

#include "config.h"

#include <glib.h>

G_BEGIN_DECLS

#ifdef DEPOT_TEST_HOOKS
void depot_fault_point (const char *what);
#else
#define depot_fault_point(what) G_STMT_START { } G_STMT_END
#endif

G_END_DECLS
