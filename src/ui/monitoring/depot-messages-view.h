/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status messages as a table with search and the filter All, Error, Warning, Info. Stands on
 * Component Status and on the time line of a point. Follows what any process writes.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_MESSAGES_VIEW (depot_messages_view_get_type ())
G_DECLARE_FINAL_TYPE (DepotMessagesView, depot_messages_view, DEPOT, MESSAGES_VIEW, AdwBin)

/* point_id NULL: the messages of all points. Call once. */
void depot_messages_view_set_house (DepotMessagesView *self,
                                    DepotHouse *house,
                                    const char *component,
                                    const char *point_id);
void depot_messages_view_refresh (DepotMessagesView *self);
void depot_messages_view_start_search (DepotMessagesView *self);
/* -1 all, else a DepotSeverity. */
void depot_messages_view_set_severity (DepotMessagesView *self, int severity);
/* How many of a severity are loaded. */
guint depot_messages_view_count (DepotMessagesView *self, DepotSeverity severity);

G_END_DECLS
