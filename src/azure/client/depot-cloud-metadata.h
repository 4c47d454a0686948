/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks an environment what belongs to it: GET metadata/endpoints, without a token (Azure reference 1). Main thread. */
#pragma once

#include "depot-clock.h"
#include "depot-cloud.h"

G_BEGIN_DECLS

/* address: https, from the admin; INVALID_INPUT says what is wrong with it. ca_pem may be NULL. */
void        depot_cloud_metadata_ask_async  (const char *address, const char *ca_pem, DepotClock *clock, GProxyResolver *proxy, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
/* The environment as it describes itself; nothing is kept. Caller owns. */
DepotCloud *depot_cloud_metadata_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
