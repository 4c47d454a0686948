/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal of operations as rows of the store. While another process holds the keeper lease, a row that exists
 * already cannot be written from here (DEPOT_ERROR_CONFLICT): a keeper that lost its lease without noticing cannot overwrite its
 * successor's progress. Adding an operation and wishing something of one always work. Main thread.
 */
#pragma once

#include "depot-journal.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* Settled operations stay readable for so long. */
#define DEPOT_JOURNAL_KEEP_SECONDS (7 * 24 * 60 * 60)

DepotJournal *depot_store_journal_new (DepotStore *store);   /* caller owns */

G_END_DECLS
