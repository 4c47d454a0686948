/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house's one queue of transfers, with the site's limits as they are now. Main thread. */
#pragma once

#include "depot-house.h"
#include "depot-package.h"
#include "depot-transfer-queue.h"

G_BEGIN_DECLS

/* Whom an operation waits for that waits for another network: see depot_operation_queue_wake(). */
#define DEPOT_CONTENT_NETWORK "network"
#define DEPOT_CONTENT_PACKAGE "package:" /* and its ID: that one is resumed; also the subject of its operations */

/* Borrowed; lives as long as the house. */
DepotTransferQueue *depot_content_queue_get (DepotHouse *house);

DepotTransferPriority depot_content_queue_priority_of (DepotPackage *package);

/* Who this console is among those that write to a place; the same after a restart. Borrowed. */
const char *depot_content_queue_get_writer (DepotHouse *house);

G_END_DECLS
