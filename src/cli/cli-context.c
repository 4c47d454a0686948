/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-context.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdlib.h>

#include "depot-base.h"
#include "depot-practice.h"

void
cli_await_done (GObject *source, GAsyncResult *result, gpointer await)
{
  ((CliAwait *) await)->result = g_object_ref (result);
}

GAsyncResult *
cli_await (CliAwait *await)
{
  while (await->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return await->result;
}

void
cli_await_clear (CliAwait *await)
{
  g_clear_object (&await->result);
}

static DepotClock *
new_clock (void)
{
#ifdef DEPOT_TEST_HOOKS
  const char *speed = g_getenv ("DEPOT_CLOCK_SPEED");

  if (speed != NULL)
    return depot_clock_new (MAX (g_ascii_strtod (speed, NULL), 1.0));
#endif
  return depot_clock_new (1.0);
}

static gboolean
on_interrupt (gpointer data)
{
  CliContext *self = data;

  /* a second Ctrl+C ends the program the ordinary way: everything durable is on disk already */
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

gboolean
cli_context_open (CliContext *self, gboolean keep, GError **error)
{
  g_autoptr (DepotClock) clock = new_clock ();
  g_auto (CliAwait) await = { NULL };

  g_unix_signal_add (SIGINT, on_interrupt, self);
  g_unix_signal_add (SIGTERM, on_interrupt, self);
  self->house = depot_house_new (clock, keep);
  depot_house_open_async (self->house, self->cancellable, cli_await_done, &await);
  return depot_house_open_finish (self->house, cli_await (&await), error);
}

void
cli_context_close (CliContext *self)
{
  if (self->house != NULL)
    {
      g_auto (CliAwait) await = { NULL };
      g_autoptr (GError) error = NULL;

      depot_house_close_async (self->house, cli_await_done, &await);
      if (!depot_house_close_finish (self->house, cli_await (&await), &error))
        g_warning ("closing: %s", error->message);
    }
  g_clear_object (&self->house);
  g_clear_object (&self->cancellable);
}

static int
exit_code_for (const GError *error)
{
  if (error->domain != DEPOT_ERROR)
    return CLI_EXIT_FAILED;
  switch ((DepotErrorCode) error->code)
    {
    case DEPOT_ERROR_CANCELLED:
      return CLI_EXIT_CANCELLED;
    case DEPOT_ERROR_INVALID_INPUT:
      return CLI_EXIT_USAGE;
    case DEPOT_ERROR_SIGN_IN_NEEDED:
    case DEPOT_ERROR_SECOND_FACTOR_NEEDED:
    case DEPOT_ERROR_SIGN_IN_REFUSED:
    case DEPOT_ERROR_SIGN_IN_SETTINGS:
    case DEPOT_ERROR_KEYRING:
      return CLI_EXIT_SIGN_IN;
    case DEPOT_ERROR_STORE:
    case DEPOT_ERROR_FILE:
      return CLI_EXIT_LOCAL;
    case DEPOT_ERROR_NOT_FOUND:
      return CLI_EXIT_NOT_FOUND;
    case DEPOT_ERROR_CERTIFICATE_PASSWORD:
    case DEPOT_ERROR_CERTIFICATE_UNREADABLE:
    case DEPOT_ERROR_CERTIFICATE_REFUSED:
    case DEPOT_ERROR_CERTIFICATE_COSTLY:
      return CLI_EXIT_CERTIFICATE;
    case DEPOT_ERROR_NOT_REACHABLE:
    case DEPOT_ERROR_TLS:
    case DEPOT_ERROR_PROXY:
    case DEPOT_ERROR_CAPTIVE_PORTAL:
    case DEPOT_ERROR_BUSY:
    case DEPOT_ERROR_TIMED_OUT:
      return CLI_EXIT_NOT_REACHABLE;
    case DEPOT_ERROR_PERMISSION_DENIED:
    case DEPOT_ERROR_ROLE_NOT_ACTIVE:
    case DEPOT_ERROR_SUBSCRIPTION:
    case DEPOT_ERROR_PROVIDER_NOT_REGISTERED:
    case DEPOT_ERROR_NAME_TAKEN:
    case DEPOT_ERROR_QUOTA_EXCEEDED:
    case DEPOT_ERROR_NOT_OFFERED:
    case DEPOT_ERROR_POLICY:
    case DEPOT_ERROR_LOCKED:
    case DEPOT_ERROR_CONFLICT:
    case DEPOT_ERROR_DEPLOYMENT_FAILED:
      return CLI_EXIT_REFUSED;
    case DEPOT_ERROR_FAILED:
    case DEPOT_ERROR_PAUSED:
    case DEPOT_ERROR_UNEXPECTED_REPLY:
    default:
      return CLI_EXIT_FAILED;
    }
}

static void
print_error_as_json (const GError *error)
{
  g_autoptr (JsonObject) inner = depot_json_object_of_strings ("code",
                                                               depot_error_get_nick (error),
                                                               "message",
                                                               error->message,
                                                               "azureCode",
                                                               depot_error_get_azure_code (error),
                                                               "azureText",
                                                               depot_error_get_azure_text (error),
                                                               "requestId",
                                                               depot_error_get_request_id (error),
                                                               NULL);
  g_autoptr (JsonObject) outer = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_object_member (outer, "error", json_object_ref (inner));
  text = depot_json_object_to_pretty_text (outer);
  g_print ("%s\n", text);
}

int
cli_context_fail (CliContext *self, const GError *error)
{
  g_autoptr (GError) ours = depot_error_from_any (error);

  if (self->json)
    {
      print_error_as_json (ours);
      return exit_code_for (ours);
    }
  g_printerr ("depotctl: %s\n", ours->message);
  if (depot_error_get_azure_code (ours) != NULL)
    g_printerr (_ ("Azure says: %s: %s\n"),
                depot_error_get_azure_code (ours),
                depot_error_get_azure_text (ours) != NULL ? depot_error_get_azure_text (ours) : "");
  if (depot_error_get_request_id (ours) != NULL)
    g_printerr (_ ("Request id: %s\n"), depot_error_get_request_id (ours));
  return exit_code_for (ours);
}

int
cli_context_misuse (CliContext *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("depotctl: %s\n", text);
  return CLI_EXIT_USAGE;
}

gboolean
cli_context_parse (CliContext *self,
                   int *argc,
                   char ***argv,
                   const GOptionEntry *entries,
                   const char *operands,
                   const char *summary)
{
  g_autoptr (GOptionContext) options = g_option_context_new (operands);
  g_autoptr (GError) error = NULL;
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print JSON"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_ ("Print the result only"), NULL },
    { NULL },
  };

  g_option_context_set_translation_domain (options, GETTEXT_PACKAGE);
  g_option_context_set_summary (options, summary);
  g_option_context_add_main_entries (options, common, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (options, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (options, argc, argv, &error))
    return TRUE;
  g_printerr ("depotctl: %s\n", error->message);
  return FALSE;
}

void
cli_context_say (CliContext *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->quiet || self->json)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s\n", text);
}

DepotCloud *
cli_context_find_cloud (CliContext *self, const char *id, GError **error)
{
  DepotCloud *cloud = depot_house_find_cloud (self->house, id);

  if (g_strcmp0 (id, DEPOT_CLOUD_PRACTICE) == 0)
    {
      g_auto (CliAwait) await = { NULL };

      depot_practice_start_async (self->house, self->cancellable, cli_await_done, &await);
      return depot_practice_start_finish (self->house, cli_await (&await), error);
    }
  if (cloud == NULL)
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no environment called “%s”."), id));
  return cloud;
}
