/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resources in Azure that carry our tag and belong to no point of this site: left over by a creation or deletion that
 * nobody finished, or another site's. Found by tag in every subscription the signed-in accounts see; taken away by the
 * delete operation, which proves that all is gone (domain reference B3.8, F7). Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* Everything of one lost point. Owned by the value. */
typedef struct
{
  char *service_id;        /* value of the tag */
  char *name;              /* service name, as far as the parts tell; else the id */
  char *cloud_id, *account_id, *subscription_id, *group;
  gint64 created_at;       /* when its oldest part was made; 0: no part tells */
  GListModel *resources;   /* DepotPlannedResource, change "delete" */
} DepotOrphan;

void        depot_orphan_free            (DepotOrphan *orphan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotOrphan, depot_orphan_free)

/* GPtrArray of DepotOrphan; caller owns. */
void        depot_orphans_find_async     (DepotHouse *house, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray  *depot_orphans_find_finish    (DepotHouse *house, GAsyncResult *result, GError **error);
/* The point it would be while it is deleted, for depot_delete_plan_async(); not kept. Caller owns. */
DepotPoint *depot_orphan_make_point      (DepotHouse *house, DepotOrphan *orphan);
/* Makes it a point of this site that is being deleted; the operation is borrowed from the queue. */
void        depot_orphan_delete_async    (DepotHouse *house, DepotOrphan *orphan, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer data);
DepotOperation *depot_orphan_delete_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
