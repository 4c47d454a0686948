/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution point group: cloud distribution points that get the same content. Packages sent to the group go to every
 * member; a member added later receives them by itself; leaving a group removes nothing (domain reference B4.5). Properties
 * notify. Main thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-content-state.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_GROUP (depot_point_group_get_type ())
G_DECLARE_FINAL_TYPE (DepotPointGroup, depot_point_group, DEPOT, POINT_GROUP, GObject)

/* Properties (all notify): id s (guid), name s, description s, site-code s, created-at x, created-by s, changed-at x, changed-by s,
 * and from the store, never saved with it: n-members u, n-packages u, n-success u, n-in-progress u, n-error u, n-unknown u,
 * n-out-of-sync u (package × member pairs where the newest version is not there). */
DepotPointGroup   *depot_point_group_new          (const char *id, const char *name);
const char        *depot_point_group_get_id       (DepotPointGroup *self);
const char        *depot_point_group_get_name     (DepotPointGroup *self);
/* Ids of points and packages; NULL-terminated, never NULL, borrowed until the next set. */
const char *const *depot_point_group_get_members  (DepotPointGroup *self);
const char *const *depot_point_group_get_packages (DepotPointGroup *self);
void               depot_point_group_set_members  (DepotPointGroup *self, const char *const *point_ids);
void               depot_point_group_set_packages (DepotPointGroup *self, const char *const *package_ids);
void               depot_point_group_set_counts   (DepotPointGroup *self, const DepotContentCounts *counts, guint n_out_of_sync);
void               depot_point_group_get_counts   (DepotPointGroup *self, DepotContentCounts *counts);
gboolean           depot_point_group_is_in_sync   (DepotPointGroup *self);
JsonObject        *depot_point_group_to_json      (DepotPointGroup *self);   /* with members and packages */
void               depot_point_group_update       (DepotPointGroup *self, DepotPointGroup *other);

/* NULL if good, else a translated sentence. Not empty, up to 255 characters; whether it is free, the store says. */
const char        *depot_point_group_check_name   (const char *name);

G_END_DECLS
