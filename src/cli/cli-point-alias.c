/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point alias NAME`: the CNAME record in the admin's Azure DNS zone: looked at, written,
 * removed. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-dns-alias.h"
#include "depot-json.h"

static DepotDnsAlias *
look (CliContext *context, DepotPoint *point, GError **error)
{
  g_auto (CliAwait) await = { NULL };

  depot_dns_alias_look_async (context->house, point, context->cancellable, cli_await_done, &await);
  return depot_dns_alias_look_finish (context->house, cli_await (&await), error);
}

static void
print_alias (CliContext *context, const DepotDnsAlias *alias)
{
  g_autoptr (JsonObject) object = NULL;

  if (!context->json)
    {
      cli_print_fact (_ ("Result"), alias->text);
      cli_print_fact (_ ("Record"), alias->name);
      cli_print_fact (_ ("Present"), alias->found != NULL ? alias->found : _ ("none"));
      cli_print_fact (_ ("Wanted"), alias->wanted);
      return;
    }
  object = depot_json_object_of_strings ("state",
                                         depot_dns_alias_state_get_nick (alias->state),
                                         "zone",
                                         alias->zone,
                                         "name",
                                         alias->name,
                                         "present",
                                         alias->found,
                                         "wanted",
                                         alias->wanted,
                                         "text",
                                         alias->text,
                                         NULL);
  json_object_set_boolean_member (object, "ours", alias->is_ours);
  cli_print_object (object);
}

gboolean
cli_remove_alias (CliContext *context, DepotPoint *point, GError **error)
{
  g_autoptr (DepotDnsAlias) seen = look (context, point, error);
  g_auto (CliAwait) await = { NULL };

  if (seen == NULL)
    return FALSE;
  depot_dns_alias_remove_async (
      context->house, point, seen, context->cancellable, cli_await_done, &await);
  return depot_dns_alias_change_finish (context->house, cli_await (&await), error);
}

static gboolean
write_alias (CliContext *context, DepotPoint *point, gboolean may_replace, GError **error)
{
  g_autoptr (DepotDnsAlias) seen = look (context, point, error);
  g_auto (CliAwait) await = { NULL };

  if (seen == NULL)
    return FALSE;
  /* both, before one takes the place of the other */
  if (!context->json && !context->quiet)
    print_alias (context, seen);
  depot_dns_alias_write_async (
      context->house, point, seen, may_replace, context->cancellable, cli_await_done, &await);
  return depot_dns_alias_change_finish (context->house, cli_await (&await), error);
}

int
cli_point_alias (CliContext *context, int argc, char **argv)
{
  gboolean writes = FALSE, replaces = FALSE, removes = FALSE;
  g_autoptr (DepotDnsAlias) alias = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "write", 0, 0, G_OPTION_ARG_NONE, &writes, N_ ("Write the record"), NULL },
    { "replace",
      0,
      0,
      G_OPTION_ARG_NONE,
      &replaces,
      N_ ("Write it over one that leads elsewhere"),
      NULL },
    { "remove", 0, 0, G_OPTION_ARG_NONE, &removes, N_ ("Remove what was written here"), NULL },
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      NULL,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Shows, writes or removes the CNAME record of a point in "
                                         "an Azure DNS zone."),
                                      &code);

  if (point == NULL)
    return code;
  if (removes && (writes || replaces))
    return cli_context_misuse (context, _ ("--write and --remove exclude each other."));
  if ((removes && !cli_remove_alias (context, point, &error))
      || ((writes || replaces) && !write_alias (context, point, replaces, &error)))
    return cli_context_fail (context, error);
  alias = look (context, point, &error);
  if (alias == NULL)
    return cli_context_fail (context, error);
  print_alias (context, alias);
  return CLI_EXIT_DONE;
}
