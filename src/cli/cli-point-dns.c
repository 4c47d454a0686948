/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point dns NAME`: where the DNS leads clients, and the record that leads them right. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-dns-record.h"
#include "depot-json.h"
#include "depot-point-dns.h"

static char *
dup_record (DepotPoint *point, const DepotDnsReport *report, DepotDnsFormat format)
{
  return depot_dns_record_dup (format,
                               depot_point_get_service_fqdn (point),
                               depot_point_get_azure_fqdn (point),
                               report->zone);
}

static void
print_report (CliContext *context, DepotPoint *point, const DepotDnsReport *report)
{
  g_autofree char *line = dup_record (point, report, DEPOT_DNS_FORMAT_ZONE);
  g_autofree char *windows = dup_record (point, report, DEPOT_DNS_FORMAT_WINDOWS);
  g_autofree char *azure = dup_record (point, report, DEPOT_DNS_FORMAT_AZURE);
  g_autoptr (JsonObject) object = NULL;

  if (!context->json)
    {
      cli_print_fact (_ ("Result"), report->text);
      cli_print_fact (_ ("Found"), report->way);
      cli_print_fact (_ ("Zone file"), line);
      cli_print_fact (_ ("Windows PowerShell"), windows);
      cli_print_fact (_ ("Azure DNS"), azure);
      return;
    }
  object = depot_json_object_of_strings ("verdict",
                                         depot_dns_verdict_get_nick (report->verdict),
                                         "text",
                                         report->text,
                                         "way",
                                         report->way,
                                         "zone",
                                         report->zone,
                                         "zoneFile",
                                         line,
                                         "windows",
                                         windows,
                                         "azureDns",
                                         azure,
                                         NULL);
  cli_print_object (object);
}

int
cli_point_dns (CliContext *context, int argc, char **argv)
{
  g_autofree char *server = NULL;
  g_autoptr (DepotDnsReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "server",
      0,
      0,
      G_OPTION_ARG_STRING,
      &server,
      N_ ("Ask this DNS server instead of the system's"),
      N_ ("ADDRESS") },
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      NULL,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Asks the DNS where clients of a point are led, and "
                                         "shows the record that leads them to it."),
                                      &code);

  if (point == NULL)
    return code;
  depot_point_dns_async (
      context->house, point, server, context->cancellable, cli_await_done, &await);
  report = depot_point_dns_finish (context->house, cli_await (&await), &error);
  if (report == NULL)
    return cli_context_fail (context, error);
  print_report (context, point, report);
  return CLI_EXIT_DONE;
}
