/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of an answer while they arrive. Capped, and wiped when freed, because an answer may
 * hold a token or a key and nobody should have to know which. Main thread; owned by whoever made
 * it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DepotAzureBody DepotAzureBody;

DepotAzureBody *depot_azure_body_new (gsize max_bytes);
void depot_azure_body_free (DepotAzureBody *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotAzureBody, depot_azure_body_free)

/* Reads stream to its end. More than max_bytes: UNEXPECTED_REPLY. */
void depot_azure_body_read_async (DepotAzureBody *self,
                                  GInputStream *stream,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
/* The whole as bytes that wipe themselves; the body is empty afterwards. */
GBytes *depot_azure_body_read_finish (DepotAzureBody *self, GAsyncResult *result, GError **error);

G_END_DECLS
