/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two data planes the create flow writes to: blob storage and key vault, one function per call
 * (Azure reference, "Blob storage data plane", "Key Vault"). A 403 that may pass while a new role
 * assignment spreads is ROLE_NOT_ACTIVE. The blob endpoint and vault URI come from Azure's own
 * answers and are checked against the environment before use.
 */
#pragma once

#include "depot-azure-client.h"

G_BEGIN_DECLS

/* container_url: https://<account>.blob.<suffix>/content, no query. */
void depot_blob_container_exists_async (DepotAzureClient *client,
                                        DepotTokenSource *tokens,
                                        const char *container_url,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean depot_blob_container_exists_finish (DepotAzureClient *client,
                                             GAsyncResult *result,
                                             gboolean *exists,
                                             GError **error);
/* There already is as good as made. */
void depot_blob_container_create_async (DepotAzureClient *client,
                                        DepotTokenSource *tokens,
                                        const char *container_url,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean depot_blob_container_create_finish (DepotAzureClient *client,
                                             GAsyncResult *result,
                                             GError **error);
void depot_blob_put_async (DepotAzureClient *client,
                           DepotTokenSource *tokens,
                           const char *blob_url,
                           const char *content_type,
                           GBytes *data_bytes,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
gboolean depot_blob_put_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
void depot_blob_get_async (DepotAzureClient *client,
                           DepotTokenSource *tokens,
                           const char *blob_url,
                           gint64 offset,
                           gint64 length,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
GBytes *depot_blob_get_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
void depot_blob_delete_async (DepotAzureClient *client,
                              DepotTokenSource *tokens,
                              const char *blob_url,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean depot_blob_delete_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
typedef struct
{
  char *name;
  guint64 size_bytes;
  gint64 modified_at; /* seconds UTC, 0: not said */
  char *etag;
} DepotBlobItem;
/* Every blob under prefix (paged inside, order of the service). GPtrArray of DepotBlobItem. */
void depot_blob_list_async (DepotAzureClient *client,
                            DepotTokenSource *tokens,
                            const char *container_url,
                            const char *prefix,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
GPtrArray *depot_blob_list_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);

/* Imports a PFX as a new version of certificate name; returns the vault's SHA-1 thumbprint as
 * upper-case hex (caller owns). */
void depot_vault_import_async (DepotAzureClient *client,
                               DepotTokenSource *tokens,
                               const char *vault_uri,
                               const char *name,
                               DepotSecretBytes *pfx,
                               DepotSecretBytes *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
char *depot_vault_import_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
/* Thumbprint of the current version, NULL without error when there is no such certificate. */
void depot_vault_get_thumbprint_async (DepotAzureClient *client,
                                       DepotTokenSource *tokens,
                                       const char *vault_uri,
                                       const char *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
char *
depot_vault_get_thumbprint_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
void depot_vault_set_secret_async (DepotAzureClient *client,
                                   DepotTokenSource *tokens,
                                   const char *vault_uri,
                                   const char *name,
                                   DepotSecretBytes *value,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean
depot_vault_set_secret_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
/* TRUE if the secret exists (its value is not read into memory longer than the answer). */
void depot_vault_has_secret_async (DepotAzureClient *client,
                                   DepotTokenSource *tokens,
                                   const char *vault_uri,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean depot_vault_has_secret_finish (DepotAzureClient *client,
                                        GAsyncResult *result,
                                        gboolean *has,
                                        GError **error);

/* Its value; NOT_FOUND without one. */
void depot_vault_get_secret_async (DepotAzureClient *client,
                                   DepotTokenSource *tokens,
                                   const char *vault_uri,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
DepotSecretBytes *
depot_vault_get_secret_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);

/* HTTPS probe of an edge by address, with the service FQDN as SNI and Host: the thumbprint (SHA-1
 * upper-case hex) of the certificate it presents and the status of GET /healthz. The certificate is
 * judged by the caller through the thumbprint (it is the admin's own, maybe of a private CA). proxy: NULL = the desktop's. */
typedef struct
{
  char *thumbprint;
  gint64 not_after; /* of that certificate, seconds UTC; 0: it does not say */
  guint status;
  char *body; /* at most 64 KiB */
} DepotEdgeProbe;
void depot_edge_probe_free (DepotEdgeProbe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotEdgeProbe, depot_edge_probe_free)
void depot_edge_probe_async (const char *address,
                             guint port,
                             const char *service_fqdn,
                             GProxyResolver *proxy,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
DepotEdgeProbe *depot_edge_probe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
