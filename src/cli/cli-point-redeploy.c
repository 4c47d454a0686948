/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point redeploy NAME`: the same point once more, or a second one beside it that takes
 * its place. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-point-verbs.h"
#include "depot-replace-point.h"

typedef struct
{
  char *typed_name, *new_name, *group, *account;
  gboolean wait;
} Request;

static void
request_clear (Request *self)
{
  g_free (self->typed_name);
  g_free (self->new_name);
  g_free (self->group);
  g_free (self->account);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* The operation ends with the request for the new point; --wait waits for that, too. */
static int
follow_new_point (CliContext *context, const char *name)
{
  DepotPoint *point = depot_house_find_point (context->house, name);
  DepotOperation *operation
      = point != NULL ? depot_operation_queue_find_for_subject (
                            depot_house_get_queue (context->house), depot_point_get_id (point))
                      : NULL;
  g_autoptr (GError) error = NULL;

  if (operation != NULL && !cli_follow_operation (context, operation, &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}

static int
redeploy (CliContext *context, DepotPoint *point, Request *request)
{
  g_autofree char *name = g_strdup (depot_point_get_name (point));
  g_auto (CliAwait) await = { NULL };
  GError *error = NULL;
  DepotOperation *operation;
  int code;

  if (request->typed_name == NULL)
    request->typed_name = cli_ask_point_name (point);
  if (g_strcmp0 (request->typed_name, name) != 0)
    return cli_context_misuse (context, _ ("The name does not match: nothing was deleted."));
  depot_redeploy_point_async (context->house, point, context->cancellable, cli_await_done, &await);
  operation = depot_point_verb_finish (context->house, cli_await (&await), &error);
  code = cli_conclude_operation (context, operation, request->wait, error);
  return code == CLI_EXIT_DONE && request->wait ? follow_new_point (context, name) : code;
}

/* An account by the name a person knows it by, or its id. */
static const char *
find_account (CliContext *context, const char *wanted)
{
  GListModel *accounts = depot_house_get_accounts (context->house);

  for (guint i = 0; wanted != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (depot_account_get_user_name (account), wanted) == 0)
        return depot_account_get_id (account);
    }
  return wanted;
}

static int
replace (CliContext *context, DepotPoint *point, const Request *request)
{
  DepotReplacement replacement = { .service_name = request->new_name,
                                   .account_id = find_account (context, request->account),
                                   .group_name = request->group };
  g_auto (CliAwait) await = { NULL };
  GError *error = NULL;
  DepotOperation *operation;

  depot_replace_point_async (
      context->house, point, &replacement, context->cancellable, cli_await_done, &await);
  operation = depot_replace_point_finish (context->house, cli_await (&await), NULL, &error);
  return cli_conclude_operation (context, operation, request->wait, error);
}

#define TEXT_ENTRY(name, place, help, value)                                                       \
  { name, 0, 0, G_OPTION_ARG_STRING, &(place), help, value }

int
cli_point_redeploy (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { NULL };
  const GOptionEntry entries[] = {
    { "yes",
      'y',
      0,
      G_OPTION_ARG_STRING,
      &request.typed_name,
      N_ ("The name again, instead of being asked for it"),
      N_ ("NAME") },
    TEXT_ENTRY ("new-name",
                request.new_name,
                N_ ("Build a second point with this service name; the old one stays"),
                N_ ("NAME")),
    TEXT_ENTRY ("group", request.group, N_ ("Resource group of the second point"), N_ ("GROUP")),
    TEXT_ENTRY ("account", request.account, N_ ("Who builds the second point"), N_ ("USER")),
    { "wait",
      'w',
      0,
      G_OPTION_ARG_NONE,
      &request.wait,
      N_ ("Carry it out and wait for the end"),
      NULL },
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      &request.wait,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Deletes a point and creates it again with the same "
                                         "name, certificate and settings; its content is gone. Or "
                                         "builds a second point that takes its place without a "
                                         "gap, once the CNAME record is moved."),
                                      &code);

  if (point == NULL)
    return code;
  return request.new_name != NULL ? replace (context, point, &request)
                                  : redeploy (context, point, &request);
}
