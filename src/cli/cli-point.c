/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-base.h"

static const CliColumn columns[] = {
  { "name", N_ ("Name"), FALSE },
  { "status", N_ ("Status"), FALSE },
  { "region", N_ ("Region"), FALSE },
  { "serviceFqdn", N_ ("Service FQDN"), FALSE },
  { "azureServiceFqdn", N_ ("Azure service FQDN"), FALSE },
  { "publicIp", N_ ("Public IP"), FALSE },
  { "site", N_ ("Site"), FALSE },
};

int
cli_point_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *points;

  if (!cli_context_parse (
          context, &argc, &argv, NULL, NULL, _ ("Lists the cloud distribution points.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  points = depot_house_get_points (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);
      g_autofree char *status = depot_point_dup_status (point);

      cli_table_add (table,
                     (const char *[]) { depot_point_get_name (point),
                                        status,
                                        context->json ? depot_point_get_region (point)
                                                      : depot_point_get_region_name (point),
                                        depot_point_get_service_fqdn (point),
                                        depot_point_get_azure_fqdn (point),
                                        depot_point_get_public_ip (point),
                                        depot_point_get_site_code (point) });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

static void
print_point (DepotPoint *point)
{
  g_autofree char *status = depot_point_dup_status (point);
  g_autofree char *record = depot_point_dup_cname_record (point);
  g_autofree char *created = cli_time_to_text (depot_point_get_created_at (point));
  g_autofree char *ready = cli_time_to_text (depot_point_get_ready_at (point));
  DepotCertificate *certificate = depot_point_get_certificate (point);
  g_autofree char *expires = certificate != NULL
                                 ? cli_time_to_text (depot_certificate_get_not_after (certificate))
                                 : NULL;

  g_print ("%s\n", depot_point_get_name (point));
  cli_print_fact (_ ("Status"), status);
  cli_print_fact (_ ("Service FQDN"), depot_point_get_service_fqdn (point));
  cli_print_fact (_ ("Azure service FQDN"), depot_point_get_azure_fqdn (point));
  cli_print_fact (_ ("Public IP address"), depot_point_get_public_ip (point));
  cli_print_fact (_ ("Environment"), depot_point_get_cloud_id (point));
  cli_print_fact (_ ("Subscription ID"), depot_point_get_subscription_id (point));
  cli_print_fact (_ ("Resource group"), depot_point_get_group_name (point));
  cli_print_fact (_ ("Region"), depot_point_get_region_name (point));
  cli_print_fact (_ ("Primary site"), depot_point_get_site_code (point));
  cli_print_fact (_ ("Certificate thumbprint"),
                  certificate != NULL ? depot_certificate_get_thumbprint (certificate) : NULL);
  cli_print_fact (_ ("Certificate expires"), expires);
  cli_print_fact (_ ("DNS record to make"), record);
  cli_print_fact (_ ("Created"), created);
  cli_print_fact (_ ("Ready since"), ready);
  cli_print_fact (_ ("Operation"), depot_point_get_operation_id (point));
}

int
cli_point_show (CliContext *context, int argc, char **argv)
{
  int code;
  DepotPoint *point
      = cli_open_point (context,
                        NULL,
                        argc,
                        argv,
                        NULL,
                        _ ("Shows everything known about one cloud distribution point."),
                        &code);

  if (point == NULL)
    return code;
  if (context->json)
    {
      g_autoptr (JsonObject) object = depot_point_to_json (point);

      cli_print_object (object);
    }
  else
    print_point (point);
  return CLI_EXIT_DONE;
}
