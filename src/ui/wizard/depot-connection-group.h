/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection test on the wizard's General page: its lines, what the Azure administrator has to do, Register for
 * resource providers, and Go On Anyway where only Azure itself can tell. Hidden until it runs. Main thread. Properties:
 * busy b. Signals: passed (the test succeeded, or the person goes on anyway), failed (GError).
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONNECTION_GROUP (depot_connection_group_get_type ())
G_DECLARE_FINAL_TYPE (DepotConnectionGroup, depot_connection_group, DEPOT, CONNECTION_GROUP, AdwPreferencesGroup)

/* A change of the draft's environment, account, subscription or method makes the lines untrue: they go. */
void depot_connection_group_set_up (DepotConnectionGroup *self, DepotHouse *house, DepotDraft *draft);
void depot_connection_group_run (DepotConnectionGroup *self);
void depot_connection_group_cancel (DepotConnectionGroup *self);
gboolean depot_connection_group_is_busy (DepotConnectionGroup *self);

G_END_DECLS
