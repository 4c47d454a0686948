/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the reply other files see out of a finished message, and judges whether Azure gave it at
 * all. Main thread. */
#pragma once

#include "depot-azure-request-private.h"

G_BEGIN_DECLS

/* CAPTIVE_PORTAL, UNEXPECTED_REPLY when this is no answer of Azure to request. */
DepotAzureReply *depot_azure_reply_new (DepotCloud *cloud,
                                        DepotAzureRequest *request,
                                        SoupMessage *message,
                                        GBytes *body,
                                        gint64 now,
                                        GError **error);

G_END_DECLS
