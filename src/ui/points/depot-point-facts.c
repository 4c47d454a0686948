/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-facts.h"

#include <glib/gi18n.h>

#include "depot-fact-row.h"
#include "depot-text.h"

static char *
dup_text (gpointer point, const char *property)
{
  char *text = NULL;

  g_object_get (point, property, &text, NULL);
  return text;
}

static char *
dup_time (gpointer point, const char *property)
{
  gint64 at = 0;

  g_object_get (point, property, &at, NULL);
  return at > 0 ? depot_text_clock_time (at) : NULL;
}

char *
depot_point_facts_dup_method (gpointer point)
{
  return g_strdup (depot_point_is_classic (point) ? _ ("Classic") : _ ("Resource Manager"));
}

char *
depot_point_facts_dup_subscription (gpointer point)
{
  char *name = dup_text (point, "subscription-name");

  return name != NULL ? name : dup_text (point, "subscription-id");
}

char *
depot_point_facts_dup_created (gpointer point)
{
  return dup_time (point, "created-at");
}

static char *
dup_ready (gpointer point)
{
  return dup_time (point, "ready-at");
}

static char *
dup_service_fqdn (gpointer point)
{
  return dup_text (point, "service-fqdn");
}

static char *
dup_azure_fqdn (gpointer point)
{
  return dup_text (point, "azure-fqdn");
}

static char *
dup_public_ip (gpointer point)
{
  return dup_text (point, "public-ip");
}

static char *
dup_description (gpointer point)
{
  return dup_text (point, "description");
}

static char *
dup_service_name (gpointer point)
{
  return dup_text (point, "service-name");
}

static char *
dup_site (gpointer point)
{
  return dup_text (point, "site-code");
}

static char *
dup_region (gpointer point)
{
  return g_strdup (depot_point_get_region_name (point));
}

static char *
dup_group (gpointer point)
{
  return dup_text (point, "group-name");
}

static char *
dup_subscription_id (gpointer point)
{
  return dup_text (point, "subscription-id");
}

static char *
dup_storage_account (gpointer point)
{
  return dup_text (point, "storage-account");
}

static char *
dup_vault (gpointer point)
{
  return dup_text (point, "vault-name");
}

char *
depot_point_facts_dup_machines (gpointer point)
{
  /* the package of a classic deployment fixes the size, and nobody tells it */
  g_autofree char *size = depot_point_is_classic (point) ? NULL : dup_text (point, "vm-size");
  guint count = 0;

  g_object_get (point, "instance-count", &count, NULL);
  if (count > 0 && size == NULL)
    return g_strdup_printf (ngettext ("%u instance", "%u instances", count), count);
  /* Translators: number and size of virtual machines, such as "1 × Standard_B2s_v2". */
  return count > 0 ? g_strdup_printf (_ ("%u × %s"), count, size) : NULL;
}

static char *
dup_certificate_text (gpointer point, const char *(*get) (DepotCertificate *) )
{
  DepotCertificate *certificate = depot_point_get_certificate (point);

  return certificate != NULL ? g_strdup (get (certificate)) : NULL;
}

static char *
dup_subject (gpointer point)
{
  return dup_certificate_text (point, depot_certificate_get_subject);
}

static char *
dup_issuer (gpointer point)
{
  return dup_certificate_text (point, depot_certificate_get_issuer);
}

static char *
dup_thumbprint (gpointer point)
{
  return dup_certificate_text (point, depot_certificate_get_thumbprint);
}

static char *
dup_key (gpointer point)
{
  DepotCertificate *certificate = depot_point_get_certificate (point);

  return certificate != NULL ? depot_certificate_dup_key_text (certificate) : NULL;
}

/* "2027-01-06 12:00:00 (44 days left)" */
static char *
dup_not_after (gpointer point)
{
  DepotCertificate *certificate = depot_point_get_certificate (point);
  g_autofree char *until = NULL;
  gint64 at, days;

  if (certificate == NULL)
    return NULL;
  at = depot_certificate_get_not_after (certificate);
  days = (at - g_get_real_time () / G_USEC_PER_SEC) / (24 * 60 * 60);
  until = depot_text_time_exact (at);
  if (at <= g_get_real_time () / G_USEC_PER_SEC)
    /* Translators: %s is a date and time in the past */
    return g_strdup_printf (_ ("%s (expired)"), until);
  /* Translators: a date and time, and how many days it is away */
  return g_strdup_printf (
      ngettext ("%s (%d day left)", "%s (%d days left)", (gulong) days), until, (int) days);
}

static char *
dup_storage_threshold (gpointer point)
{
  return depot_text_threshold (point, "storage");
}

static char *
dup_transfer_threshold (gpointer point)
{
  return depot_text_threshold (point, "transfer");
}

static const DepotPointFact facts[] = {
  { DEPOT_FACTS_ADDRESSES, N_ ("Service FQDN"), dup_service_fqdn },
  { DEPOT_FACTS_ADDRESSES, N_ ("Azure Service FQDN"), dup_azure_fqdn },
  { DEPOT_FACTS_ADDRESSES, N_ ("Public IP Address"), dup_public_ip },
  { DEPOT_FACTS_SERVICE, N_ ("Service Name"), dup_service_name },
  { DEPOT_FACTS_SERVICE, N_ ("Description"), dup_description, TRUE },
  { DEPOT_FACTS_SERVICE, N_ ("Primary Site"), dup_site, TRUE },
  { DEPOT_FACTS_SERVICE, N_ ("Created"), depot_point_facts_dup_created },
  { DEPOT_FACTS_SERVICE, N_ ("Ready Since"), dup_ready },
  { DEPOT_FACTS_AZURE, N_ ("Deployment Method"), depot_point_facts_dup_method },
  { DEPOT_FACTS_AZURE, N_ ("Region"), dup_region },
  { DEPOT_FACTS_AZURE, N_ ("Subscription"), depot_point_facts_dup_subscription },
  { DEPOT_FACTS_AZURE, N_ ("Subscription ID"), dup_subscription_id },
  { DEPOT_FACTS_AZURE, N_ ("Resource Group"), dup_group },
  { DEPOT_FACTS_AZURE, N_ ("Storage Account"), dup_storage_account },
  { DEPOT_FACTS_AZURE, N_ ("Key Vault"), dup_vault },
  { DEPOT_FACTS_AZURE, N_ ("Virtual Machines"), depot_point_facts_dup_machines },
  { DEPOT_FACTS_CERTIFICATE, N_ ("Issued To"), dup_subject },
  { DEPOT_FACTS_CERTIFICATE, N_ ("Issued By"), dup_issuer },
  { DEPOT_FACTS_CERTIFICATE, N_ ("Valid Until"), dup_not_after },
  { DEPOT_FACTS_CERTIFICATE, N_ ("Key"), dup_key },
  { DEPOT_FACTS_CERTIFICATE, N_ ("Thumbprint"), dup_thumbprint },
  { DEPOT_FACTS_THRESHOLDS, N_ ("Storage"), dup_storage_threshold },
  { DEPOT_FACTS_THRESHOLDS, N_ ("Monthly Transfer"), dup_transfer_threshold },
};

const DepotPointFact *
depot_point_facts_get (guint *n_facts)
{
  *n_facts = G_N_ELEMENTS (facts);
  return facts;
}

GPtrArray *
depot_point_facts_make_rows (void)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_ptr_array_add (rows, g_object_ref_sink (depot_fact_row_new (_ (facts[i].title))));
  return rows;
}

void
depot_point_facts_show (DepotPoint *point, GPtrArray *rows)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *value = facts[i].dup_value (point);

      depot_fact_row_set_value (g_ptr_array_index (rows, i), value);
    }
}

char *
depot_point_facts_dup_portal_link (DepotHouse *house, DepotPoint *point, const char *property)
{
  g_autofree char *resource_id = dup_text (point, property);
  DepotCloud *cloud = depot_house_find_cloud (house, depot_point_get_cloud_id (point));

  if (cloud == NULL || resource_id == NULL)
    return NULL;
  return depot_cloud_dup_portal_link (cloud, resource_id);
}
