/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long work behind Create in the classic way: storage service, hosted service with a generated name, certificate,
 * deployment, role instances. Azure retired this way on 31 August 2024; it lives on in the practice cloud. Subject is the
 * point's id, which is also the label of everything made, so that a restart knows its own. Steps: domain reference F2,
 * "Classic". Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-point-operation.h"

G_BEGIN_DECLS

#define DEPOT_CREATE_CLASSIC_KIND "create-classic-point"

#define DEPOT_TYPE_CREATE_CLASSIC (depot_create_classic_get_type ())
G_DECLARE_FINAL_TYPE (DepotCreateClassic, depot_create_classic, DEPOT, CREATE_CLASSIC, DepotPointOperation)

/* For the queue, which fills it from the journal. */
DepotOperation *depot_create_classic_new     (DepotHouse *house);
/* A new request; the draft is copied. */
DepotOperation *depot_create_classic_new_for (DepotHouse *house, const char *point_id, DepotDraft *draft);
/* The generated name of the services in Azure, known before the first of them is asked for. Borrowed. */
const char     *depot_create_classic_get_azure_name (DepotCreateClassic *self);

G_END_DECLS
