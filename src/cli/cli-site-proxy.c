/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-secret.h"
#include "cli-verbs.h"
#include "depot-json.h"
#include "depot-site-proxy.h"

typedef struct
{
  char *server, *user, *exceptions, *password_file;
  int port, password_fd;
  gboolean is_system, is_none, is_test;
} Wishes;

static void
wishes_clear (Wishes *wishes)
{
  g_free (wishes->server);
  g_free (wishes->user);
  g_free (wishes->exceptions);
  g_free (wishes->password_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wishes, wishes_clear)

static gboolean
parse (CliContext *context, int *argc, char ***argv, Wishes *wishes)
{
  const GOptionEntry entries[] = {
    { "server",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes->server,
      N_ ("Host of a proxy server"),
      N_ ("HOST") },
    { "port", 0, 0, G_OPTION_ARG_INT, &wishes->port, N_ ("Its port (80)"), N_ ("PORT") },
    { "user",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes->user,
      N_ ("Who asks there; the password is read from a file or asked for"),
      N_ ("NAME") },
    { "password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes->password_fd,
      N_ ("Read the password from this file descriptor"),
      N_ ("FD") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes->password_file,
      N_ ("Read the password from this file"),
      N_ ("FILE") },
    { "except",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes->exceptions,
      N_ ("Hosts, domains and networks that are reached without it, split by commas"),
      N_ ("LIST") },
    { "system",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->is_system,
      N_ ("Connect as the desktop says (default)"),
      NULL },
    { "none",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->is_none,
      N_ ("Connect without a proxy server"),
      NULL },
    { "test",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->is_test,
      N_ ("Ask whether Azure is reached this way"),
      NULL },
    { NULL },
  };

  return cli_context_parse (
      context, argc, argv, entries, NULL, _ ("Shows, sets or tests the proxy server of the site."));
}

static gboolean
has_change (const Wishes *wishes)
{
  return wishes->server != NULL || wishes->is_system || wishes->is_none;
}

static const char *
find_misuse (const Wishes *wishes)
{
  if ((wishes->server != NULL) + wishes->is_system + wishes->is_none > 1)
    return _ ("--server, --system and --none exclude each other.");
  if (wishes->server == NULL
      && (wishes->user != NULL || wishes->exceptions != NULL || wishes->port != 0
          || wishes->password_file != NULL || wishes->password_fd >= 0))
    return _ ("These options belong to --server.");
  if (wishes->port < 0 || wishes->port > G_MAXUINT16)
    return _ ("The port is a number from 1 to 65535.");
  return NULL;
}

static gboolean
set (CliContext *context, const Wishes *wishes, GError **error)
{
  DepotProxyMode mode = wishes->server != NULL ? DEPOT_PROXY_SERVER
                        : wishes->is_none      ? DEPOT_PROXY_NONE
                                               : DEPOT_PROXY_SYSTEM;
  g_autoptr (DepotProxySettings) settings = depot_proxy_settings_new (
      mode, wishes->server, (guint) wishes->port, wishes->user, wishes->exceptions);
  g_autoptr (DepotSecretBytes) password = NULL;
  g_auto (CliAwait) await = { NULL };

  if (depot_proxy_settings_has_user (settings) && depot_proxy_settings_check (settings) == NULL)
    {
      GError *flaw = NULL;

      password = cli_secret_read (
          wishes->password_fd, wishes->password_file, _ ("Password at the proxy server:"), &flaw);
      if (flaw != NULL)
        {
          g_propagate_error (error, flaw);
          return FALSE;
        }
    }
  depot_site_proxy_set_async (
      context->house, settings, password, context->cancellable, cli_await_done, &await);
  return depot_site_proxy_set_finish (context->house, cli_await (&await), error);
}

static int
test (CliContext *context)
{
  g_autoptr (GListModel) items = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  depot_site_proxy_test_async (context->house, context->cancellable, cli_await_done, &await);
  items = depot_site_proxy_test_finish (context->house, cli_await (&await), &error);
  if (items == NULL)
    return cli_context_fail (context, error);
  return cli_print_checks (context, items) ? CLI_EXIT_DONE : CLI_EXIT_NOT_REACHABLE;
}

static void
show (CliContext *context)
{
  DepotProxySettings *settings = depot_site_proxy_get (context->house);
  g_autoptr (JsonObject) object = depot_proxy_settings_to_json (settings);
  g_autofree char *text = depot_proxy_settings_dup_text (settings);

  if (context->json)
    cli_print_object (object);
  else
    {
      cli_print_fact (_ ("Proxy server"), text);
      cli_print_fact (_ ("User name"), depot_proxy_settings_get_user_name (settings));
      cli_print_fact (_ ("Exceptions"), depot_proxy_settings_get_exceptions (settings));
    }
}

int
cli_site_proxy (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .password_fd = -1 };
  g_autoptr (GError) error = NULL;
  const char *misuse;

  if (!parse (context, &argc, &argv, &wishes))
    return CLI_EXIT_USAGE;
  misuse = find_misuse (&wishes);
  if (misuse != NULL)
    return cli_context_misuse (context, "%s", misuse);
  if (!cli_context_open (context, FALSE, &error)
      || (has_change (&wishes) && !set (context, &wishes, &error)))
    return cli_context_fail (context, error);
  if (wishes.is_test)
    return test (context);
  if (!context->quiet)
    show (context);
  return CLI_EXIT_DONE;
}
