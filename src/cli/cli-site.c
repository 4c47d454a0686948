/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"

static const CliColumn columns[] = {
  { "code", N_ ("Code"), FALSE },
  { "name", N_ ("Name"), FALSE },
  { "kind", N_ ("Kind"), FALSE },
  { "parent", N_ ("Below"), FALSE },
};

int
cli_site_create (CliContext *context, int argc, char **argv)
{
  g_autofree char *code = NULL, *name = NULL, *kind_nick = NULL, *parent = NULL, *upper = NULL;
  g_autoptr (DepotSite) site = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotSiteKind kind = DEPOT_SITE_STANDALONE_PRIMARY;
  const GOptionEntry entries[] = {
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("Three letters or digits"), N_ ("CODE") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The site's name"), N_ ("NAME") },
    { "kind",
      0,
      0,
      G_OPTION_ARG_STRING,
      &kind_nick,
      N_ ("stand-alone-primary (default), central or child-primary"),
      N_ ("KIND") },
    { "parent",
      0,
      0,
      G_OPTION_ARG_STRING,
      &parent,
      N_ ("Code of the central site above a child primary"),
      N_ ("CODE") },
    { NULL },
  };

  if (!cli_context_parse (
          context, &argc, &argv, entries, NULL, _ ("Says which site this console works for.")))
    return CLI_EXIT_USAGE;
  if (code == NULL || name == NULL)
    return cli_context_misuse (context, _ ("--code and --name are needed."));
  if (kind_nick != NULL && !depot_site_kind_from_nick (kind_nick, &kind))
    return cli_context_misuse (context, _ ("“%s” is not a kind of site."), kind_nick);
  upper = g_ascii_strup (code, -1);
  site = depot_site_new (upper, name, kind, parent);
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_house_save_site_async (context->house, site, context->cancellable, cli_await_done, &await);
  if (!depot_house_save_site_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("Site %s is kept."), upper);
  return CLI_EXIT_DONE;
}

int
cli_site_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *sites;

  if (!cli_context_parse (context, &argc, &argv, NULL, NULL, _ ("Lists the sites.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  sites = depot_house_get_sites (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (DepotSite) site = g_list_model_get_item (sites, i);

      cli_table_add (table,
                     (const char *[]) { depot_site_get_code (site),
                                        depot_site_get_name (site),
                                        depot_site_kind_get_nick (depot_site_get_kind (site)),
                                        depot_site_get_parent_code (site) });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}
