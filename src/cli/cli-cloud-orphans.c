/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl cloud orphans [--delete --yes NAME]`: what lies in Azure with our tag and without a
 * point. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-orphans.h"

static const CliColumn columns[] = {
  { "name", N_ ("Name"), FALSE },
  { "service", N_ ("Tag"), FALSE },
  { "subscription", N_ ("Subscription"), FALSE },
  { "group", N_ ("Resource group"), FALSE },
  { "kind", N_ ("Kind"), FALSE },
  { "resource", N_ ("Resource"), FALSE },
  { "created", N_ ("Created"), FALSE },
};

static void
add_orphan (CliTable *table, DepotOrphan *orphan)
{
  g_autoptr (GDateTime) time
      = orphan->created_at > 0 ? g_date_time_new_from_unix_utc (orphan->created_at) : NULL;
  g_autofree char *created = time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");

  for (guint i = 0; i < g_list_model_get_n_items (orphan->resources); i++)
    {
      g_autoptr (DepotPlannedResource) resource = g_list_model_get_item (orphan->resources, i);

      cli_table_add (table,
                     (const char *[]) { orphan->name,
                                        orphan->service_id,
                                        orphan->subscription_id,
                                        orphan->group,
                                        depot_planned_resource_get_label (resource),
                                        depot_planned_resource_get_name (resource),
                                        created });
    }
}

static int
delete_orphan (CliContext *context, DepotOrphan *orphan)
{
  g_auto (CliAwait) await = { NULL };
  g_autoptr (GError) error = NULL;
  DepotOperation *operation;

  depot_orphan_delete_async (context->house, orphan, context->cancellable, cli_await_done, &await);
  operation = depot_orphan_delete_finish (context->house, cli_await (&await), &error);
  if (operation == NULL || !cli_follow_operation (context, operation, &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}

/* It may be another site's: a person types the name once more, a script says --yes. */
static gboolean
is_meant (DepotOrphan *orphan, gboolean yes)
{
  char line[256];

  if (yes)
    return TRUE;
  if (!isatty (STDIN_FILENO))
    return FALSE;
  g_printerr (_ ("Everything of %s in Azure will be deleted. Type its name to go on: "),
              orphan->name);
  return fgets (line, sizeof line, stdin) != NULL
         && g_strcmp0 (g_strstrip (line), orphan->name) == 0;
}

static int
delete_named (CliContext *context, GPtrArray *orphans, const char *name, gboolean yes)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < orphans->len; i++)
    {
      DepotOrphan *orphan = orphans->pdata[i];

      if (g_strcmp0 (orphan->name, name) == 0 || g_strcmp0 (orphan->service_id, name) == 0)
        return is_meant (orphan, yes)
                   ? delete_orphan (context, orphan)
                   : cli_context_misuse (context,
                                         _ ("The name does not match: nothing was deleted."));
    }
  error = depot_error_new (
      DEPOT_ERROR_NOT_FOUND, _ ("There are no orphaned resources called “%s”."), name);
  return cli_context_fail (context, error);
}

int
cli_cloud_orphans (CliContext *context, int argc, char **argv)
{
  g_autofree char *name = NULL;
  gboolean yes = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) orphans = NULL;
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "delete",
      0,
      0,
      G_OPTION_ARG_STRING,
      &name,
      N_ ("Delete those of this name or tag, and wait for the end"),
      N_ ("NAME") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Delete without asking for the name"), NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Lists resources in Azure that carry our tag and belong to no point "
                             "of this site. Another site's points are among them.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, name != NULL, &error)
      || cli_context_find_cloud (context, DEPOT_CLOUD_PRACTICE, &error) == NULL)
    return cli_context_fail (context, error);
  depot_orphans_find_async (context->house, context->cancellable, cli_await_done, &await);
  orphans = depot_orphans_find_finish (context->house, cli_await (&await), &error);
  if (orphans == NULL)
    return cli_context_fail (context, error);
  if (name != NULL)
    return delete_named (context, orphans, name, yes);
  for (guint i = 0; i < orphans->len; i++)
    add_orphan (table, orphans->pdata[i]);
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}
