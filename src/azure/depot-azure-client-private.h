/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the life of one request (depot-azure-send.c) needs of the client. Main thread. */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-gate.h"

G_BEGIN_DECLS

DepotAzureGate *depot_azure_client_get_gate (DepotAzureClient *self);
/* Gives the session the environment's trust anchor; TLS error if its file cannot be read. */
gboolean depot_azure_client_prepare (DepotAzureClient *self, GError **error);
/* Learns the clock skew from an answer and writes the log line of a try. */
void depot_azure_client_note_answer (DepotAzureClient *self,
                                     SoupMessage *message,
                                     gint64 started_us,
                                     const GError *error);

G_END_DECLS
