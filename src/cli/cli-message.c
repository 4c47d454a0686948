/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-discovery.h"
#include "depot-service-log.h"

static const CliColumn message_columns[] = {
  { "at", N_ ("Time"), FALSE },   { "severity", N_ ("Severity"), FALSE }, { "id", N_ ("ID"), TRUE },
  { "site", N_ ("Site"), FALSE }, { "text", N_ ("Description"), FALSE },
};

static int
severity_from_nick (const char *nick)
{
  for (int severity = DEPOT_SEVERITY_INFO; severity <= DEPOT_SEVERITY_ERROR; severity++)
    if (g_strcmp0 (depot_severity_get_nick (severity), nick) == 0)
      return severity;
  return -1;
}

static void
add_message (CliTable *table, DepotStatusMessage *message)
{
  g_autofree char *at = cli_time_to_text (depot_status_message_get_at (message));
  g_autofree char *id = g_strdup_printf ("%u", depot_status_message_get_message_id (message));

  cli_table_add (
      table,
      (const char *[]) { at,
                         depot_severity_get_nick (depot_status_message_get_severity (message)),
                         id,
                         depot_status_message_get_site_code (message),
                         depot_status_message_get_text (message) });
}

int
cli_message_list (CliContext *context, int argc, char **argv)
{
  g_autofree char *nick = NULL, *component = NULL;
  int limit = 1000, severity = -1;
  g_autoptr (CliTable) table = cli_table_new (message_columns, G_N_ELEMENTS (message_columns));
  g_autoptr (GListModel) messages = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "severity",
      0,
      0,
      G_OPTION_ARG_STRING,
      &nick,
      N_ ("info, warning or error"),
      N_ ("SEVERITY") },
    { "component", 0, 0, G_OPTION_ARG_STRING, &component, N_ ("Component"), N_ ("NAME") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many, newest first"), N_ ("N") },
    { NULL },
  };

  if (!cli_context_parse (
          context, &argc, &argv, entries, NULL, _ ("Lists the status messages of a component.")))
    return CLI_EXIT_USAGE;
  if (nick != NULL && (severity = severity_from_nick (nick)) < 0)
    return cli_context_misuse (context, _ ("“%s” is not a severity."), nick);
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_house_list_messages_async (context->house,
                                   component != NULL ? component : DEPOT_COMPONENT_CLOUD_SERVICES,
                                   severity,
                                   0,
                                   (guint) MAX (limit, 1),
                                   context->cancellable,
                                   cli_await_done,
                                   &await);
  messages = depot_house_list_messages_finish (context->house, cli_await (&await), &error);
  if (messages == NULL)
    return cli_context_fail (context, error);
  for (guint i = 0; i < g_list_model_get_n_items (messages); i++)
    {
      g_autoptr (DepotStatusMessage) message = g_list_model_get_item (messages, i);

      add_message (table, message);
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

static void
print_log_lines (GListModel *lines, guint from)
{
  for (guint i = from; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr (DepotLogLine) line = g_list_model_get_item (lines, i);
      g_autofree char *at = cli_time_to_text (depot_log_line_get_at (line));

      g_print ("%s  %-7s  %s\n",
               at != NULL ? at : "",
               depot_severity_get_nick (depot_log_line_get_severity (line)),
               depot_log_line_get_text (line));
    }
}

static gboolean
on_quiet (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

int
cli_log (CliContext *context, int argc, char **argv)
{
  gboolean follow = FALSE, quiet = FALSE;
  g_autoptr (DepotLogFile) log = NULL;
  g_autofree char *folder = NULL;
  guint printed = 0;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &follow, N_ ("Go on printing new lines"), NULL },
    { NULL },
  };

  if (!cli_context_parse (context, &argc, &argv, entries, NULL, _ ("Prints CloudMgr.log.")))
    return CLI_EXIT_USAGE;
  folder = depot_paths_dup_log_dir ();
  log = depot_log_file_new (folder, "CloudMgr.log");
  /* the file is read by a worker: lines have arrived when a moment passes without new ones */
  g_timeout_add (300, on_quiet, &quiet);
  while ((follow || !quiet) && !g_cancellable_is_cancelled (context->cancellable))
    {
      g_main_context_iteration (NULL, TRUE);
      print_log_lines (G_LIST_MODEL (log), printed);
      printed = g_list_model_get_n_items (G_LIST_MODEL (log));
    }
  return CLI_EXIT_DONE;
}

int
cli_doctor (CliContext *context, int argc, char **argv)
{
  g_autoptr (GListModel) checks = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  if (!cli_context_parse (
          context, &argc, &argv, NULL, NULL, _ ("Checks what Cloud Depot needs on this computer.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_doctor_async (context->house, context->cancellable, cli_await_done, &await);
  checks = depot_doctor_finish (context->house, cli_await (&await), &error);
  if (checks == NULL)
    return cli_context_fail (context, error);
  return cli_print_checks (context, checks) ? CLI_EXIT_DONE : CLI_EXIT_FAILED;
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

int
cli_keeper (CliContext *context, int argc, char **argv)
{
  gboolean until_idle = FALSE;
  g_autoptr (GError) error = NULL;
  guint tick;
  const GOptionEntry entries[] = {
    { "until-idle",
      0,
      0,
      G_OPTION_ARG_NONE,
      &until_idle,
      N_ ("End when nothing is left to do"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Carries out requested operations without a window.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, TRUE, &error))
    return cli_context_fail (context, error);
  tick = g_timeout_add (500, on_tick, NULL);
  while (!g_cancellable_is_cancelled (context->cancellable)
         && !(until_idle && depot_house_is_keeper (context->house)
              && depot_operation_queue_is_idle (depot_house_get_queue (context->house))))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  return CLI_EXIT_DONE;
}
