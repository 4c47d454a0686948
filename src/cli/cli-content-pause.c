/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl content pause|resume|priority`. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-content-pause.h"

static void
print_packages (CliContext *context, DepotLibrary *library, char **ids)
{
  static const CliColumn columns[] = {
    { "id", N_ ("ID"), FALSE },
    { "name", N_ ("Name"), FALSE },
    { "priority", N_ ("Priority"), FALSE },
    { "paused", N_ ("Paused"), FALSE },
  };
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));

  for (char **id = ids; *id != NULL; id++)
    {
      DepotPackage *package = depot_library_find_package (library, *id);

      cli_table_add (
          table,
          (const char *[]) { *id,
                             depot_package_get_name (package),
                             depot_priority_get_nick (depot_package_get_priority (package)),
                             depot_package_is_paused (package) ? "yes" : "no" });
    }
  cli_table_print (table, context);
}

static int
finish (CliContext *context, CliAwait *await, char **ids)
{
  g_autoptr (GError) error = NULL;

  if (!depot_content_pause_finish (context->house, cli_await (await), &error))
    return cli_context_fail (context, error);
  print_packages (context, depot_house_get_library (context->house), ids);
  return CLI_EXIT_DONE;
}

static int
run_pause (CliContext *context, int argc, char **argv, gboolean paused, const char *summary)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  if (!cli_context_parse (context, &argc, &argv, NULL, N_ ("ID…"), summary))
    return CLI_EXIT_USAGE;
  if (argc < 2)
    return cli_context_misuse (context, _ ("Name at least one package."));
  if (cli_open_library (context, FALSE, &error) == NULL)
    return cli_context_fail (context, error);
  depot_content_pause_async (context->house,
                             (const char *const *) argv + 1,
                             paused,
                             context->cancellable,
                             cli_await_done,
                             &await);
  return finish (context, &await, argv + 1);
}

int
cli_content_pause (CliContext *context, int argc, char **argv)
{
  return run_pause (context,
                    argc,
                    argv,
                    TRUE,
                    _ ("Holds the content of packages back; what is under way stops and goes on "
                       "later."));
}

int
cli_content_resume (CliContext *context, int argc, char **argv)
{
  return run_pause (context,
                    argc,
                    argv,
                    FALSE,
                    _ ("Lets the content of paused packages go on where it stopped."));
}

int
cli_content_priority (CliContext *context, int argc, char **argv)
{
  DepotPriority priority;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          NULL,
                          N_ ("high|normal|low ID…"),
                          _ ("Says whose content goes first when several packages wait.")))
    return CLI_EXIT_USAGE;
  if (argc < 3)
    return cli_context_misuse (context, _ ("Name a priority and at least one package."));
  if (!depot_priority_from_nick (argv[1], &priority))
    return cli_context_misuse (context, _ ("“%s” is not high, normal or low."), argv[1]);
  if (cli_open_library (context, FALSE, &error) == NULL)
    return cli_context_fail (context, error);
  depot_content_set_priority_async (context->house,
                                    (const char *const *) argv + 2,
                                    priority,
                                    context->cancellable,
                                    cli_await_done,
                                    &await);
  return finish (context, &await, argv + 2);
}
