/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the life of one request (depot-azure-send.c) needs of the client. Main thread. */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-gate.h"

G_BEGIN_DECLS

DepotAzureGate *depot_azure_client_get_gate (DepotAzureClient *self);
/* How long one try may last, however busy its connection is; five minutes unless said. */
guint depot_azure_client_get_limit_seconds (DepotAzureClient *self);
void depot_azure_client_set_limit_seconds (DepotAzureClient *self, guint seconds);
/* Gives the session the environment's trust anchor; TLS error if its file cannot be read. */
gboolean depot_azure_client_prepare (DepotAzureClient *self, GError **error);
/* Learns the clock skew from an answer and writes the log line of a try. */
void depot_azure_client_note_answer (DepotAzureClient *self,
                                     SoupMessage *message,
                                     gint64 started_us,
                                     const GError *error);

G_END_DECLS
