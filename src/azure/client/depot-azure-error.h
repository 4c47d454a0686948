/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns what went wrong on the way to or in Azure into DEPOT_ERROR: status and Azure's error code
 * give our code, the innermost text (deployment errors nest, and put JSON into strings) becomes the
 * message, code, text and request id ride along. Sources: Azure reference, "ARM", "Key Vault",
 * "Blob storage data plane". Pure, any thread; caller owns.
 */
#pragma once

#include <libsoup/soup.h>

#include "depot-azure-client.h"
#include "depot-error.h"

G_BEGIN_DECLS

/* An answer that is no success. */
GError *depot_azure_error_from_reply (const DepotAzureReply *reply);
/* An error object {code, message, details…} found inside an answer; fallback when no code in it is
 * known. */
GError *
depot_azure_error_from_object (JsonObject *object, DepotErrorCode fallback, const char *request_id);
/* No whole answer came. message: the try, for what TLS found wrong with the other side. */
GError *depot_azure_error_from_transport (const GError *error, SoupMessage *message);
/* FALSE: the table does not know this code of Azure. */
gboolean depot_azure_error_lookup (const char *azure_code, DepotErrorCode *code);

G_END_DECLS
