/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of DepotDraft, shared by its files (object, rules, pages, JSON) and read by DepotPoint, which starts as a copy. */
#pragma once

#include "depot-draft.h"
#include "depot-fields-private.h"

struct _DepotDraft
{
  GObject parent_instance;

  char *cloud_id, *client_id, *tenant_id, *account_id, *account_name;
  char *subscription_id, *subscription_name, *management_fingerprint;
  char *region, *group_name, *group_region, *site_code;
  char *service_fqdn, *service_name, *description, *vm_size;
  DepotCertificate *certificate;
  guint method, instance_count;
  gboolean group_is_new;
  gboolean storage_quota_enabled, transfer_quota_enabled;
  guint storage_quota_gb, storage_warning_percent, storage_critical_percent;
  guint transfer_quota_gb, transfer_warning_percent, transfer_critical_percent;
  guint token_hours;
  char *replaces_id;

  gboolean is_loading;    /* values come from a saved draft: suggest nothing */
  JsonObject *untouched;  /* what is_touched compares with; NULL: a fresh draft */
};

#define DEPOT_DRAFT_N_FIELDS 31
extern const DepotField depot_draft_fields[DEPOT_DRAFT_N_FIELDS];
extern const DepotWord depot_method_words[];
