/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl edge token POINT PACKAGE`: what a client shows an edge, for a test by hand or a
 * location one makes oneself. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-content-token.h"

static void
print_token (CliContext *context, const DepotContentToken *token)
{
  const char *text = depot_secret_bytes_peek_text (token->token);
  g_autofree char *until = cli_time_to_text (token->expires_at);
  g_autoptr (JsonObject) object = NULL;

  if (!context->json)
    {
      printf ("%s\n", text);
      cli_context_say (context,
                       _ ("Holds until %s for %s. Whoever has it can download the package until "
                          "then; it cannot be taken back."),
                       until,
                       token->url);
      return;
    }
  object = depot_json_object_of_strings ("token", text, "id", token->id, "url", token->url, NULL);
  json_object_set_int_member (object, "expiresAt", token->expires_at);
  cli_print_object (object);
}

static int
give_out (CliContext *context, const char *name, const char *package, int hours)
{
  g_autoptr (DepotContentToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotPoint *point = depot_house_find_point (context->house, name);

  if (point == NULL)
    {
      error = depot_error_new (
          DEPOT_ERROR_NOT_FOUND, _ ("There is no cloud distribution point called “%s”."), name);
      return cli_context_fail (context, error);
    }
  depot_content_token_async (context->house,
                             point,
                             package,
                             hours == G_MAXINT ? DEPOT_CONTENT_TOKEN_AS_SET
                                               : (guint) MAX (hours, 0),
                             context->cancellable,
                             cli_await_done,
                             &await);
  token = depot_content_token_finish (context->house, cli_await (&await), &error);
  if (token == NULL)
    return cli_context_fail (context, error);
  print_token (context, token);
  return CLI_EXIT_DONE;
}

int
cli_edge_token (CliContext *context, int argc, char **argv)
{
  int hours = G_MAXINT;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "hours",
      0,
      0,
      G_OPTION_ARG_INT,
      &hours,
      N_ ("How long it holds, 1 to 24 (as set for the point)"),
      N_ ("N") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("POINT PACKAGE"),
                          _ ("Gives out a content token: whoever has it can download the package "
                             "from the point until it ends.")))
    return CLI_EXIT_USAGE;
  if (argc != 3)
    return cli_context_misuse (context, _ ("Name a cloud distribution point and a package."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  return give_out (context, argv[1], argv[2], hours);
}
