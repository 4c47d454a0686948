/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long work behind Create: from an asked-for draft to a cloud distribution point that answers with its own certificate. Subject
 * is the point's id, which is also the value of the tag depot-service on everything made. Steps and order: Azure
 * reference 4.2 and 4.3. Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-point-operation.h"

G_BEGIN_DECLS

#define DEPOT_CREATE_OPERATION_KIND "create-point"

#define DEPOT_TYPE_CREATE_OPERATION (depot_create_operation_get_type ())
G_DECLARE_FINAL_TYPE (DepotCreateOperation, depot_create_operation, DEPOT, CREATE_OPERATION, DepotPointOperation)

/* For the queue, which fills it from the journal. */
DepotOperation *depot_create_operation_new      (DepotHouse *house);
/* A new request; the draft is copied. */
DepotOperation *depot_create_operation_new_for  (DepotHouse *house, const char *point_id, DepotDraft *draft);

G_END_DECLS
