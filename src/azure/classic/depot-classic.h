/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classic management API of one subscription: hosted services, storage services, deployments;
 * one function per call. The caller is known by the management certificate of the connection. What
 * Azure carries out later is told by an operation, whose id a change returns. Azure retired this
 * API on 31 August 2024; the practice cloud still plays it (Azure reference, "Classic").
 * Errors besides the client's: PERMISSION_DENIED when the certificate does not open the
 * subscription (with its thumbprint), CONFLICT while another operation runs or a name is taken.
 * Main thread; caller owns.
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-classic-xml.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CLASSIC (depot_classic_get_type ())
G_DECLARE_FINAL_TYPE (DepotClassic, depot_classic, DEPOT, CLASSIC, GObject)

DepotClassic *depot_classic_new (DepotAzureClient *client,
                                 const char *subscription_id,
                                 GTlsCertificate *certificate);
DepotAzureClient *depot_classic_get_client (DepotClassic *self);
/* Of the management certificate; borrowed. */
const char *depot_classic_get_thumbprint (DepotClassic *self);
/* When it ends; 0: it does not say. */
gint64 depot_classic_get_certificate_end (DepotClassic *self);

/* Display names of the regions. Also the cheapest way to learn whether the certificate is known. */
void depot_classic_list_locations_async (DepotClassic *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
char **
depot_classic_list_locations_finish (DepotClassic *self, GAsyncResult *result, GError **error);

/* Is the name free, as hosted service or as storage service? */
void depot_classic_check_service_name_async (DepotClassic *self,
                                             const char *name,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer data);
void depot_classic_check_storage_name_async (DepotClassic *self,
                                             const char *name,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer data);
gboolean depot_classic_check_name_finish (DepotClassic *self,
                                          GAsyncResult *result,
                                          gboolean *is_free,
                                          GError **error);

/* NULL without error: there is none. */
void depot_classic_get_service_async (DepotClassic *self,
                                      const char *service,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
DepotClassicService *
depot_classic_get_service_finish (DepotClassic *self, GAsyncResult *result, GError **error);
void depot_classic_get_storage_async (DepotClassic *self,
                                      const char *account,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
DepotClassicStorage *
depot_classic_get_storage_finish (DepotClassic *self, GAsyncResult *result, GError **error);
void depot_classic_get_deployment_async (DepotClassic *self,
                                         const char *service,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data); /* of the production slot */
DepotClassicDeployment *
depot_classic_get_deployment_finish (DepotClassic *self, GAsyncResult *result, GError **error);
void depot_classic_list_certificates_async (DepotClassic *self,
                                            const char *service,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer data);
char **
depot_classic_list_certificates_finish (DepotClassic *self, GAsyncResult *result, GError **error);
void depot_classic_get_storage_key_async (DepotClassic *self,
                                          const char *account,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
DepotSecretBytes *
depot_classic_get_storage_key_finish (DepotClassic *self, GAsyncResult *result, GError **error);

/* FALSE: the question itself failed. failure: of an operation that FAILED. */
void depot_classic_get_operation_async (DepotClassic *self,
                                        const char *id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean depot_classic_get_operation_finish (DepotClassic *self,
                                             GAsyncResult *result,
                                             DepotClassicProgress *progress,
                                             GError **failure,
                                             GError **error);

/* Changes. All end in depot_classic_change_finish(): the id of the operation, caller owns. What is
 * to be deleted and is not there counts as deleted: NULL without error. */
void depot_classic_create_service_async (DepotClassic *self,
                                         const char *service,
                                         const char *label,
                                         const char *description,
                                         const char *location,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
void depot_classic_create_storage_async (DepotClassic *self,
                                         const char *account,
                                         const char *label,
                                         const char *description,
                                         const char *location,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
void depot_classic_add_certificate_async (DepotClassic *self,
                                          const char *service,
                                          DepotSecretBytes *pfx,
                                          DepotSecretBytes *password,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
void depot_classic_create_deployment_async (DepotClassic *self,
                                            const char *service,
                                            const char *name,
                                            const char *label,
                                            const char *package_url,
                                            DepotSecretBytes *configuration,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer data);
void depot_classic_set_running_async (DepotClassic *self,
                                      const char *service,
                                      const char *deployment,
                                      gboolean is_running,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
void depot_classic_change_configuration_async (DepotClassic *self,
                                               const char *service,
                                               const char *deployment,
                                               DepotSecretBytes *configuration,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer data);
void depot_classic_delete_deployment_async (DepotClassic *self,
                                            const char *service,
                                            const char *deployment,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer data);
/* With its deployments and their disks. */
void depot_classic_delete_service_async (DepotClassic *self,
                                         const char *service,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
void depot_classic_delete_storage_async (DepotClassic *self,
                                         const char *account,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
char *depot_classic_change_finish (DepotClassic *self, GAsyncResult *result, GError **error);

G_END_DECLS
