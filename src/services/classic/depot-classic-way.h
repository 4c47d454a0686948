/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the classic management API: the management certificate comes from the keyring and is opened in memory. Main
 * thread; caller owns what it gets. Errors: KEYRING, CERTIFICATE_PASSWORD, CERTIFICATE_UNREADABLE, NOT_REACHABLE (the
 * environment is not there). Whether Azure knows the certificate is told by the first call.
 */
#pragma once

#include "depot-classic.h"
#include "depot-discovery.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

void          depot_classic_way_open_async  (DepotHouse *house, const char *cloud_id, const char *subscription_id,
                                             const char *fingerprint, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
DepotClassic *depot_classic_way_open_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* General's Next in the classic way: the certificate opens, and the subscription knows it. items as in
 * depot_connection_test_async(). */
void          depot_classic_way_test_async  (DepotHouse *house, DepotDraft *draft, GListStore *items, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
gboolean      depot_classic_way_test_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
