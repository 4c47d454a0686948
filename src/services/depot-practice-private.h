/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house's own part of the practice cloud: knowing where it listens without starting it. Main thread. */
#pragma once

#include "depot-practice.h"

G_BEGIN_DECLS

/* Reads endpoints.json, if it was ever started, and adds the environment. Never fails. */
void depot_practice_look_async  (DepotHouse *house, GAsyncReadyCallback callback, gpointer data);
void depot_practice_look_finish (DepotHouse *house, GAsyncResult *result);

G_END_DECLS
