/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure Services of Administration › Cloud Services, as the window and `depotctl service` do them: entered by the admin or
 * made for the admin through Microsoft Graph, verified, given a new credential, removed. The credential goes to the
 * keyring (or, if the person chose so, stays in this run's memory); the list itself is depot_house_get_azure_services().
 * Main thread. Errors: PERMISSION_DENIED (Graph: the account may not register applications), SIGN_IN_SETTINGS (credential
 * or ids wrong), KEYRING, SIGN_IN_NEEDED, NOT_REACHABLE …
 */
#pragma once

#include "depot-house.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* tenant_id NULL: the one of the environment saved last. Borrowed; NULL when there is none. */
DepotAzureService *depot_azure_services_find          (DepotHouse *house, const char *cloud_id, const char *tenant_id);

/* credential: the secret, or certificate and key as PEM, fitting the service's credential kind; NULL leaves what the keyring
 * has. INVALID_INPUT names the field that is wrong. */
void               depot_azure_services_save_async    (DepotHouse *house, DepotAzureService *service, DepotSecretBytes *credential,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean           depot_azure_services_save_finish   (DepotHouse *house, GAsyncResult *result, GError **error);
/* Looks the end of a certificate up in it and sets "expires"; a secret tells nothing. SIGN_IN_SETTINGS when the bytes are no
 * certificate with its key. */
gboolean           depot_azure_services_read_expiry   (DepotAzureService *service, DepotSecretBytes *credential, GError **error);
/* The credential a certificate file holds, as save wants it: the file is PEM, or a PFX with its password (NULL: none). Errors:
 * those of depot-certificate-choose.h, SIGN_IN_SETTINGS when it is no certificate with its RSA key. Caller owns. */
void               depot_azure_services_open_file_async  (GBytes *file, DepotSecretBytes *password, GCancellable *cancellable,
                                                          GAsyncReadyCallback callback, gpointer data);
DepotSecretBytes  *depot_azure_services_open_file_finish (GAsyncResult *result, GError **error);
/* Forgets it here, credential included. The registration in Azure stays: people may still sign in with it elsewhere. */
void               depot_azure_services_remove_async  (DepotHouse *house, DepotAzureService *service,
                                                       GAsyncReadyCallback callback, gpointer data);
gboolean           depot_azure_services_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* Registers an application in the account's tenant, with service principal and a credential of that kind valid for a year,
 * and saves it. What was made in Azure is taken back when a later step fails. Caller owns the result. remark: a sentence when a permission had to be
 * left out, else NULL; caller owns. */
void               depot_azure_services_create_async  (DepotHouse *house, DepotAccount *account, const char *name, DepotCredential credential,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotAzureService *depot_azure_services_create_finish (DepotHouse *house, GAsyncResult *result, char **remark, GError **error);
/* A new credential of the same kind (a secret where there was none) through Graph; the old secret is removed there. */
void               depot_azure_services_renew_async   (DepotHouse *house, DepotAccount *account, DepotAzureService *service,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* remark: a sentence when the old secret could not be removed, else NULL; caller owns. */
gboolean           depot_azure_services_renew_finish  (DepotHouse *house, GAsyncResult *result, char **remark, GError **error);

/* One button: does the credential give a token, which subscriptions does the service see, do its roles suffice there? items: a
 * GListStore of DepotCheckItem the caller shows; cleared and filled. TRUE also with warnings. Keeps the object id. */
void               depot_azure_services_verify_async  (DepotHouse *house, DepotAzureService *service, GListStore *items,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean           depot_azure_services_verify_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
