/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second way in (RFC 8628): the console shows a short code, the person types it into a browser
 * on any device, and the console asks every few seconds whether they did. For machines without a
 * browser; many tenants forbid it. One object per attempt; main thread. Source: Azure reference,
 * "Device code".
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-nouns.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DEVICE_CODE (depot_device_code_get_type ())
G_DECLARE_FINAL_TYPE (DepotDeviceCode, depot_device_code, DEPOT, DEVICE_CODE, GObject)

/* tenant: id, domain or "organizations". claims_json: NULL or as a claims challenge needs. */
DepotDeviceCode *depot_device_code_new (DepotAzureClient *client,
                                        const char *client_id,
                                        const char *tenant,
                                        const char *claims_json);
/* What to type and where; NULL before signal "code-ready". */
const char *depot_device_code_get_user_code (DepotDeviceCode *self);
const char *depot_device_code_get_address (DepotDeviceCode *self);
/* Ends by success, the person's no, cancel, or the end of the code's life. */
void depot_device_code_run_async (DepotDeviceCode *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
/* The account, and its refresh token (caller owns both). */
DepotAccount *depot_device_code_run_finish (DepotDeviceCode *self,
                                            GAsyncResult *result,
                                            DepotSecretBytes **refresh_token,
                                            GError **error);

G_END_DECLS
