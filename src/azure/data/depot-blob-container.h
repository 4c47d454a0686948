/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container a distribution point keeps its content in, as a DepotBlobPlace for worker threads. The
 * same rules as for every other request to Azure hold: own hosts only, retries, Retry-After, capped
 * answers, a fresh token after 401 (asked for on the thread the container was made on, whose main
 * context must run meanwhile). Source: Azure reference, "Blob storage data plane".
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-blob-place.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_BLOB_CONTAINER (depot_blob_container_get_type ())
G_DECLARE_FINAL_TYPE (DepotBlobContainer, depot_blob_container, DEPOT, BLOB_CONTAINER, GObject)

/* cloud: NULL for an address a person gave, which must be https, or http on loopback. tokens: a
 * source of tokens or a DepotStorageKey; NULL: nothing but what sas or bearer opens. proxy: NULL =
 * the desktop's. */
DepotBlobContainer *depot_blob_container_new (DepotCloud *cloud,
                                              const char *container_url,
                                              DepotTokenSource *tokens,
                                              GProxyResolver *proxy,
                                              GError **error);
/* A shared access signature, "sv=…&sig=…". Before the first use. */
void depot_blob_container_set_sas (DepotBlobContainer *self, DepotSecretBytes *sas);
/* A token that is never renewed. Before the first use. */
void depot_blob_container_set_bearer (DepotBlobContainer *self, DepotSecretBytes *token);
/* Trust this file's certificates alone. Before the first use. */
gboolean
depot_blob_container_set_ca_file (DepotBlobContainer *self, const char *path, GError **error);

G_END_DECLS
