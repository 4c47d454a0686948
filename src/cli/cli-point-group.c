/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point-group create|list|show|add|remove|repair|delete`. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-distribution.h"
#include "depot-packages.h"

static const CliColumn columns[] = {
  { "name", N_ ("Name"), FALSE },        { "members", N_ ("Members"), TRUE },
  { "packages", N_ ("Packages"), TRUE }, { "status", N_ ("Status"), FALSE },
  { "success", N_ ("Success"), TRUE },   { "inProgress", N_ ("In progress"), TRUE },
  { "error", N_ ("Error"), TRUE },       { "outOfSync", N_ ("Out of sync"), TRUE },
};

static char *
dup_number (DepotPointGroup *group, const char *property)
{
  guint number;

  g_object_get (group, property, &number, NULL);
  return g_strdup_printf ("%u", number);
}

static void
add_row (CliTable *table, DepotPointGroup *group)
{
  g_autofree char *members = dup_number (group, "n-members");
  g_autofree char *packages = dup_number (group, "n-packages");
  g_autofree char *success = dup_number (group, "n-success");
  g_autofree char *in_progress = dup_number (group, "n-in-progress");
  g_autofree char *failed = dup_number (group, "n-error");
  g_autofree char *out_of_sync = dup_number (group, "n-out-of-sync");
  DepotContentCounts counts;

  depot_point_group_get_counts (group, &counts);
  cli_table_add (
      table,
      (const char *[]) { depot_point_group_get_name (group),
                         members,
                         packages,
                         depot_content_word_get_nick (depot_content_counts_get_word (&counts)),
                         success,
                         in_progress,
                         failed,
                         out_of_sync });
}

int
cli_point_group_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  DepotLibrary *library;
  GListModel *groups;

  if (!cli_context_parse (
          context, &argc, &argv, NULL, NULL, _ ("Lists the distribution point groups.")))
    return CLI_EXIT_USAGE;
  library = cli_open_library (context, FALSE, &error);
  if (library == NULL)
    return cli_context_fail (context, error);
  groups = depot_library_get_groups (library);
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (DepotPointGroup) group = g_list_model_get_item (groups, i);

      add_row (table, group);
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

int
cli_point_group_create (CliContext *context, int argc, char **argv)
{
  g_autofree char *description = NULL;
  g_autoptr (DepotPointGroup) group = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "description", 0, 0, G_OPTION_ARG_STRING, &description, N_ ("Note for people"), N_ ("TEXT") },
    { NULL },
  };

  if (!cli_context_parse (
          context, &argc, &argv, entries, N_ ("NAME"), _ ("Makes a distribution point group.")))
    return CLI_EXIT_USAGE;
  if (argc != 2)
    return cli_context_misuse (context, _ ("Name one group."));
  if (cli_open_library (context, FALSE, &error) == NULL)
    return cli_context_fail (context, error);
  group = depot_point_group_new (NULL, argv[1]);
  g_object_set (group, "description", description, NULL);
  depot_group_save_async (context->house, group, context->cancellable, cli_await_done, &await);
  if (depot_group_save_finish (context->house, cli_await (&await), &error) == NULL)
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("Group %s is made."), argv[1]);
  return CLI_EXIT_DONE;
}

/* Opens the house and finds the group named by argv[1]; NULL when *code says why not. */
static DepotPointGroup *
open_group (CliContext *context,
            int *argc,
            char ***argv,
            const GOptionEntry *entries,
            const char *operands,
            const char *summary,
            int *code)
{
  g_autoptr (GError) error = NULL;
  DepotLibrary *library;
  DepotPointGroup *group = NULL;

  *code = CLI_EXIT_USAGE;
  if (!cli_context_parse (context, argc, argv, entries, operands, summary))
    return NULL;
  if (*argc < 2)
    {
      *code = cli_context_misuse (context, _ ("Name a group."));
      return NULL;
    }
  library = cli_open_library (context, FALSE, &error);
  if (library != NULL)
    group = depot_library_find_group (library, (*argv)[1]);
  if (group == NULL && error == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no group “%s”."), (*argv)[1]);
  if (group == NULL)
    *code = cli_context_fail (context, error);
  return group;
}

int
cli_point_group_show (CliContext *context, int argc, char **argv)
{
  g_autoptr (JsonObject) object = NULL;
  int code;
  DepotPointGroup *group = open_group (context,
                                       &argc,
                                       &argv,
                                       NULL,
                                       N_ ("NAME"),
                                       _ ("Shows a group, its members and packages."),
                                       &code);

  if (group == NULL)
    return code;
  object = depot_point_group_to_json (group);
  if (context->json)
    {
      cli_print_object (object);
      return CLI_EXIT_DONE;
    }
  g_print ("%s\n", depot_point_group_get_name (group));
  for (const char *const *id = depot_point_group_get_members (group); *id != NULL; id++)
    {
      DepotPoint *point = depot_house_find_point (context->house, *id);

      cli_print_fact (_ ("Member"), point != NULL ? depot_point_get_name (point) : *id);
    }
  for (const char *const *id = depot_point_group_get_packages (group); *id != NULL; id++)
    cli_print_fact (_ ("Package"), *id);
  return CLI_EXIT_DONE;
}

static char **
find_points (CliContext *context, char **names, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (; *names != NULL; names++)
    {
      DepotPoint *point = depot_house_find_point (context->house, *names);

      if (point == NULL)
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_NOT_FOUND,
                                              _ ("There is no cloud distribution point “%s”."),
                                              *names));
          return NULL;
        }
      g_strv_builder_add (ids, depot_point_get_id (point));
    }
  return g_strv_builder_end (ids);
}

static int
change_members (CliContext *context, int argc, char **argv, gboolean join, const char *summary)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  int code;
  DepotPointGroup *group
      = open_group (context, &argc, &argv, NULL, N_ ("NAME POINT…"), summary, &code);

  if (group == NULL)
    return code;
  if (argc < 3)
    return cli_context_misuse (context, _ ("Name at least one cloud distribution point."));
  ids = find_points (context, argv + 2, &error);
  if (ids == NULL)
    return cli_context_fail (context, error);
  depot_group_change_async (context->house,
                            group,
                            join ? (const char *const *) ids : NULL,
                            join ? NULL : (const char *const *) ids,
                            context->cancellable,
                            cli_await_done,
                            &await);
  if (!depot_group_change_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}

int
cli_point_group_add (CliContext *context, int argc, char **argv)
{
  return change_members (context,
                         argc,
                         argv,
                         TRUE,
                         _ ("Puts points into a group; they get its content by themselves."));
}

int
cli_point_group_remove (CliContext *context, int argc, char **argv)
{
  return change_members (
      context, argc, argv, FALSE, _ ("Takes points out of a group; their content stays."));
}

int
cli_point_group_repair (CliContext *context, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  int code;
  int n_assignments;
  DepotPointGroup *group
      = open_group (context,
                    &argc,
                    &argv,
                    NULL,
                    N_ ("NAME"),
                    _ ("Sends to every member what the group should have and it has not."),
                    &code);

  if (group == NULL)
    return code;
  depot_group_repair_async (context->house, group, context->cancellable, cli_await_done, &await);
  n_assignments = depot_group_repair_finish (context->house, cli_await (&await), &error);
  if (n_assignments < 0)
    return cli_context_fail (context, error);
  cli_context_say (context,
                   ngettext ("%d assignment is on its way.",
                             "%d assignments are on their way.",
                             (gulong) n_assignments),
                   n_assignments);
  return CLI_EXIT_DONE;
}

int
cli_point_group_delete (CliContext *context, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  int code;
  DepotPointGroup *group = open_group (
      context, &argc, &argv, NULL, N_ ("NAME"), _ ("Deletes a group; content stays."), &code);

  if (group == NULL)
    return code;
  depot_group_remove_async (context->house, group, context->cancellable, cli_await_done, &await);
  if (!depot_group_remove_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}
