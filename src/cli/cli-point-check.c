/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point check NAME|--all`: one round of the health watch now, and what it found. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-health-watch.h"

static const CliColumn columns[] = {
  { "point", N_ ("Point"), FALSE },       { "kind", N_ ("Finding"), FALSE },
  { "severity", N_ ("Severity"), FALSE }, { "since", N_ ("Since"), FALSE },
  { "text", N_ ("Text"), FALSE },         { "remedy", N_ ("Remedy"), FALSE },
};

static void
add_finding (CliTable *table, DepotHouse *house, DepotHealthFinding *finding)
{
  DepotPoint *point = depot_house_find_point (house, depot_health_finding_get_point_id (finding));
  g_autofree char *since = depot_time_to_iso8601 (depot_health_finding_get_since (finding));

  cli_table_add (
      table,
      (const char *[]) { depot_point_get_name (point),
                         depot_health_kind_get_nick (depot_health_finding_get_kind (finding)),
                         depot_severity_get_nick (depot_health_finding_get_severity (finding)),
                         since,
                         depot_health_finding_get_text (finding),
                         depot_remedy_get_nick (depot_health_finding_get_remedy (finding)) });
}

static void
print_findings (CliContext *context, DepotPoint *only)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  GListModel *findings = depot_house_get_findings (context->house);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (DepotHealthFinding) finding = g_list_model_get_item (findings, i);
      const char *id = depot_health_finding_get_point_id (finding);

      if (depot_house_find_point (context->house, id) != NULL
          && (only == NULL || g_str_equal (id, depot_point_get_id (only))))
        add_finding (table, context->house, finding);
    }
  cli_table_print (table, context);
}

static gboolean
is_in_practice (DepotPoint *point)
{
  return g_strcmp0 (depot_point_get_cloud_id (point), DEPOT_CLOUD_PRACTICE) == 0;
}

/* It may not be running yet. */
static gboolean
start_practice (CliContext *context, DepotPoint *only, GError **error)
{
  GListModel *points = depot_house_get_points (context->house);
  gboolean needed = only != NULL && is_in_practice (only);

  for (guint i = 0; only == NULL && !needed && i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      needed = is_in_practice (point);
    }
  return !needed || cli_context_find_cloud (context, DEPOT_CLOUD_PRACTICE, error) != NULL;
}

static int
check (CliContext *context, DepotPoint *only)
{
  g_auto (CliAwait) await = { NULL };
  g_auto (DepotHealthReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  if (!start_practice (context, only, &error))
    return cli_context_fail (context, error);
  depot_health_check_async (context->house, only, context->cancellable, cli_await_done, &await);
  if (!depot_health_check_finish (context->house, cli_await (&await), &report, &error))
    return cli_context_fail (context, error);
  print_findings (context, only);
  if (report.n_skipped == 0)
    {
      cli_context_say (context,
                       ngettext ("%u point looked at.", "%u points looked at.", report.n_points),
                       report.n_points);
      return CLI_EXIT_DONE;
    }
  error = depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                           ngettext ("%u point could not be looked at: %s",
                                     "%u points could not be looked at: %s",
                                     report.n_skipped),
                           report.n_skipped,
                           report.reason);
  return cli_context_fail (context, error);
}

int
cli_point_check (CliContext *context, int argc, char **argv)
{
  gboolean all = FALSE;
  g_autoptr (GError) error = NULL;
  DepotPoint *point = NULL;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Every point that is ready or stopped"), NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("[NAME]"),
                          _ ("Looks at points in Azure and as a client does, now, and lists what "
                             "is not as it should be.")))
    return CLI_EXIT_USAGE;
  if (argc != (all ? 1 : 2))
    return cli_context_misuse (context, _ ("Name one cloud distribution point, or give --all."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  if (!all)
    point = depot_house_find_point (context->house, argv[1]);
  if (!all && point == NULL)
    {
      error = depot_error_new (
          DEPOT_ERROR_NOT_FOUND, _ ("There is no cloud distribution point called “%s”."), argv[1]);
      return cli_context_fail (context, error);
    }
  return check (context, point);
}
