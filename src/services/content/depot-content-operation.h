/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work on the content of one package: snapshot, sending, reading back, removing, at as many points as were asked for; or
 * reading back and removing many packages at one point, which is looked through for unused content only once then.
 * Which points, and how far each is, lies in the store: a row belongs to the operation whose id it carries, so that a
 * killed program goes on with what is left; a row that is taken away meanwhile (Cancel at one point) is left alone. Subject is
 * "package:" and the package's ID, or "content-of:" and the point's: one at a time. Main thread; made by
 * the house for the queue.
 */
#pragma once

#include "depot-content-state.h"
#include "depot-house-private.h"
#include "depot-package.h"

G_BEGIN_DECLS

/* How often a point is tried again by itself. */
#define DEPOT_CONTENT_RETRIES 10

#define DEPOT_TYPE_CONTENT_OPERATION (depot_content_operation_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentOperation, depot_content_operation, DEPOT, CONTENT_OPERATION, DepotOperation)

/* For a kind read from the journal; NULL for an unknown one. Caller owns. */
DepotOperation *depot_content_operation_new     (const char *kind, DepotHouse *house);
/* A new request; not for DEPOT_CONTENT_CANCEL. */
DepotOperation *depot_content_operation_new_for (DepotHouse *house, DepotPackage *package, DepotContentAction action);
/* The same for several packages at one point: Validate and Remove. */
DepotOperation *depot_content_operation_new_at  (DepotHouse *house, DepotPoint *point, DepotContentAction action, guint n_packages);

G_END_DECLS
