/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl content distribute|update|redistribute|validate|remove|cancel|status`. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-content-list.h"
#include "depot-distribution.h"

typedef struct
{
  char **points, **groups;
  gboolean no_dependencies, preview, wait;
} Request;

static void
request_clear (Request *self)
{
  g_strfreev (self->points);
  g_strfreev (self->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

#define DESTINATIONS(request)                                                                      \
  { "to",                                                                                          \
    't',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_STRING_ARRAY,                                                                     \
    &(request).points,                                                                             \
    N_ ("Cloud distribution point; may be repeated"),                                              \
    N_ ("NAME") },                                                                                 \
  {                                                                                                \
    "group", 'g', 0, G_OPTION_ARG_STRING_ARRAY, &(request).groups,                                 \
        N_ ("Distribution point group; may be repeated"), N_ ("NAME")                              \
  }

static const CliColumn preview_columns[] = {
  { "point", N_ ("Distribution point"), FALSE },
  { "packages", N_ ("Packages"), TRUE },
  { "newBytes", N_ ("New bytes"), TRUE },
  { "usedBytes", N_ ("Used before"), TRUE },
  { "quotaPercentAfter", N_ ("% of quota after"), TRUE },
  { "warning", N_ ("Threshold"), FALSE },
};

static const char *
effect_nick (DepotQuotaEffect effect)
{
  static const char *const nicks[] = { NULL, "warning", "critical" };

  return nicks[MIN (effect, G_N_ELEMENTS (nicks) - 1)];
}

static void
add_preview_row (CliTable *table, const DepotPreviewPoint *row)
{
  g_autofree char *packages = g_strdup_printf ("%u", row->n_packages);
  g_autofree char *new_bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, row->new_bytes);
  g_autofree char *used = g_strdup_printf ("%" G_GUINT64_FORMAT, row->used_bytes);
  g_autofree char *percent = row->quota_gb > 0 ? g_strdup_printf ("%u", row->percent_after) : NULL;

  cli_table_add (table,
                 (const char *[]) {
                     row->name, packages, new_bytes, used, percent, effect_nick (row->effect) });
}

static int
print_preview (CliContext *context, const DepotDistribution *distribution)
{
  g_autoptr (CliTable) table = cli_table_new (preview_columns, G_N_ELEMENTS (preview_columns));
  g_autoptr (DepotDistributionPreview) preview = NULL;
  g_autofree char *size = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  depot_distribution_preview_async (
      context->house, distribution, context->cancellable, cli_await_done, &await);
  preview = depot_distribution_preview_finish (context->house, cli_await (&await), &error);
  if (preview == NULL)
    return cli_context_fail (context, error);
  for (guint i = 0; i < preview->points->len; i++)
    add_preview_row (table, preview->points->pdata[i]);
  cli_table_print (table, context);
  size = depot_size_to_text (preview->bytes_to_send);
  cli_context_say (context, _ ("At most %s leave this computer."), size);
  for (guint i = 0; i < preview->warnings->len; i++)
    cli_context_say (context, "%s", (const char *) preview->warnings->pdata[i]);
  return CLI_EXIT_DONE;
}

static void
print_outcome (CliContext *context, const DepotDistributionOutcome *outcome)
{
  g_autoptr (JsonObject) object = NULL;
  JsonArray *ids, *skipped;

  for (guint i = 0; !context->json && i < outcome->skipped->len; i++)
    {
      const DepotDistributionSkip *skip = outcome->skipped->pdata[i];
      DepotPoint *point = depot_house_find_point (context->house, skip->point_id);

      cli_context_say (context,
                       "%s, %s: %s",
                       skip->package_id,
                       point != NULL ? depot_point_get_name (point) : skip->point_id,
                       skip->reason);
    }
  for (guint i = 0; !context->json && i < outcome->operation_ids->len; i++)
    g_print ("%s\n", (const char *) outcome->operation_ids->pdata[i]);
  if (!context->json)
    return;
  object = json_object_new ();
  ids = json_array_new ();
  skipped = json_array_new ();
  for (guint i = 0; i < outcome->operation_ids->len; i++)
    json_array_add_string_element (ids, outcome->operation_ids->pdata[i]);
  for (guint i = 0; i < outcome->skipped->len; i++)
    {
      const DepotDistributionSkip *skip = outcome->skipped->pdata[i];

      json_array_add_object_element (skipped,
                                     depot_json_object_of_strings ("packageId",
                                                                   skip->package_id,
                                                                   "pointId",
                                                                   skip->point_id,
                                                                   "reason",
                                                                   skip->reason,
                                                                   NULL));
    }
  json_object_set_int_member (object, "assignments", outcome->n_assignments);
  json_object_set_array_member (object, "operations", ids);
  json_object_set_array_member (object, "skipped", skipped);
  cli_print_object (object);
}

/* All are followed to their end, and the first failure is told. */
static int
follow_all (CliContext *context, const DepotDistributionOutcome *outcome)
{
  DepotOperationQueue *queue = depot_house_get_queue (context->house);
  int code = CLI_EXIT_DONE;

  for (guint i = 0; i < outcome->operation_ids->len; i++)
    {
      DepotOperation *operation
          = depot_operation_queue_find (queue, outcome->operation_ids->pdata[i]);
      g_autoptr (GError) error = NULL;

      if (operation != NULL && !cli_follow_operation (context, operation, &error))
        {
          int this_code = cli_context_fail (context, error);

          code = code == CLI_EXIT_DONE ? this_code : code;
        }
    }
  return code;
}

static int
run (CliContext *context, Request *request, DepotContentAction action, char **package_ids)
{
  DepotDistribution distribution = { .action = action,
                                     .package_ids = (const char *const *) package_ids,
                                     .point_ids = (const char *const *) request->points,
                                     .group_ids = (const char *const *) request->groups,
                                     .with_dependencies = !request->no_dependencies };
  g_autoptr (DepotDistributionOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  int code = CLI_EXIT_DONE;

  if (cli_open_library (context, request->wait, &error) == NULL)
    return cli_context_fail (context, error);
  if (request->preview)
    return print_preview (context, &distribution);
  depot_distribution_request_async (
      context->house, &distribution, context->cancellable, cli_await_done, &await);
  outcome = depot_distribution_request_finish (context->house, cli_await (&await), &error);
  if (outcome == NULL)
    return cli_context_fail (context, error);
  if (request->wait)
    code = follow_all (context, outcome);
  print_outcome (context, outcome);
  if (!request->wait && outcome->operation_ids->len > 0 && action != DEPOT_CONTENT_CANCEL)
    cli_context_say (context, _ ("Requested. The console or “depotctl keeper” carries it out."));
  return code;
}

static int
run_action (
    CliContext *context, int argc, char **argv, DepotContentAction action, const char *summary)
{
  g_auto (Request) request = { NULL };
  const GOptionEntry entries[] = {
    DESTINATIONS (request),
    { "wait",
      'w',
      0,
      G_OPTION_ARG_NONE,
      &request.wait,
      N_ ("Carry it out and wait for the end"),
      NULL },
    { "preview",
      0,
      action == DEPOT_CONTENT_DISTRIBUTE ? 0 : G_OPTION_FLAG_HIDDEN,
      G_OPTION_ARG_NONE,
      &request.preview,
      N_ ("Only say what would be sent and what it does to the quotas"),
      NULL },
    { "no-dependencies",
      0,
      action == DEPOT_CONTENT_DISTRIBUTE ? 0 : G_OPTION_FLAG_HIDDEN,
      G_OPTION_ARG_NONE,
      &request.no_dependencies,
      N_ ("Leave out what the packages depend on"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context, &argc, &argv, entries, N_ ("ID…"), summary))
    return CLI_EXIT_USAGE;
  if (argc < 2)
    return cli_context_misuse (context, _ ("Name at least one package."));
  return run (context, &request, action, argv + 1);
}

int
cli_content_distribute (CliContext *context, int argc, char **argv)
{
  return run_action (context,
                     argc,
                     argv,
                     DEPOT_CONTENT_DISTRIBUTE,
                     _ ("Sends packages to distribution points and groups for the first time."));
}

int
cli_content_update (CliContext *context, int argc, char **argv)
{
  return run_action (context,
                     argc,
                     argv,
                     DEPOT_CONTENT_UPDATE,
                     _ ("Reads the source folders again and sends what changed to every point "
                        "that has the packages."));
}

int
cli_content_redistribute (CliContext *context, int argc, char **argv)
{
  return run_action (
      context, argc, argv, DEPOT_CONTENT_REDISTRIBUTE, _ ("Sends every file again; for repair."));
}

int
cli_content_validate (CliContext *context, int argc, char **argv)
{
  return run_action (context,
                     argc,
                     argv,
                     DEPOT_CONTENT_VALIDATE,
                     _ ("Reads content back and compares every hash."));
}

int
cli_content_remove (CliContext *context, int argc, char **argv)
{
  return run_action (context,
                     argc,
                     argv,
                     DEPOT_CONTENT_REMOVE,
                     _ ("Removes packages from distribution points; here they stay."));
}

int
cli_content_cancel (CliContext *context, int argc, char **argv)
{
  return run_action (
      context,
      argc,
      argv,
      DEPOT_CONTENT_CANCEL,
      _ ("Stops what is under way for the packages, everywhere or at the points named."));
}

/* Status. */

static const CliColumn status_columns[] = {
  { "packageId", N_ ("Package"), FALSE },
  { "packageName", N_ ("Name"), FALSE },
  { "pointName", N_ ("Distribution point"), FALSE },
  { "status", N_ ("Status"), FALSE },
  { "text", N_ ("State"), FALSE },
};

static void
print_rows_as_json (GArray *rows)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (
        array, depot_content_row_to_json (&g_array_index (rows, DepotContentRow, i)));
  json_node_set_array (node, array);
  text = json_to_string (node, TRUE);
  g_print ("%s\n", text);
}

static void
print_rows (CliContext *context, GArray *rows)
{
  g_autoptr (CliTable) table = cli_table_new (status_columns, G_N_ELEMENTS (status_columns));

  for (guint i = 0; i < rows->len; i++)
    {
      const DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);
      g_autofree char *text = depot_content_row_dup_text (row);

      cli_table_add (table,
                     (const char *[]) {
                         row->package_id,
                         row->package_name,
                         row->point_name,
                         depot_content_word_get_nick (depot_content_state_get_word (row->state)),
                         text });
    }
  cli_table_print (table, context);
}

/* Names become ids; FALSE with error for an unknown one. */
static gboolean
find_places (CliContext *context,
             DepotContentQuery *query,
             const char *point,
             const char *group,
             GError **error)
{
  DepotPoint *found_point = point != NULL ? depot_house_find_point (context->house, point) : NULL;
  DepotPointGroup *found_group
      = group != NULL ? depot_library_find_group (depot_house_get_library (context->house), group)
                      : NULL;

  if ((point != NULL && found_point == NULL) || (group != NULL && found_group == NULL))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_NOT_FOUND,
                                          _ ("“%s” is not known."),
                                          point != NULL && found_point == NULL ? point : group));
      return FALSE;
    }
  query->point_id = found_point != NULL ? depot_point_get_id (found_point) : NULL;
  query->group_id = found_group != NULL ? depot_point_group_get_id (found_group) : NULL;
  return TRUE;
}

int
cli_content_status (CliContext *context, int argc, char **argv)
{
  g_autofree char *point = NULL, *group = NULL, *status = NULL, *text = NULL;
  DepotContentQuery query = { .sort = DEPOT_CONTENT_SORT_PACKAGE };
  DepotContentWord word;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "point",
      0,
      0,
      G_OPTION_ARG_STRING,
      &point,
      N_ ("Only this distribution point"),
      N_ ("NAME") },
    { "group", 'g', 0, G_OPTION_ARG_STRING, &group, N_ ("Only this group"), N_ ("NAME") },
    { "status",
      0,
      0,
      G_OPTION_ARG_STRING,
      &status,
      N_ ("Only success, in-progress, error or unknown"),
      N_ ("WORD") },
    { "search", 0, 0, G_OPTION_ARG_STRING, &text, N_ ("Part of a name"), N_ ("TEXT") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("[ID]"),
                          _ ("Shows how far each package is on each distribution point.")))
    return CLI_EXIT_USAGE;
  if (status != NULL)
    {
      if (!depot_content_word_from_nick (status, &word))
        return cli_context_misuse (context, _ ("“%s” is not a status."), status);
      query.words = 1u << word;
    }
  query.package_id = argc > 1 ? argv[1] : NULL;
  query.text = text;
  if (cli_open_library (context, FALSE, &error) == NULL
      || !find_places (context, &query, point, group, &error))
    return cli_context_fail (context, error);
  depot_content_rows_async (context->house, &query, context->cancellable, cli_await_done, &await);
  rows = depot_content_rows_finish (context->house, cli_await (&await), &error);
  if (rows == NULL)
    return cli_context_fail (context, error);
  if (context->json)
    print_rows_as_json (rows);
  else
    print_rows (context, rows);
  return CLI_EXIT_DONE;
}
