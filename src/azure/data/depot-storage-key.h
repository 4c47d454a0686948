/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of a classic storage account, which has no roles: given to the functions of
 * depot-data-plane.h in place of a token source, it makes the client sign each request with the
 * account's key (Azure reference, "Blob storage data plane", Shared Key). Main thread; caller owns.
 */
#pragma once

#include <libsoup/soup.h>

#include "depot-token-source.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_STORAGE_KEY (depot_storage_key_get_type ())
G_DECLARE_FINAL_TYPE (DepotStorageKey, depot_storage_key, DEPOT, STORAGE_KEY, GObject)

/* key: base64, as Azure gives it. */
DepotStorageKey *depot_storage_key_new (const char *account, DepotSecretBytes *key);
/* Puts date and signature into the headers of a message that is complete otherwise. */
void
depot_storage_key_sign (DepotStorageKey *self, SoupMessage *message, gsize body_bytes, gint64 now);

G_END_DECLS
