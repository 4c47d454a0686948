/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-point-open.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli-output.h"
#include "depot-base.h"
#include "depot-json.h"

DepotPoint *
cli_open_point (CliContext *context,
                const gboolean *keep,
                int argc,
                char **argv,
                const GOptionEntry *entries,
                const char *summary,
                int *code)
{
  g_autoptr (GError) error = NULL;
  DepotPoint *point;

  *code = CLI_EXIT_USAGE;
  if (!cli_context_parse (context, &argc, &argv, entries, N_ ("NAME"), summary))
    return NULL;
  if (argc != 2)
    {
      *code = cli_context_misuse (context, _ ("Name one cloud distribution point."));
      return NULL;
    }
  if (!cli_context_open (context, keep != NULL && *keep, &error))
    {
      *code = cli_context_fail (context, error);
      return NULL;
    }
  point = depot_house_find_point (context->house, argv[1]);
  if (point != NULL)
    return point;
  error = depot_error_new (
      DEPOT_ERROR_NOT_FOUND, _ ("There is no cloud distribution point called “%s”."), argv[1]);
  *code = cli_context_fail (context, error);
  return NULL;
}

char *
cli_ask_point_name (DepotPoint *point)
{
  char line[256];

  if (!isatty (STDIN_FILENO))
    return NULL;
  g_printerr (_ ("Everything of %s in Azure will be deleted. Type its name to go on: "),
              depot_point_get_name (point));
  return fgets (line, sizeof line, stdin) != NULL ? g_strdup (g_strstrip (line)) : NULL;
}

static void
print_result (CliContext *context, DepotOperation *operation)
{
  g_autoptr (JsonObject) object = NULL;

  if (!context->json)
    {
      g_print ("%s\n", depot_operation_get_id (operation));
      return;
    }
  object = depot_json_object_of_strings (
      "operation",
      depot_operation_get_id (operation),
      "point",
      depot_operation_get_subject (operation),
      "state",
      depot_operation_state_get_nick (depot_operation_get_state (operation)),
      NULL);
  cli_print_object (object);
}

int
cli_conclude_operation (CliContext *context,
                        DepotOperation *operation,
                        gboolean wait,
                        GError *error)
{
  g_autoptr (GError) cause = error;

  if (operation == NULL)
    return cli_context_fail (context, cause);
  if (wait && !cli_follow_operation (context, operation, &cause))
    return cli_context_fail (context, cause);
  print_result (context, operation);
  if (!wait)
    cli_context_say (context, _ ("Requested. The console or “depotctl keeper” carries it out."));
  return CLI_EXIT_DONE;
}
