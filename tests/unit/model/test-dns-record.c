/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns-record.h"

#define AZURE "wallacefalls.westeurope.cloudapp.azure.com"

static const struct
{
  DepotDnsFormat format;
  const char *service, *azure, *zone, *record;
} cases[] = {
  { DEPOT_DNS_FORMAT_ZONE,
    "wallacefalls.contoso.com",
    AZURE,
    NULL,
    "wallacefalls.contoso.com. 3600 IN CNAME " AZURE "." },
  { DEPOT_DNS_FORMAT_WINDOWS,
    "wallacefalls.contoso.com",
    AZURE,
    NULL,
    "Add-DnsServerResourceRecordCName -ZoneName \"contoso.com\" -Name \"wallacefalls\" "
    "-HostNameAlias \"" AZURE "\" -TimeToLive 01:00:00" },
  { DEPOT_DNS_FORMAT_AZURE,
    "wallacefalls.depots.contoso.com",
    AZURE,
    "contoso.com",
    "az network dns record-set cname set-record --resource-group GROUP --zone-name contoso.com "
    "--record-set-name wallacefalls.depots --cname " AZURE " --ttl 3600" },
  /* a zone it does not lie in, and itself, say nothing */
  { DEPOT_DNS_FORMAT_AZURE,
    "wallacefalls.contoso.com",
    AZURE,
    "toso.com",
    "az network dns record-set cname set-record --resource-group GROUP --zone-name contoso.com "
    "--record-set-name wallacefalls --cname " AZURE " --ttl 3600" },
  { DEPOT_DNS_FORMAT_AZURE,
    "wallacefalls.contoso.com",
    AZURE,
    "wallacefalls.contoso.com",
    "az network dns record-set cname set-record --resource-group GROUP --zone-name contoso.com "
    "--record-set-name wallacefalls --cname " AZURE " --ttl 3600" },
  { DEPOT_DNS_FORMAT_ZONE, "wallacefalls.contoso.com", NULL, NULL, NULL },
  { DEPOT_DNS_FORMAT_ZONE, NULL, AZURE, NULL, NULL },
  /* nothing that a shell would take for a command */
  { DEPOT_DNS_FORMAT_WINDOWS, "a\";Remove-Item *;\".contoso.com", AZURE, NULL, NULL },
  { DEPOT_DNS_FORMAT_AZURE, "wallacefalls.contoso.com", "$(reboot).contoso.com", NULL, NULL },
};

static void
test_records (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *record
          = depot_dns_record_dup (cases[i].format, cases[i].service, cases[i].azure, cases[i].zone);

      g_assert_cmpstr (record, ==, cases[i].record);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-record/formats", test_records);
  return g_test_run ();
}
