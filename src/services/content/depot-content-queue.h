/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house's one queue of transfers, with the site's limits as they are now. Main thread. */
#pragma once

#include "depot-house.h"
#include "depot-transfer-queue.h"

G_BEGIN_DECLS

/* Borrowed; lives as long as the house. */
DepotTransferQueue *depot_content_queue_get (DepotHouse *house);

G_END_DECLS
