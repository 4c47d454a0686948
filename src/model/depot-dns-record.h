/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alias that makes a service be found by its own name, in the words of whatever the admin keeps
 * DNS with (domain reference A5 57–58, C3 32): a line of a zone file, a command for Windows Server,
 * a command for Azure DNS. Pure; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_DNS_FORMAT_ZONE,    /* "wallacefalls.contoso.com. 3600 IN CNAME
                               wallacefalls.westeurope.cloudapp.azure.com." */
  DEPOT_DNS_FORMAT_WINDOWS, /* Add-DnsServerResourceRecordCName … */
  DEPOT_DNS_FORMAT_AZURE,   /* az network dns record-set cname set-record … */
} DepotDnsFormat;

/* zone: the zone service_fqdn lies in; NULL or one it does not lie in: what follows its first
 * label. NULL when a name is missing, or is none that could be written into a command. Caller owns.
 */
char *depot_dns_record_dup (DepotDnsFormat format,
                            const char *service_fqdn,
                            const char *azure_fqdn,
                            const char *zone);

G_END_DECLS
