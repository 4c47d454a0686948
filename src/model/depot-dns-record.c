/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns-record.h"

#include <string.h>

#include "depot-certificate.h"

#define SECONDS 3600

/* Where the zone begins in the name. */
static const char *
find_zone (const char *service_fqdn, const char *zone)
{
  gsize length = strlen (service_fqdn);
  gsize zone_length = zone != NULL ? strlen (zone) : 0;
  const char *dot = strchr (service_fqdn, '.');

  if (zone_length > 0 && zone_length + 1 < length && service_fqdn[length - zone_length - 1] == '.'
      && g_ascii_strcasecmp (service_fqdn + length - zone_length, zone) == 0)
    return service_fqdn + length - zone_length;
  return dot != NULL ? dot + 1 : service_fqdn;
}

char *
depot_dns_record_dup (DepotDnsFormat format,
                      const char *service_fqdn,
                      const char *azure_fqdn,
                      const char *zone)
{
  const char *top;
  g_autofree char *label = NULL;

  if (service_fqdn == NULL || azure_fqdn == NULL || !depot_name_is_host_name (service_fqdn)
      || !depot_name_is_host_name (azure_fqdn))
    return NULL;
  top = find_zone (service_fqdn, zone);
  label = g_strndup (service_fqdn, top > service_fqdn ? (gsize) (top - service_fqdn - 1) : 0);
  switch (format)
    {
    case DEPOT_DNS_FORMAT_WINDOWS:
      return g_strdup_printf ("Add-DnsServerResourceRecordCName -ZoneName \"%s\" -Name \"%s\" "
                              "-HostNameAlias \"%s\" -TimeToLive 01:00:00",
                              top,
                              label,
                              azure_fqdn);
    case DEPOT_DNS_FORMAT_AZURE:
      return g_strdup_printf ("az network dns record-set cname set-record --resource-group "
                              "GROUP --zone-name %s --record-set-name %s --cname %s --ttl %d",
                              top,
                              label,
                              azure_fqdn,
                              SECONDS);
    case DEPOT_DNS_FORMAT_ZONE:
    default:
      return g_strdup_printf ("%s. %d IN CNAME %s.", service_fqdn, SECONDS, azure_fqdn);
    }
}
