/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Redeploying without a gap (domain reference B1.10, "new name"; C3 38): a second point under another service name, with the
 * same service FQDN, certificate and settings, is built beside the first; the packages of the first are sent to it when
 * it is ready. Then the admin moves the CNAME record, and the first can go: the health watch reminds of the one and
 * offers the other. A classic point becomes one of Resource Manager so. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* Strings are borrowed for the call. */
typedef struct
{
  const char *service_name;  /* of the new point */
  const char *account_id;    /* who builds it; NULL: as the old one, which a classic point cannot say */
  const char *group_name;    /* resource group; NULL: that of the old one, or for a classic point the service name */
} DepotReplacement;

/* TRUE when this point may be replaced now: ready or stopped, and nothing takes its place yet. */
gboolean        depot_point_can_replace    (DepotHouse *house, DepotPoint *point);
/* Asks for the new point; durable when finished. CONFLICT when it may not be replaced; INVALID_INPUT for a bad name or a missing
 * account; KEYRING and what else creating would refuse. Nothing happens to the old point. */
void            depot_replace_point_async  (DepotHouse *house, DepotPoint *point, const DepotReplacement *replacement,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* The create operation, borrowed; point (may be NULL) is the new one, borrowed. */
DepotOperation *depot_replace_point_finish (DepotHouse *house, GAsyncResult *result, DepotPoint **point, GError **error);

G_END_DECLS
