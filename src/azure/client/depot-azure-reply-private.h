/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the reply other files see out of a finished message, and judges whether Azure gave it at
 * all. No state, any thread. */
#pragma once

#include "depot-azure-request-private.h"

G_BEGIN_DECLS

#define DEPOT_AZURE_MAX_TRIES 7
/* A host that cannot be reached is told to the person soon; a host that is busy is given time. */
#define DEPOT_AZURE_MAX_BROKEN_TRIES 4

/* May the same request have another answer a little later? */
gboolean depot_azure_status_is_passing (guint status);

/* CAPTIVE_PORTAL, UNEXPECTED_REPLY when this is no answer of Azure to request. */
DepotAzureReply *depot_azure_reply_new (DepotCloud *cloud,
                                        DepotAzureRequest *request,
                                        guint status,
                                        SoupMessageHeaders *headers,
                                        GBytes *body,
                                        gint64 now,
                                        GError **error);

G_END_DECLS
