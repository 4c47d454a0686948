/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl cloud add|remove|trust`: environments beside the built-in ones, and whom to believe. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-clouds.h"

#define MAX_CA_BYTES (512 * 1024)

/* NULL with error unset when no file was named. */
static char *
read_ca_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) flaw = NULL;
  gsize length = 0;

  if (path == NULL)
    return NULL;
  if (!g_file_get_contents (path, &text, &length, &flaw))
    g_propagate_error (error, depot_error_new (DEPOT_ERROR_FILE, "%s", flaw->message));
  else if (length > MAX_CA_BYTES || !g_utf8_validate (text, (gssize) length, NULL))
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_FILE, _ ("%s is no file of certificates in PEM form."), path));
  else
    return g_steal_pointer (&text);
  return NULL;
}

static void
print_cloud (CliContext *context, DepotCloud *cloud)
{
  g_auto (GStrv) rows = depot_clouds_describe (cloud);

  if (context->json)
    {
      g_autoptr (JsonObject) object = depot_cloud_to_json (cloud);

      cli_print_object (object);
      return;
    }
  g_print ("%s\n", depot_cloud_get_id (cloud));
  for (guint i = 0; rows[i] != NULL; i += 2)
    cli_print_fact (rows[i], rows[i + 1]);
}

/* A person reads it first; a script says --yes. */
static gboolean
is_accepted (gboolean yes)
{
  char answer[16];

  if (yes)
    return TRUE;
  if (!isatty (STDIN_FILENO))
    return FALSE;
  g_printerr ("%s ", _ ("Keep this environment? [y/N]"));
  return fgets (answer, sizeof answer, stdin) != NULL && g_ascii_tolower (*answer) == 'y';
}

static DepotCloud *
look (CliContext *context, const char *address, const char *ca_file, GError **error)
{
  g_auto (CliAwait) await = { NULL };
  GError *flaw = NULL;
  g_autofree char *ca_pem = read_ca_file (ca_file, &flaw);

  if (flaw != NULL)
    {
      g_propagate_error (error, flaw);
      return NULL;
    }
  depot_clouds_look_async (
      context->house, address, ca_pem, context->cancellable, cli_await_done, &await);
  return depot_clouds_look_finish (context->house, cli_await (&await), error);
}

static int
finish_change (CliContext *context, CliAwait *await)
{
  g_autoptr (GError) error = NULL;

  if (depot_clouds_change_finish (context->house, cli_await (await), &error))
    return CLI_EXIT_DONE;
  return cli_context_fail (context, error);
}

int
cli_cloud_add (CliContext *context, int argc, char **argv)
{
  g_autofree char *ca_file = NULL;
  gboolean yes = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "ca-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &ca_file,
      N_ ("Certificates trusted besides the system's"),
      N_ ("FILE") },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Keep it without asking"), NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("URL"),
                          _ ("Asks an Azure environment what belongs to it, shows that, and keeps "
                             "it.")))
    return CLI_EXIT_USAGE;
  if (argc != 2)
    return cli_context_misuse (context, _ ("Give the address of the Resource Manager."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  cloud = look (context, argv[1], ca_file, &error);
  if (cloud == NULL)
    return cli_context_fail (context, error);
  print_cloud (context, cloud);
  if (!is_accepted (yes))
    {
      cli_context_say (context, _ ("Nothing was kept."));
      return CLI_EXIT_CANCELLED;
    }
  depot_clouds_keep_async (context->house, cloud, context->cancellable, cli_await_done, &await);
  return finish_change (context, &await);
}

int
cli_cloud_remove (CliContext *context, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  if (!cli_context_parse (
          context, &argc, &argv, NULL, N_ ("ID"), _ ("Forgets an environment that was added.")))
    return CLI_EXIT_USAGE;
  if (argc != 2)
    return cli_context_misuse (context, _ ("Name one environment."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_clouds_remove_async (context->house, argv[1], context->cancellable, cli_await_done, &await);
  return finish_change (context, &await);
}

int
cli_cloud_trust (CliContext *context, int argc, char **argv)
{
  g_autofree char *ca_file = NULL;
  g_autofree char *ca_pem = NULL;
  gboolean none = FALSE;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "ca-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &ca_file,
      N_ ("Certificates trusted besides the system's"),
      N_ ("FILE") },
    { "none", 0, 0, G_OPTION_ARG_NONE, &none, N_ ("Only the system's again"), NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("ID"),
                          _ ("Adds certificate authorities for one environment, such as that of "
                             "a proxy which inspects connections.")))
    return CLI_EXIT_USAGE;
  if (argc != 2 || none == (ca_file != NULL))
    return cli_context_misuse (context, _ ("Name one environment, and give --ca-file or --none."));
  ca_pem = read_ca_file (ca_file, &error);
  if (error != NULL || !cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_clouds_trust_async (
      context->house, argv[1], ca_pem, context->cancellable, cli_await_done, &await);
  return finish_change (context, &await);
}
