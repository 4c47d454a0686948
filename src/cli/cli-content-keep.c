/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl content clean-up` and `depotctl content schedule`. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-clean-up.h"
#include "depot-validation-schedule.h"

/* The point named by argv[1]; NULL when *code says why not. */
static DepotPoint *
open_point (CliContext *context,
            int *argc,
            char ***argv,
            const GOptionEntry *entries,
            const char *summary,
            int *code)
{
  g_autoptr (GError) error = NULL;
  DepotPoint *point = NULL;

  *code = CLI_EXIT_USAGE;
  if (!cli_context_parse (context, argc, argv, entries, N_ ("POINT"), summary))
    return NULL;
  if (*argc != 2)
    {
      *code = cli_context_misuse (context, _ ("Name one cloud distribution point."));
      return NULL;
    }
  if (cli_open_library (context, FALSE, &error) != NULL)
    point = depot_house_find_point (context->house, (*argv)[1]);
  if (point == NULL && error == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("“%s” is not known."), (*argv)[1]);
  if (point == NULL)
    *code = cli_context_fail (context, error);
  return point;
}

/* Clean up. */

static void
print_list (CliContext *context, DepotCleanUp *list)
{
  static const CliColumn columns[] = {
    { "name", N_ ("Blob"), FALSE },
    { "bytes", N_ ("Bytes"), TRUE },
  };
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < depot_clean_up_get_n (list); i++)
    {
      g_autofree char *bytes
          = g_strdup_printf ("%" G_GUINT64_FORMAT, depot_clean_up_get_size (list, i));

      cli_table_add (table, (const char *[]) { depot_clean_up_get_name (list, i), bytes });
    }
  cli_table_print (table, context);
}

int
cli_content_clean_up (CliContext *context, int argc, char **argv)
{
  gboolean what_if = FALSE;
  const GOptionEntry entries[] = {
    { "what-if", 0, 0, G_OPTION_ARG_NONE, &what_if, N_ ("Only list what would be removed"), NULL },
    { NULL },
  };
  g_autoptr (DepotCleanUp) list = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) looking = { NULL }, removing = { NULL };
  g_autofree char *size = NULL;
  int code;
  DepotPoint *point
      = open_point (context,
                    &argc,
                    &argv,
                    entries,
                    _ ("Removes what lies at a point and belongs to no package and no transfer."),
                    &code);

  if (point == NULL)
    return code;
  depot_clean_up_list_async (context->house, point, context->cancellable, cli_await_done, &looking);
  list = depot_clean_up_list_finish (context->house, cli_await (&looking), &error);
  if (list != NULL && !what_if)
    {
      depot_clean_up_remove_async (context->house,
                                   point,
                                   g_steal_pointer (&list),
                                   context->cancellable,
                                   cli_await_done,
                                   &removing);
      list = depot_clean_up_remove_finish (context->house, cli_await (&removing), &error);
    }
  if (list == NULL)
    return cli_context_fail (context, error);
  print_list (context, list);
  size = depot_size_to_text (depot_clean_up_get_bytes (list));
  if (what_if)
    cli_context_say (context, _ ("%s would be removed."), size);
  else
    cli_context_say (context, _ ("%s were removed."), size);
  return CLI_EXIT_DONE;
}

/* Schedule. */

static void
print_schedule (CliContext *context, DepotPoint *point)
{
  DepotValidationSchedule schedule;
  gint64 next = depot_validation_schedule_next (context->house, point);
  g_autoptr (GDateTime) moment = next > 0 ? g_date_time_new_from_unix_local (next) : NULL;
  g_autofree char *when = moment != NULL ? g_date_time_format (moment, "%F %R %Z") : NULL;
  g_autofree char *text = NULL;

  depot_validation_schedule_get (context->house, point, &schedule);
  text = depot_validation_schedule_to_text (&schedule);
  if (context->json)
    {
      g_autoptr (JsonObject) object
          = depot_json_object_of_strings ("validate", text, "next", when, NULL);

      cli_print_object (object);
    }
  else if (!context->quiet)
    {
      cli_print_fact (_ ("Validate"), text);
      cli_print_fact (_ ("Next"), when);
    }
}

int
cli_content_schedule (CliContext *context, int argc, char **argv)
{
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
    { "validate",
      0,
      0,
      G_OPTION_ARG_STRING,
      &text,
      N_ ("Day and hour of local time, as “sun 3”, or off"),
      N_ ("WHEN") },
    { NULL },
  };
  DepotValidationSchedule schedule;
  g_autoptr (GError) error = NULL;
  int code;
  DepotPoint *point
      = open_point (context,
                    &argc,
                    &argv,
                    entries,
                    _ ("Shows when everything at a point is read back by itself, and changes it."),
                    &code);

  if (point == NULL)
    return code;
  if (text != NULL && !depot_validation_schedule_from_text (text, &schedule))
    return cli_context_misuse (context, _ ("“%s” is neither a day and an hour nor “off”."), text);
  if (text != NULL && !depot_validation_schedule_set (context->house, point, &schedule, &error))
    return cli_context_fail (context, error);
  print_schedule (context, point);
  return CLI_EXIT_DONE;
}
