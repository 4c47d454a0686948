/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public zones of Azure DNS and records in them (Azure reference 8). Nothing is ever written over by chance: a new record
 * only where there is none, a changed or deleted one only while it is what was seen. Main thread.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

#define DEPOT_ARM_DNS_VERSION "2018-05-01"

/* Ids of the public zones of a subscription; GPtrArray of char *, caller owns. */
void        depot_arm_list_dns_zones_async    (DepotArm *self, const char *subscription_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer data);
GPtrArray  *depot_arm_list_dns_zones_finish   (DepotArm *self, GAsyncResult *result, GError **error);
/* etag: of the record that is replaced; NULL: there must be none. CONFLICT when it is not so (any more). Caller owns. */
void        depot_arm_put_dns_record_async    (DepotArm *self, const char *record_id, JsonObject *body, const char *etag,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
JsonObject *depot_arm_put_dns_record_finish   (DepotArm *self, GAsyncResult *result, GError **error);
/* CONFLICT when it is another one by now; one that is gone is good. */
void        depot_arm_delete_dns_record_async (DepotArm *self, const char *record_id, const char *etag,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_arm_delete_dns_record_finish (DepotArm *self, GAsyncResult *result, GError **error);

G_END_DECLS
