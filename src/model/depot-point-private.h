/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of DepotPoint, shared by its files: object, fields, state words. */
#pragma once

#include "depot-fields-private.h"
#include "depot-point.h"

struct _DepotPoint
{
  GObject parent_instance;

  char *id, *name, *status_text, *operation_id;
  guint state;
  gint64 state_since;
  double progress;

  char *cloud_id, *tenant_id, *client_id, *account_id, *management_fingerprint;
  char *subscription_id, *subscription_name;
  guint method;
  char *region, *group_name, *site_code, *service_fqdn, *service_name, *description, *vm_size;
  gboolean group_is_ours;
  guint instance_count;
  DepotCertificate *certificate;

  char *azure_fqdn, *public_ip, *public_ip_id, *storage_account, *blob_endpoint;
  char *vault_name, *vault_uri, *identity_id, *scale_set_id, *deployment_link;

  gboolean storage_quota_enabled, transfer_quota_enabled;
  guint storage_quota_gb, storage_warning_percent, storage_critical_percent;
  guint transfer_quota_gb, transfer_warning_percent, transfer_critical_percent;
  guint token_hours;
  char *replaces_id;
  guint64 storage_used_bytes, transfer_bytes;
  gint64 usage_at, created_at, ready_at, serial;

  char *health;
  guint health_severity;
  gint64 checked_at;
};

#define DEPOT_POINT_N_FIELDS 55
extern const DepotField depot_point_fields[DEPOT_POINT_N_FIELDS];
extern const DepotWord depot_point_state_words[];
