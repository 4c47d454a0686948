/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl package export|import`. */
#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-package-file.h"

static void
print_progress (guint64 done_bytes, guint64 total_bytes, gpointer user)
{
  g_autofree char *done = depot_size_to_text (done_bytes);
  g_autofree char *total = depot_size_to_text (total_bytes);

  if (total_bytes > 0)
    g_printerr ("\r%s / %s\033[K", done, total);
}

static DepotPackageFileProgress
choose_progress (CliContext *context)
{
  return !context->quiet && !context->json && isatty (STDERR_FILENO) ? print_progress : NULL;
}

static void
print_package (CliContext *context, DepotPackage *package)
{
  g_autoptr (JsonObject) object = depot_package_to_json (package);

  if (context->json)
    cli_print_object (object);
  else if (!context->quiet)
    g_print ("%s  %s\n", depot_package_get_id (package), depot_package_get_name (package));
}

int
cli_package_export (CliContext *context, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  g_autoptr (GFile) file = NULL;
  DepotLibrary *library;
  DepotPackage *package;

  if (!cli_context_parse (
          context,
          &argc,
          &argv,
          NULL,
          N_ ("ID FILE"),
          _ ("Writes a package with its content into one file, for another depot.")))
    return CLI_EXIT_USAGE;
  if (argc != 3)
    return cli_context_misuse (context, _ ("Name a package and a file."));
  library = cli_open_library (context, FALSE, &error);
  package = library != NULL ? depot_library_find_package (library, argv[1]) : NULL;
  if (package == NULL && error == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no package “%s”."), argv[1]);
  if (package == NULL)
    return cli_context_fail (context, error);
  file = g_file_new_for_commandline_arg (argv[2]);
  depot_package_export_async (context->house,
                              package,
                              file,
                              choose_progress (context),
                              NULL,
                              context->cancellable,
                              cli_await_done,
                              &await);
  if (!depot_package_export_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  print_package (context, package);
  return CLI_EXIT_DONE;
}

int
cli_package_import (CliContext *context, int argc, char **argv)
{
  g_autofree char *site = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  g_autoptr (GFile) file = NULL;
  DepotPackage *package;
  const GOptionEntry entries[] = {
    { "site",
      0,
      0,
      G_OPTION_ARG_STRING,
      &site,
      N_ ("Site whose code begins the package ID"),
      N_ ("CODE") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("FILE"),
                          _ ("Adds a package that another depot exported, with its content.")))
    return CLI_EXIT_USAGE;
  if (argc != 2)
    return cli_context_misuse (context, _ ("Name one file."));
  if (cli_open_library (context, FALSE, &error) == NULL)
    return cli_context_fail (context, error);
  file = g_file_new_for_commandline_arg (argv[1]);
  depot_package_import_async (context->house,
                              file,
                              site,
                              choose_progress (context),
                              NULL,
                              context->cancellable,
                              cli_await_done,
                              &await);
  package = depot_package_import_finish (context->house, cli_await (&await), &error);
  if (package == NULL)
    return cli_context_fail (context, error);
  print_package (context, package);
  return CLI_EXIT_DONE;
}
