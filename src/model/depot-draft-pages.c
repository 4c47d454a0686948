/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the create wizard: their order, titles, fields and labels (domain reference B1.1).
 */
#include "config.h"

#include "depot-draft.h"

#include <glib/gi18n.h>

#include "depot-draft-private.h"

static const char *const general_fields[] = {
  "cloud-id", "method", "tenant-id", "client-id", "account-id", "subscription-id", NULL,
};

static const char *const general_classic_fields[] = {
  "cloud-id", "method", "subscription-id", "management-fingerprint", NULL,
};

static const char *const settings_fields[] = {
  "region",       "group-is-new", "group-name",     "site-code", "certificate", "service-fqdn",
  "service-name", "description",  "instance-count", "vm-size",   NULL,
};

static const char *const settings_classic_fields[] = {
  "region",       "site-code",   "certificate",    "service-fqdn",
  "service-name", "description", "instance-count", NULL,
};

static const char *const alerts_fields[] = {
  "storage-quota-enabled",    "storage-quota-gb",          "storage-warning-percent",
  "storage-critical-percent", "transfer-quota-enabled",    "transfer-quota-gb",
  "transfer-warning-percent", "transfer-critical-percent", NULL,
};

static const char *const no_fields[] = { NULL };

const char *const *
depot_draft_page_get_fields (DepotDraft *self, DepotDraftPage page)
{
  gboolean classic = self->method == DEPOT_METHOD_CLASSIC;

  g_return_val_if_fail (DEPOT_IS_DRAFT (self), no_fields);

  switch (page)
    {
    case DEPOT_DRAFT_PAGE_GENERAL:
      return classic ? general_classic_fields : general_fields;
    case DEPOT_DRAFT_PAGE_SETTINGS:
      return classic ? settings_classic_fields : settings_fields;
    case DEPOT_DRAFT_PAGE_ALERTS:
      return alerts_fields;
    case DEPOT_DRAFT_PAGE_SUMMARY:
    case DEPOT_DRAFT_PAGE_PROGRESS:
    case DEPOT_DRAFT_PAGE_COMPLETION:
    default:
      return no_fields;
    }
}

static gboolean
fields_are_good (DepotDraft *self, DepotDraftPage page, gint64 now)
{
  const char *const *fields = depot_draft_page_get_fields (self, page);

  for (guint i = 0; fields[i]; i++)
    if (depot_draft_check (self, fields[i], now))
      return FALSE;
  return TRUE;
}

/* The summary shows everything, so it is complete when every page before it is. */
gboolean
depot_draft_page_is_complete (DepotDraft *self, DepotDraftPage page, gint64 now)
{
  g_return_val_if_fail (DEPOT_IS_DRAFT (self), FALSE);

  if (page != DEPOT_DRAFT_PAGE_SUMMARY)
    return fields_are_good (self, page, now);
  for (DepotDraftPage before = DEPOT_DRAFT_PAGE_GENERAL; before < page; before++)
    if (!fields_are_good (self, before, now))
      return FALSE;
  return TRUE;
}

DepotDraftPage
depot_draft_page_next (DepotDraftPage page)
{
  return MIN (page + 1, DEPOT_DRAFT_PAGE_COMPLETION);
}

DepotDraftPage
depot_draft_page_previous (DepotDraftPage page)
{
  return page > DEPOT_DRAFT_PAGE_GENERAL ? page - 1 : page;
}

const char *
depot_draft_page_get_title (DepotDraftPage page)
{
  static const char *const titles[DEPOT_N_DRAFT_PAGES] = {
    [DEPOT_DRAFT_PAGE_GENERAL] = NC_ ("wizard page", "General"),
    [DEPOT_DRAFT_PAGE_SETTINGS] = NC_ ("wizard page", "Settings"),
    [DEPOT_DRAFT_PAGE_ALERTS] = NC_ ("wizard page", "Alerts"),
    [DEPOT_DRAFT_PAGE_SUMMARY] = NC_ ("wizard page", "Summary"),
    [DEPOT_DRAFT_PAGE_PROGRESS] = NC_ ("wizard page", "Progress"),
    [DEPOT_DRAFT_PAGE_COMPLETION] = NC_ ("wizard page", "Completion"),
  };

  g_return_val_if_fail (page < DEPOT_N_DRAFT_PAGES, NULL);
  return g_dpgettext2 (NULL, "wizard page", titles[page]);
}

static const struct
{
  const char *property, *label;
} labels[] = {
  { "cloud-id", N_ ("Azure environment") },
  { "method", N_ ("Deployment method") },
  { "client-id", N_ ("Client ID") },
  { "tenant-id", N_ ("Tenant") },
  { "account-id", N_ ("Account") },
  { "account-name", N_ ("Account") },
  { "subscription-id", N_ ("Subscription ID") },
  { "subscription-name", N_ ("Subscription") },
  { "management-fingerprint", N_ ("Management certificate") },
  { "region", N_ ("Region") },
  { "group-name", N_ ("Resource group") },
  { "group-is-new", N_ ("Create new resource group") },
  { "group-region", N_ ("Region of the resource group") },
  { "site-code", N_ ("Primary site") },
  { "certificate", N_ ("Certificate file") },
  { "service-fqdn", N_ ("Service FQDN") },
  { "service-name", N_ ("Service name") },
  { "description", N_ ("Description") },
  { "instance-count", N_ ("Instances") },
  { "vm-size", N_ ("Virtual machine size") },
  { "token-hours", N_ ("Content token (hours)") },
  { "storage-quota-enabled", N_ ("Watch storage") },
  { "storage-quota-gb", N_ ("Storage alert threshold (GB)") },
  { "storage-warning-percent", N_ ("Storage warning (%)") },
  { "storage-critical-percent", N_ ("Storage critical (%)") },
  { "transfer-quota-enabled", N_ ("Watch transfer") },
  { "transfer-quota-gb", N_ ("Monthly transfer alert threshold (GB)") },
  { "transfer-warning-percent", N_ ("Transfer warning (%)") },
  { "transfer-critical-percent", N_ ("Transfer critical (%)") },
};

const char *
depot_draft_field_get_label (const char *property)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (labels[i].property, property) == 0)
      return _ (labels[i].label);
  return NULL;
}
