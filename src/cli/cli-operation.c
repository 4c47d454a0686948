/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"

static const CliColumn columns[] = {
  { "id", N_ ("Id"), FALSE },        { "title", N_ ("Title"), FALSE },
  { "state", N_ ("State"), FALSE },  { "percent", N_ ("%"), TRUE },
  { "status", N_ ("Doing"), FALSE }, { "created", N_ ("Requested"), FALSE },
};

static void
add_row (CliTable *table, DepotOperation *operation)
{
  g_autofree char *percent
      = g_strdup_printf ("%.0f", 100 * depot_operation_get_fraction (operation));
  g_autofree char *created = cli_time_to_text (depot_operation_get_created_at (operation));
  const GError *reason = depot_operation_get_error (operation);

  cli_table_add (table,
                 (const char *[]) {
                     depot_operation_get_id (operation),
                     depot_operation_get_title (operation),
                     depot_operation_state_get_nick (depot_operation_get_state (operation)),
                     percent,
                     reason != NULL ? reason->message : depot_operation_get_status_text (operation),
                     created });
}

int
cli_operation_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *operations;

  if (!cli_context_parse (
          context, &argc, &argv, NULL, NULL, _ ("Lists long-running work, newest first.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  operations = depot_house_get_operations (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      add_row (table, operation);
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

static const char *
step_mark (DepotOperation *operation, guint i)
{
  guint at = depot_operation_get_step_index (operation);

  if (i < at || depot_operation_get_state (operation) == DEPOT_OPERATION_DONE)
    return "done";
  if (i > at || depot_operation_get_state (operation) == DEPOT_OPERATION_QUEUED)
    return "pending";
  return depot_operation_get_state (operation) == DEPOT_OPERATION_FAILED ? "failed" : "running";
}

static JsonObject *
steps_as_json (DepotOperation *operation)
{
  guint n_steps;
  const DepotStep *steps = depot_operation_get_steps (operation, &n_steps);
  const GError *reason = depot_operation_get_error (operation);
  JsonObject *object = depot_json_object_of_strings (
      "id",
      depot_operation_get_id (operation),
      "kind",
      depot_operation_get_kind (operation),
      "title",
      depot_operation_get_title (operation),
      "subject",
      depot_operation_get_subject (operation),
      "state",
      depot_operation_state_get_nick (depot_operation_get_state (operation)),
      "status",
      depot_operation_get_status_text (operation),
      "requestedBy",
      depot_operation_get_requested_by (operation),
      "errorCode",
      reason != NULL ? depot_error_get_nick (reason) : NULL,
      "error",
      reason != NULL ? reason->message : NULL,
      "azureCode",
      reason != NULL ? depot_error_get_azure_code (reason) : NULL,
      "requestId",
      reason != NULL ? depot_error_get_request_id (reason) : NULL,
      NULL);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n_steps; i++)
    json_array_add_object_element (array,
                                   depot_json_object_of_strings ("id",
                                                                 steps[i].id,
                                                                 "state",
                                                                 step_mark (operation, i),
                                                                 "label",
                                                                 _ (steps[i].label),
                                                                 NULL));
  json_object_set_array_member (object, "steps", array);
  json_object_set_double_member (object, "fraction", depot_operation_get_fraction (operation));
  json_object_set_int_member (object, "attempt", depot_operation_get_attempt (operation));
  return object;
}

static void
print_operation (DepotOperation *operation)
{
  guint n_steps;
  const DepotStep *steps = depot_operation_get_steps (operation, &n_steps);
  const GError *reason = depot_operation_get_error (operation);
  g_autofree char *created = cli_time_to_text (depot_operation_get_created_at (operation));
  g_autofree char *ended = cli_time_to_text (depot_operation_get_ended_at (operation));

  g_print ("%s\n", depot_operation_get_title (operation));
  cli_print_fact (_ ("State"),
                  depot_operation_state_get_label (depot_operation_get_state (operation)));
  cli_print_fact (_ ("Doing"), depot_operation_get_status_text (operation));
  cli_print_fact (_ ("Requested"), created);
  cli_print_fact (_ ("Requested by"), depot_operation_get_requested_by (operation));
  cli_print_fact (_ ("Ended"), ended);
  for (guint i = 0; i < n_steps; i++)
    g_print ("  %-8s %s\n", step_mark (operation, i), _ (steps[i].label));
  if (reason == NULL)
    return;
  cli_print_fact (_ ("Error"), reason->message);
  cli_print_fact (_ ("Azure's code"), depot_error_get_azure_code (reason));
  cli_print_fact (_ ("Azure's text"), depot_error_get_azure_text (reason));
  cli_print_fact (_ ("Request id"), depot_error_get_request_id (reason));
}

/* Opens the house and finds the operation named by argv[1]; NULL when *code says why not. */
static DepotOperation *
open_operation (CliContext *context,
                int argc,
                char **argv,
                const GOptionEntry *entries,
                const char *summary,
                const gboolean *keep,
                int *code)
{
  g_autoptr (GError) error = NULL;
  DepotOperation *operation;

  *code = CLI_EXIT_USAGE;
  if (!cli_context_parse (context, &argc, &argv, entries, N_ ("ID"), summary))
    return NULL;
  if (argc != 2)
    {
      *code = cli_context_misuse (context, _ ("Name one operation."));
      return NULL;
    }
  if (!cli_context_open (context, keep != NULL && *keep, &error))
    {
      *code = cli_context_fail (context, error);
      return NULL;
    }
  operation = depot_operation_queue_find (depot_house_get_queue (context->house), argv[1]);
  if (operation != NULL)
    return operation;
  error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no operation “%s”."), argv[1]);
  *code = cli_context_fail (context, error);
  return NULL;
}

int
cli_operation_show (CliContext *context, int argc, char **argv)
{
  g_autoptr (JsonObject) object = NULL;
  int code;
  DepotOperation *operation = open_operation (
      context, argc, argv, NULL, _ ("Shows an operation and its steps."), NULL, &code);

  if (operation == NULL)
    return code;
  if (!context->json)
    {
      print_operation (operation);
      return CLI_EXIT_DONE;
    }
  object = steps_as_json (operation);
  cli_print_object (object);
  return CLI_EXIT_DONE;
}

/* A wish that can be granted now, and the call that asks for it. */
typedef struct
{
  const char *summary;
  const char *refusal;
  gboolean (*is_possible) (DepotOperation *operation);
  void (*ask) (DepotOperationQueue *queue, DepotOperation *operation);
} Wish;

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE; /* only wakes the loop, so that Ctrl+C is seen */
}

static void
note_change (gboolean *is_granted)
{
  *is_granted = TRUE;
}

/* Where another process is the keeper, or this one is not yet, the wish goes through the journal:
 * what was before it was granted is not its outcome. */
static void
ask_and_see (const Wish *wish, CliContext *context, DepotOperation *operation)
{
  gboolean is_granted = FALSE;
  gulong id = g_signal_connect_swapped (
      operation, "notify::state", G_CALLBACK (note_change), &is_granted);
  guint tick = g_timeout_add (200, on_tick, NULL);

  wish->ask (depot_house_get_queue (context->house), operation);
  while (!is_granted && !g_cancellable_is_cancelled (context->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_signal_handler_disconnect (operation, id);
}

static int
run_wish (const Wish *wish, CliContext *context, int argc, char **argv)
{
  gboolean wait = FALSE;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &wait, N_ ("Carry it out and wait for the end"), NULL },
    { NULL },
  };
  int code;
  DepotOperation *operation
      = open_operation (context, argc, argv, entries, _ (wish->summary), &wait, &code);

  if (operation == NULL)
    return code;
  if (!wish->is_possible (operation))
    {
      error = depot_error_new (DEPOT_ERROR_CONFLICT, "%s", _ (wish->refusal));
      return cli_context_fail (context, error);
    }
  if (wait)
    ask_and_see (wish, context, operation);
  else
    wish->ask (depot_house_get_queue (context->house), operation);
  if (wait && !cli_follow_operation (context, operation, &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}

int
cli_operation_retry (CliContext *context, int argc, char **argv)
{
  static const Wish wish = { N_ ("Tries the failed or waiting step again."),
                             N_ ("This operation has not failed."),
                             depot_operation_can_retry,
                             depot_operation_queue_retry };

  return run_wish (&wish, context, argc, argv);
}

int
cli_operation_clean_up (CliContext *context, int argc, char **argv)
{
  static const Wish wish = { N_ ("Removes from Azure what the operation made."),
                             N_ ("There is nothing to clean up: the operation has not failed."),
                             depot_operation_can_clean_up,
                             depot_operation_queue_clean_up };

  return run_wish (&wish, context, argc, argv);
}

int
cli_operation_cancel (CliContext *context, int argc, char **argv)
{
  static const Wish wish = { N_ ("Stops an operation; what it made stays until it is cleaned up."),
                             N_ ("This operation has ended."),
                             depot_operation_can_cancel,
                             depot_operation_queue_cancel };

  return run_wish (&wish, context, argc, argv);
}
