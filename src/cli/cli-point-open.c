/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-point-open.h"

#include <glib/gi18n.h>

#include "depot-base.h"

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
