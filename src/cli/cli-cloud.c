/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments, and what an account sees in one: what an admin needs to write a draft by hand. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-account.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-accounts.h"
#include "depot-base.h"
#include "depot-discovery.h"

int
cli_cloud_list (CliContext *context, int argc, char **argv)
{
  static const CliColumn columns[] = {
    { "id", N_ ("Id"), FALSE },
    { "name", N_ ("Name"), FALSE },
    { "resourceManager", N_ ("Resource Manager"), FALSE },
    { "portal", N_ ("Portal"), FALSE },
  };
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *clouds;

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          NULL,
                          NULL,
                          _ ("Lists the environments; the practice cloud is started.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error)
      || cli_context_find_cloud (context, DEPOT_CLOUD_PRACTICE, &error) == NULL)
    return cli_context_fail (context, error);
  clouds = depot_house_get_clouds (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      cli_table_add (table,
                     (const char *[]) { depot_cloud_get_id (cloud),
                                        depot_cloud_get_name (cloud),
                                        depot_cloud_get_arm (cloud),
                                        depot_cloud_get_portal (cloud) });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

int
cli_cloud_register (CliContext *context, int argc, char **argv)
{
  g_autofree char *cloud_id = NULL, *client_id = NULL, *tenant = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud_id, N_ ("Environment"), N_ ("ID") },
    { "client-id",
      0,
      0,
      G_OPTION_ARG_STRING,
      &client_id,
      N_ ("Application id of the app registration"),
      N_ ("GUID") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant, N_ ("Tenant id or domain"), N_ ("TENANT") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Keeps which app registration an environment's sign-in uses.")))
    return CLI_EXIT_USAGE;
  if (cloud_id == NULL || client_id == NULL || tenant == NULL)
    return cli_context_misuse (context, _ ("--cloud, --client-id and --tenant are needed."));
  if (!cli_context_open (context, FALSE, &error)
      || cli_context_find_cloud (context, cloud_id, &error) == NULL)
    return cli_context_fail (context, error);
  depot_accounts_set_registration (context->house, cloud_id, client_id, tenant);
  return CLI_EXIT_DONE;
}

/* A list that Azure answers for an account: how it is asked for and how an item becomes a row. */
typedef struct
{
  const char *summary;
  gboolean needs_subscription;
  const CliColumn *columns;
  guint n_columns;
  void (*ask) (CliContext *context,
               DepotAccount *account,
               const char *subscription,
               GAsyncReadyCallback callback,
               gpointer data);
  GListModel *(*answer) (DepotHouse *house, GAsyncResult *result, GError **error);
  void (*add_row) (CliTable *table, gpointer item);
} Listing;

static int
print_list (const Listing *listing,
            CliContext *context,
            DepotAccount *account,
            const char *subscription)
{
  g_autoptr (CliTable) table = cli_table_new (listing->columns, listing->n_columns);
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  listing->ask (context, account, subscription, cli_await_done, &await);
  list = listing->answer (context->house, cli_await (&await), &error);
  if (list == NULL)
    return cli_context_fail (context, error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      listing->add_row (table, item);
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

static int
run_listing (const Listing *listing, CliContext *context, int argc, char **argv)
{
  g_autofree char *cloud_id = NULL, *name = NULL, *subscription = NULL;
  g_autoptr (GError) error = NULL;
  DepotAccount *account;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud_id, N_ ("Environment (practice)"), N_ ("ID") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("User name"), N_ ("NAME") },
    { "subscription",
      0,
      0,
      G_OPTION_ARG_STRING,
      &subscription,
      N_ ("Subscription id"),
      N_ ("GUID") },
    { NULL },
  };

  if (!cli_context_parse (context, &argc, &argv, entries, NULL, _ (listing->summary)))
    return CLI_EXIT_USAGE;
  if (listing->needs_subscription && subscription == NULL)
    return cli_context_misuse (context, _ ("--subscription is needed."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  account = cli_account_find (
      context, cloud_id != NULL ? cloud_id : DEPOT_CLOUD_PRACTICE, name, &error);
  if (account == NULL)
    return cli_context_fail (context, error);
  return print_list (listing, context, account, subscription);
}

static void
ask_subscriptions (CliContext *context,
                   DepotAccount *account,
                   const char *subscription,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  depot_discovery_subscriptions_async (
      context->house, account, context->cancellable, callback, data);
}

static void
add_subscription (CliTable *table, gpointer item)
{
  cli_table_add (table,
                 (const char *[]) { depot_subscription_get_id (item),
                                    depot_subscription_get_name (item),
                                    depot_subscription_get_state (item) });
}

static void
ask_regions (CliContext *context,
             DepotAccount *account,
             const char *subscription,
             GAsyncReadyCallback callback,
             gpointer data)
{
  depot_discovery_regions_async (
      context->house, account, subscription, context->cancellable, callback, data);
}

static void
add_region (CliTable *table, gpointer item)
{
  cli_table_add (table,
                 (const char *[]) { depot_region_get_id (item),
                                    depot_region_get_name (item),
                                    depot_region_get_geography (item) });
}

static void
ask_groups (CliContext *context,
            DepotAccount *account,
            const char *subscription,
            GAsyncReadyCallback callback,
            gpointer data)
{
  depot_discovery_groups_async (
      context->house, account, subscription, context->cancellable, callback, data);
}

static void
add_group (CliTable *table, gpointer item)
{
  cli_table_add (table,
                 (const char *[]) { depot_resource_group_get_name (item),
                                    depot_resource_group_get_region (item) });
}

static const CliColumn subscription_columns[] = {
  { "id", N_ ("Id"), FALSE },
  { "name", N_ ("Name"), FALSE },
  { "state", N_ ("State"), FALSE },
};

static const CliColumn region_columns[] = {
  { "id", N_ ("Id"), FALSE },
  { "name", N_ ("Name"), FALSE },
  { "geography", N_ ("Geography"), FALSE },
};

static const CliColumn group_columns[] = {
  { "name", N_ ("Name"), FALSE },
  { "region", N_ ("Region"), FALSE },
};

int
cli_subscription_list (CliContext *context, int argc, char **argv)
{
  static const Listing listing = { N_ ("Lists the subscriptions an account sees."),
                                   FALSE,
                                   subscription_columns,
                                   G_N_ELEMENTS (subscription_columns),
                                   ask_subscriptions,
                                   depot_discovery_subscriptions_finish,
                                   add_subscription };

  return run_listing (&listing, context, argc, argv);
}

int
cli_region_list (CliContext *context, int argc, char **argv)
{
  static const Listing listing = { N_ ("Lists the regions a subscription may use."),
                                   TRUE,
                                   region_columns,
                                   G_N_ELEMENTS (region_columns),
                                   ask_regions,
                                   depot_discovery_regions_finish,
                                   add_region };

  return run_listing (&listing, context, argc, argv);
}

int
cli_group_list (CliContext *context, int argc, char **argv)
{
  static const Listing listing = { N_ ("Lists the resource groups of a subscription."),
                                   TRUE,
                                   group_columns,
                                   G_N_ELEMENTS (group_columns),
                                   ask_groups,
                                   depot_discovery_groups_finish,
                                   add_group };

  return run_listing (&listing, context, argc, argv);
}
