/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a field of the wizard may hold (domain reference F6). One small function per rule, one table
 * of all. */
#include "config.h"

#include "depot-draft.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-draft-private.h"
#include "depot-site.h"

#define MAX_QUOTA_GB 1000000
#define MAX_INSTANCES 16
#define MAX_GROUP_NAME 90
#define MAX_DESCRIPTION 256

static const char *
check_cloud (DepotDraft *self, gint64 now)
{
  return self->cloud_id ? NULL : _ ("Choose an Azure environment.");
}

static const char *
check_client (DepotDraft *self, gint64 now)
{
  if (self->client_id == NULL || g_uuid_string_is_valid (self->client_id))
    return NULL;
  return _ ("A client ID has the form 00000000-0000-0000-0000-000000000000.");
}

static const char *
check_tenant (DepotDraft *self, gint64 now)
{
  if (self->tenant_id == NULL || depot_name_is_host_name (self->tenant_id))
    return NULL;
  return _ ("Enter a tenant ID or a domain of the tenant, such as contoso.com.");
}

static const char *
check_account (DepotDraft *self, gint64 now)
{
  return self->account_id ? NULL : _ ("Sign in to Azure.");
}

static const char *
check_subscription (DepotDraft *self, gint64 now)
{
  if (self->subscription_id == NULL)
    return self->method == DEPOT_METHOD_CLASSIC ? _ ("Enter the ID of the subscription.")
                                                : _ ("Choose a subscription.");
  if (!g_uuid_string_is_valid (self->subscription_id))
    return _ ("A subscription ID has the form 00000000-0000-0000-0000-000000000000.");
  return NULL;
}

static const char *
check_management (DepotDraft *self, gint64 now)
{
  return self->management_fingerprint ? NULL : _ ("Choose a management certificate.");
}

static const char *
check_region (DepotDraft *self, gint64 now)
{
  if (self->region == NULL)
    return _ ("Choose a region.");
  for (const char *at = self->region; *at; at++)
    if (!g_ascii_isalnum (*at))
      return _ ("Enter the region as Azure writes it, such as westeurope.");
  return NULL;
}

static const char *
check_new_group (const char *name)
{
  if (strlen (name) > MAX_GROUP_NAME)
    return _ ("The name has more than 90 characters.");
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum (*at) && strchr ("_-.()", *at) == NULL)
      return _ ("Use only letters, digits, hyphens, underscores, dots and parentheses.");
  if (g_str_has_suffix (name, "."))
    return _ ("The name must not end with a dot.");
  return NULL;
}

static const char *
check_group (DepotDraft *self, gint64 now)
{
  if (self->group_name == NULL)
    return self->group_is_new ? _ ("Enter a name for the resource group.")
                              : _ ("Choose a resource group.");
  if (self->group_is_new)
    return check_new_group (self->group_name);
  if (self->group_region && self->region
      && g_ascii_strcasecmp (self->group_region, self->region) != 0)
    return _ ("This resource group is in another region. Choose one in the region of the service "
              "or create a new one.");
  return NULL;
}

static const char *
check_site (DepotDraft *self, gint64 now)
{
  return self->site_code ? depot_site_check_code (self->site_code) : _ ("Choose a primary site.");
}

static const char *
check_certificate (DepotDraft *self, gint64 now)
{
  gboolean practice = g_strcmp0 (self->cloud_id, DEPOT_CLOUD_PRACTICE) == 0;
  g_autoptr (GPtrArray) findings = NULL;
  const DepotFinding *worst;

  if (self->certificate == NULL)
    return _ ("Choose a certificate file.");
  findings = depot_certificate_judge (self->certificate, now, practice);
  worst = g_ptr_array_index (findings, 0);
  return worst->severity == DEPOT_FINDING_REFUSAL ? g_intern_string (worst->text) : NULL;
}

static const char *
check_fqdn (DepotDraft *self, gint64 now)
{
  const char *wrong = depot_name_check_service_fqdn (self->service_fqdn);

  if (wrong || self->certificate == NULL)
    return wrong;
  if (!depot_certificate_covers (self->certificate, self->service_fqdn))
    return _ ("The certificate is not made out to this name.");
  return NULL;
}

static const char *
check_name (DepotDraft *self, gint64 now)
{
  return depot_name_check_service_name (self->service_name);
}

static const char *
check_description (DepotDraft *self, gint64 now)
{
  if (self->description && g_utf8_strlen (self->description, -1) > MAX_DESCRIPTION)
    return _ ("The description has more than 256 characters.");
  return NULL;
}

static const char *
check_instances (DepotDraft *self, gint64 now)
{
  if (self->instance_count < 1 || self->instance_count > MAX_INSTANCES)
    return _ ("Use 1 to 16 instances.");
  return NULL;
}

static const char *
check_vm_size (DepotDraft *self, gint64 now)
{
  if (self->vm_size == NULL)
    return _ ("Choose a size for the virtual machines.");
  for (const char *at = self->vm_size; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && *at != '-')
      return _ ("Enter the size as Azure writes it, such as Standard_B2s_v2.");
  return NULL;
}

static const char *
check_token_hours (DepotDraft *self, gint64 now)
{
  if (self->token_hours < DEPOT_MIN_TOKEN_HOURS || self->token_hours > DEPOT_MAX_TOKEN_HOURS)
    return _ ("Enter 1 to 24 hours.");
  return NULL;
}

static const char *
check_quota (gboolean enabled, guint quota_gb)
{
  if (enabled && (quota_gb < 1 || quota_gb > MAX_QUOTA_GB))
    return _ ("Enter 1 to 1,000,000 GB.");
  return NULL;
}

static const char *
check_percent (gboolean enabled, guint percent)
{
  return enabled && (percent < 1 || percent > 100) ? _ ("Enter 1 to 100 percent.") : NULL;
}

static const char *
check_critical (gboolean enabled, guint warning, guint critical)
{
  const char *wrong = check_percent (enabled, critical);

  if (wrong == NULL && enabled && warning >= critical)
    return _ ("The critical percentage must be greater than the warning percentage.");
  return wrong;
}

static const char *
check_storage_quota (DepotDraft *self, gint64 now)
{
  return check_quota (self->storage_quota_enabled, self->storage_quota_gb);
}

static const char *
check_storage_warning (DepotDraft *self, gint64 now)
{
  return check_percent (self->storage_quota_enabled, self->storage_warning_percent);
}

static const char *
check_storage_critical (DepotDraft *self, gint64 now)
{
  return check_critical (
      self->storage_quota_enabled, self->storage_warning_percent, self->storage_critical_percent);
}

static const char *
check_transfer_quota (DepotDraft *self, gint64 now)
{
  return check_quota (self->transfer_quota_enabled, self->transfer_quota_gb);
}

static const char *
check_transfer_warning (DepotDraft *self, gint64 now)
{
  return check_percent (self->transfer_quota_enabled, self->transfer_warning_percent);
}

static const char *
check_transfer_critical (DepotDraft *self, gint64 now)
{
  return check_critical (self->transfer_quota_enabled,
                         self->transfer_warning_percent,
                         self->transfer_critical_percent);
}

static const struct
{
  const char *property;
  const char *(*check) (DepotDraft *self, gint64 now);
} rules[] = {
  { "cloud-id", check_cloud },
  { "client-id", check_client },
  { "tenant-id", check_tenant },
  { "account-id", check_account },
  { "subscription-id", check_subscription },
  { "management-fingerprint", check_management },
  { "region", check_region },
  { "group-name", check_group },
  { "site-code", check_site },
  { "certificate", check_certificate },
  { "service-fqdn", check_fqdn },
  { "service-name", check_name },
  { "description", check_description },
  { "instance-count", check_instances },
  { "vm-size", check_vm_size },
  { "token-hours", check_token_hours },
  { "storage-quota-gb", check_storage_quota },
  { "storage-warning-percent", check_storage_warning },
  { "storage-critical-percent", check_storage_critical },
  { "transfer-quota-gb", check_transfer_quota },
  { "transfer-warning-percent", check_transfer_warning },
  { "transfer-critical-percent", check_transfer_critical },
};

const char *
depot_draft_check (DepotDraft *self, const char *property, gint64 now)
{
  g_return_val_if_fail (DEPOT_IS_DRAFT (self), NULL);
  g_return_val_if_fail (property != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].property, property))
      return rules[i].check (self, now);
  return NULL;
}
