/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Azure service of the console: what an admin registered in one tenant of one environment so that the console may act there
 * (the app registration people sign in with, and the service principal that works when nobody watches). No secret is in
 * here: the credential lies in the keyring under depot_azure_service_dup_id(). Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_CREDENTIAL_NONE,        /* people sign in with it; nothing works unattended */
  DEPOT_CREDENTIAL_SECRET,
  DEPOT_CREDENTIAL_CERTIFICATE,
} DepotCredential;

typedef enum
{
  DEPOT_EXPIRY_UNKNOWN,         /* no credential, or a date nobody told us */
  DEPOT_EXPIRY_FAR,
  DEPOT_EXPIRY_SOON,            /* within DEPOT_EXPIRY_WARNING_DAYS */
  DEPOT_EXPIRY_OVER,
} DepotExpiry;

#define DEPOT_EXPIRY_WARNING_DAYS 30

/* Properties, all read-write and notifying: cloud-id, tenant-id (a tenant's id; "organizations" for any), name, client-id,
 * object-id (of the service principal), application-id (object id of the registration, known when the console created it),
 * key-id (of the credential in the registration), credential (DepotCredential), expires (i64, seconds UTC, 0 unknown). */
#define DEPOT_TYPE_AZURE_SERVICE (depot_azure_service_get_type ())
G_DECLARE_FINAL_TYPE (DepotAzureService, depot_azure_service, DEPOT, AZURE_SERVICE, GObject)

DepotAzureService *depot_azure_service_new               (const char *cloud_id, const char *tenant_id, const char *name, const char *client_id);
DepotAzureService *depot_azure_service_copy              (DepotAzureService *self);
gboolean           depot_azure_service_equal             (DepotAzureService *a, DepotAzureService *b);
/* "environment/tenant", which only one service has. Caller owns. */
char              *depot_azure_service_dup_id            (DepotAzureService *self);
const char        *depot_azure_service_get_cloud_id      (DepotAzureService *self);
const char        *depot_azure_service_get_tenant_id     (DepotAzureService *self);
const char        *depot_azure_service_get_name          (DepotAzureService *self);
const char        *depot_azure_service_get_client_id     (DepotAzureService *self);
const char        *depot_azure_service_get_object_id     (DepotAzureService *self);   /* NULL until verified */
const char        *depot_azure_service_get_application_id (DepotAzureService *self);
const char        *depot_azure_service_get_key_id        (DepotAzureService *self);
DepotCredential    depot_azure_service_get_credential    (DepotAzureService *self);
gint64             depot_azure_service_get_expires       (DepotAzureService *self);

DepotExpiry        depot_azure_service_judge_expiry      (DepotAzureService *self, gint64 now);
/* The last of 30, 14, 7, 1 (days) that is reached; 0 once it is over; -1 before, and when there is nothing to end. */
int                depot_azure_service_get_expiry_stage  (DepotAzureService *self, gint64 now);
/* "Secret, expires in 12 days": for lists. Caller owns. */
char              *depot_azure_service_dup_credential_text (DepotAzureService *self, gint64 now);
/* "secret", "certificate", "none": for --json and the store. */
const char        *depot_credential_get_nick             (DepotCredential credential);
DepotCredential    depot_credential_from_nick            (const char *nick);   /* NONE when unknown */

G_END_DECLS
