/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the site remembers what is over: status messages, and operations that have ended. The keeper forgets what is older
 * in small batches; the newest of each distribution point always stays. A setting of the site, shared by all its consoles.
 * Main thread; days.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_REMEMBER_MESSAGES,   /* 90 days unless set */
  DEPOT_REMEMBER_OPERATIONS, /* 30 days unless set */
} DepotRemember;

#define DEPOT_REMEMBER_MIN_DAYS 7
#define DEPOT_REMEMBER_MAX_DAYS 3650

guint depot_remembering_get_days (DepotHouse *house, DepotRemember what);
void  depot_remembering_set_days (DepotHouse *house, DepotRemember what, guint days);

G_END_DECLS
