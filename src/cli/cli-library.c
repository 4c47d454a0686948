/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-library.h"

DepotLibrary *
cli_open_library (CliContext *context, gboolean keep, GError **error)
{
  g_auto (CliAwait) await = { NULL };
  DepotLibrary *library;

  if (!cli_context_open (context, keep, error))
    return NULL;
  library = depot_house_get_library (context->house);
  depot_library_load_async (library, context->cancellable, cli_await_done, &await);
  return depot_library_load_finish (library, cli_await (&await), error) ? library : NULL;
}
