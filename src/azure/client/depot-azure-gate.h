/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting before a request: for its own back-off, and for a host that told *anybody* of us to wait
 * (Retry-After). While a host's gate is closed no request passes it. Waits by the clock handed in;
 * a cancel ends a wait at once. Main thread; owned by the client.
 */
#pragma once

#include "depot-clock.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_AZURE_GATE (depot_azure_gate_get_type ())
G_DECLARE_FINAL_TYPE (DepotAzureGate, depot_azure_gate, DEPOT, AZURE_GATE, GObject)

DepotAzureGate *depot_azure_gate_new (DepotClock *clock);
/* host asked for seconds of silence. */
void depot_azure_gate_close (DepotAzureGate *self, const char *host, double seconds);
/* Ends when seconds have passed and the host's gate is open. */
void depot_azure_gate_wait_async (DepotAzureGate *self,
                                  const char *host,
                                  double seconds,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean depot_azure_gate_wait_finish (DepotAzureGate *self, GAsyncResult *result, GError **error);

G_END_DECLS
