/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Azure says about many points at once, asked with as few calls as it takes: states of the subscriptions, then
 * Resource Graph for resources, machines and for what lost its tag, one list of role assignments; lists of one type each where Resource Graph is refused.
 * Azure reference 3.1. Main thread.
 */
#pragma once

#include "depot-arm.h"
#include "depot-point.h"

G_BEGIN_DECLS

/* Keys are in lower case. Owned by the value. */
typedef struct
{
  GHashTable *states;      /* subscription id → state ("Enabled"); only those the account sees */
  GHashTable *resources;   /* service id (value of our tag) → GPtrArray of JsonObject */
  GHashTable *machines;    /* scale set id → GPtrArray of JsonObject {power, provisioning} */
  GHashTable *untagged;    /* set of ids that are there without our tag */
  GHashTable *roles;       /* subscription id → GPtrArray of JsonObject, role assignments; missing where they may not be listed */
  GHashTable *refusals;    /* subscription id → GError: its lists were refused */
} DepotFleet;

void        depot_fleet_free         (DepotFleet *fleet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotFleet, depot_fleet_free)

/* points (GPtrArray of DepotPoint) are those the account of arm looks after; NULL: everything with our tag in every
 * subscription it sees, for finding orphans. */
void        depot_fleet_look_async   (DepotArm *arm, GPtrArray *points, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotFleet *depot_fleet_look_finish  (DepotArm *arm, GAsyncResult *result, GError **error);

/* Between the files of this part. */
void        depot_fleet_add_row      (DepotFleet *fleet, JsonObject *row);
void        depot_fleet_add_machine  (DepotFleet *fleet, const char *scale_set_id, JsonObject *row);
/* Lists instead of questions; returns TRUE or an error. points as above. Takes nothing. */
void        depot_fleet_list_async   (DepotArm *arm, DepotFleet *fleet, GPtrArray *points, const char *const *subscriptions,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_fleet_list_finish  (DepotArm *arm, GAsyncResult *result, GError **error);
/* Does an error say something about us rather than about the question? */
gboolean    depot_fleet_is_fatal     (const GError *error);

G_END_DECLS
