/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything known about a point, as one table. */
#include "config.h"

#include "depot-draft-private.h"
#include "depot-point-private.h"

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_STATE,
  PROP_STATE_SINCE,
  PROP_STATUS_TEXT,
  PROP_PROGRESS,
  PROP_OPERATION_ID,
  PROP_CLOUD_ID,
  PROP_METHOD,
  PROP_TENANT_ID,
  PROP_CLIENT_ID,
  PROP_ACCOUNT_ID,
  PROP_MANAGEMENT_FINGERPRINT,
  PROP_SUBSCRIPTION_ID,
  PROP_SUBSCRIPTION_NAME,
  PROP_REGION,
  PROP_GROUP_NAME,
  PROP_GROUP_IS_OURS,
  PROP_SITE_CODE,
  PROP_SERVICE_FQDN,
  PROP_SERVICE_NAME,
  PROP_DESCRIPTION,
  PROP_CERTIFICATE,
  PROP_AZURE_FQDN,
  PROP_PUBLIC_IP,
  PROP_STORAGE_ACCOUNT,
  PROP_BLOB_ENDPOINT,
  PROP_VAULT_NAME,
  PROP_VAULT_URI,
  PROP_IDENTITY_ID,
  PROP_SCALE_SET_ID,
  PROP_PUBLIC_IP_ID,
  PROP_DEPLOYMENT_LINK,
  PROP_INSTANCE_COUNT,
  PROP_VM_SIZE,
  PROP_STORAGE_QUOTA_ENABLED,
  PROP_STORAGE_QUOTA_GB,
  PROP_STORAGE_WARNING_PERCENT,
  PROP_STORAGE_CRITICAL_PERCENT,
  PROP_TRANSFER_QUOTA_ENABLED,
  PROP_TRANSFER_QUOTA_GB,
  PROP_TRANSFER_WARNING_PERCENT,
  PROP_TRANSFER_CRITICAL_PERCENT,
  PROP_TOKEN_HOURS,
  PROP_REPLACES_ID,
  PROP_STORAGE_USED_BYTES,
  PROP_TRANSFER_BYTES,
  PROP_USAGE_AT,
  PROP_CREATED_AT,
  PROP_READY_AT,
  PROP_SERIAL,
  PROP_HEALTH,
  PROP_HEALTH_SEVERITY,
  PROP_CHECKED_AT,
  N_PROPS,
} DepotPointProperty;

G_STATIC_ASSERT (N_PROPS == DEPOT_POINT_N_FIELDS);

#define FIELD(KIND, property, member)                                                              \
  { property, DEPOT_FIELD_##KIND, G_STRUCT_OFFSET (DepotPoint, member) }
#define WITH_STANDARD(KIND, property, member, standard)                                            \
  { property, DEPOT_FIELD_##KIND, G_STRUCT_OFFSET (DepotPoint, member), standard }
#define LIVE(KIND, property, member)                                                               \
  { property, DEPOT_FIELD_##KIND, G_STRUCT_OFFSET (DepotPoint, member), .is_live = TRUE }
#define WORD(property, member, standard, words)                                                    \
  { property, DEPOT_FIELD_WORD, G_STRUCT_OFFSET (DepotPoint, member), standard, words }

const DepotField depot_point_fields[DEPOT_POINT_N_FIELDS] = {
  [PROP_ID] = FIELD (TEXT, "id", id),
  [PROP_NAME] = FIELD (TEXT, "name", name),
  [PROP_STATE] = WORD ("state", state, DEPOT_POINT_PROVISIONING, depot_point_state_words),
  [PROP_STATE_SINCE] = FIELD (TIME, "state-since", state_since),
  [PROP_STATUS_TEXT] = FIELD (TEXT, "status-text", status_text),
  [PROP_PROGRESS]
  = { "progress", DEPOT_FIELD_FRACTION, G_STRUCT_OFFSET (DepotPoint, progress), .is_live = TRUE },
  [PROP_OPERATION_ID] = FIELD (TEXT, "operation-id", operation_id),
  [PROP_CLOUD_ID] = FIELD (TEXT, "cloud-id", cloud_id),
  [PROP_METHOD] = WORD ("method", method, DEPOT_METHOD_RESOURCE_MANAGER, depot_method_words),
  [PROP_TENANT_ID] = FIELD (TEXT, "tenant-id", tenant_id),
  [PROP_CLIENT_ID] = FIELD (TEXT, "client-id", client_id),
  [PROP_ACCOUNT_ID] = FIELD (TEXT, "account-id", account_id),
  [PROP_MANAGEMENT_FINGERPRINT] = FIELD (TEXT, "management-fingerprint", management_fingerprint),
  [PROP_SUBSCRIPTION_ID] = FIELD (TEXT, "subscription-id", subscription_id),
  [PROP_SUBSCRIPTION_NAME] = FIELD (TEXT, "subscription-name", subscription_name),
  [PROP_REGION] = FIELD (TEXT, "region", region),
  [PROP_GROUP_NAME] = FIELD (TEXT, "group-name", group_name),
  [PROP_GROUP_IS_OURS] = FIELD (FLAG, "group-is-ours", group_is_ours),
  [PROP_SITE_CODE] = FIELD (TEXT, "site-code", site_code),
  [PROP_SERVICE_FQDN] = FIELD (TEXT, "service-fqdn", service_fqdn),
  [PROP_SERVICE_NAME] = FIELD (TEXT, "service-name", service_name),
  [PROP_DESCRIPTION] = FIELD (TEXT, "description", description),
  [PROP_CERTIFICATE] = FIELD (CERTIFICATE, "certificate", certificate),
  [PROP_AZURE_FQDN] = FIELD (TEXT, "azure-fqdn", azure_fqdn),
  [PROP_PUBLIC_IP] = FIELD (TEXT, "public-ip", public_ip),
  [PROP_STORAGE_ACCOUNT] = FIELD (TEXT, "storage-account", storage_account),
  [PROP_BLOB_ENDPOINT] = FIELD (TEXT, "blob-endpoint", blob_endpoint),
  [PROP_VAULT_NAME] = FIELD (TEXT, "vault-name", vault_name),
  [PROP_VAULT_URI] = FIELD (TEXT, "vault-uri", vault_uri),
  [PROP_IDENTITY_ID] = FIELD (TEXT, "identity-id", identity_id),
  [PROP_SCALE_SET_ID] = FIELD (TEXT, "scale-set-id", scale_set_id),
  [PROP_PUBLIC_IP_ID] = FIELD (TEXT, "public-ip-id", public_ip_id),
  [PROP_DEPLOYMENT_LINK] = FIELD (TEXT, "deployment-link", deployment_link),
  [PROP_INSTANCE_COUNT] = WITH_STANDARD (NUMBER, "instance-count", instance_count, 1),
  [PROP_VM_SIZE] = FIELD (TEXT, "vm-size", vm_size),
  [PROP_STORAGE_QUOTA_ENABLED]
  = WITH_STANDARD (FLAG, "storage-quota-enabled", storage_quota_enabled, TRUE),
  [PROP_STORAGE_QUOTA_GB] = WITH_STANDARD (NUMBER, "storage-quota-gb", storage_quota_gb, 2000),
  [PROP_STORAGE_WARNING_PERCENT]
  = WITH_STANDARD (NUMBER, "storage-warning-percent", storage_warning_percent, 50),
  [PROP_STORAGE_CRITICAL_PERCENT]
  = WITH_STANDARD (NUMBER, "storage-critical-percent", storage_critical_percent, 90),
  [PROP_TRANSFER_QUOTA_ENABLED]
  = WITH_STANDARD (FLAG, "transfer-quota-enabled", transfer_quota_enabled, TRUE),
  [PROP_TRANSFER_QUOTA_GB] = WITH_STANDARD (NUMBER, "transfer-quota-gb", transfer_quota_gb, 10000),
  [PROP_TRANSFER_WARNING_PERCENT]
  = WITH_STANDARD (NUMBER, "transfer-warning-percent", transfer_warning_percent, 50),
  [PROP_TRANSFER_CRITICAL_PERCENT]
  = WITH_STANDARD (NUMBER, "transfer-critical-percent", transfer_critical_percent, 90),
  [PROP_TOKEN_HOURS] = WITH_STANDARD (NUMBER, "token-hours", token_hours, DEPOT_TOKEN_HOURS),
  [PROP_REPLACES_ID] = FIELD (TEXT, "replaces-id", replaces_id),
  [PROP_STORAGE_USED_BYTES] = FIELD (SIZE, "storage-used-bytes", storage_used_bytes),
  [PROP_TRANSFER_BYTES] = FIELD (SIZE, "transfer-bytes", transfer_bytes),
  [PROP_USAGE_AT] = FIELD (TIME, "usage-at", usage_at),
  [PROP_CREATED_AT] = FIELD (TIME, "created-at", created_at),
  [PROP_READY_AT] = FIELD (TIME, "ready-at", ready_at),
  [PROP_SERIAL] = FIELD (COUNT, "serial", serial),
  [PROP_HEALTH] = LIVE (TEXT, "health", health),
  [PROP_HEALTH_SEVERITY] = LIVE (NUMBER, "health-severity", health_severity),
  [PROP_CHECKED_AT] = LIVE (TIME, "checked-at", checked_at),
};
