/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-account.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-accounts.h"
#include "depot-base.h"

static gboolean
is_called (DepotAccount *account, const char *name)
{
  return name == NULL || g_strcmp0 (depot_account_get_id (account), name) == 0
         || g_ascii_strcasecmp (depot_account_get_user_name (account), name) == 0;
}

static DepotAccount *
the_only_one (CliContext *context, const char *cloud_id, const char *name, guint *n_found)
{
  GListModel *accounts = depot_house_get_accounts (context->house);
  DepotAccount *found = NULL;

  *n_found = 0;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (depot_account_get_cloud_id (account), cloud_id) != 0
          || !is_called (account, name))
        continue;
      found = account;
      (*n_found)++;
    }
  return found;
}

DepotAccount *
cli_account_find (CliContext *context, const char *cloud_id, const char *name, GError **error)
{
  guint n_found;
  DepotAccount *account;

  if (cli_context_find_cloud (context, cloud_id, error) == NULL)
    return NULL;
  account = the_only_one (context, cloud_id, name, &n_found);
  if (n_found == 1)
    return account;
  if (n_found == 0)
    g_propagate_error (
        error,
        depot_error_new (
            DEPOT_ERROR_SIGN_IN_NEEDED,
            _ ("Nobody is signed in to this environment: use “depotctl sign-in --cloud %s”."),
            cloud_id));
  else
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                         _ ("Several accounts are signed in: name one with --account.")));
  return NULL;
}

/* One attempt to sign in, seen from the terminal. */
typedef struct
{
  CliContext *context;
  gboolean open_browser;
  gboolean keep_for_run;
} SignIn;

static void
on_open_address (DepotSignInSession *session, const char *address, gpointer data)
{
  SignIn *self = data;
  g_autoptr (GError) error = NULL;

  g_printerr (_ ("Open this address to sign in:\n%s\n"), address);
  if (self->open_browser && !g_app_info_launch_default_for_uri (address, NULL, &error))
    cli_context_say (
        self->context, _ ("No browser could be started (%s): copy the address."), error->message);
}

static void
on_code_ready (DepotSignInSession *session, const char *code, const char *address, gpointer data)
{
  g_printerr (_ ("On any device, open %s and enter the code %s\n"), address, code);
}

static void
on_interrupted (GCancellable *cancellable, gpointer session)
{
  depot_sign_in_session_cancel (session);
}

static gboolean
is_over (DepotSignInSession *session)
{
  DepotSessionState state = depot_sign_in_session_get_state (session);

  return state == DEPOT_SESSION_DONE || state == DEPOT_SESSION_FAILED;
}

static gboolean
run_session (SignIn *self, DepotSignInSession *session, GError **error)
{
  gulong interrupted = g_cancellable_connect (
      self->context->cancellable, G_CALLBACK (on_interrupted), session, NULL);

  g_signal_connect (session, "open-address", G_CALLBACK (on_open_address), self);
  g_signal_connect (session, "code-ready", G_CALLBACK (on_code_ready), self);
  depot_sign_in_session_start (session);
  while (!is_over (session))
    {
      g_main_context_iteration (NULL, TRUE);
      if (depot_sign_in_session_get_state (session) != DEPOT_SESSION_KEYRING_ASKS)
        continue;
      if (self->keep_for_run)
        depot_sign_in_session_keep_for_run (session);
      else
        depot_sign_in_session_cancel (session);
    }
  g_cancellable_disconnect (self->context->cancellable, interrupted);
  if (depot_sign_in_session_get_state (session) == DEPOT_SESSION_DONE)
    return TRUE;
  g_propagate_error (
      error,
      depot_sign_in_session_get_error (session) != NULL
          ? g_error_copy (depot_sign_in_session_get_error (session))
          : depot_error_new (DEPOT_ERROR_KEYRING,
                             _ ("There is no keyring to keep the sign-in. --keep-for-run keeps it "
                                "in memory while this command runs.")));
  return FALSE;
}

int
cli_sign_in (CliContext *context, int argc, char **argv)
{
  g_autofree char *cloud_id = NULL, *client_id = NULL, *tenant = NULL;
  gboolean no_browser = FALSE, device_code = FALSE, keep_for_run = FALSE;
  g_autoptr (DepotSignInSession) session = NULL;
  g_autoptr (GError) error = NULL;
  SignIn sign_in = { .context = context };
  const GOptionEntry entries[] = {
    { "cloud",
      0,
      0,
      G_OPTION_ARG_STRING,
      &cloud_id,
      N_ ("Environment: practice (default), public, us-government, china"),
      N_ ("ID") },
    { "client-id",
      0,
      0,
      G_OPTION_ARG_STRING,
      &client_id,
      N_ ("Application id of the app registration"),
      N_ ("GUID") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant, N_ ("Tenant id or domain"), N_ ("TENANT") },
    { "no-browser", 0, 0, G_OPTION_ARG_NONE, &no_browser, N_ ("Only print the address"), NULL },
    { "device-code",
      0,
      0,
      G_OPTION_ARG_NONE,
      &device_code,
      N_ ("Sign in on another device, by a code"),
      NULL },
    { "keep-for-run",
      0,
      0,
      G_OPTION_ARG_NONE,
      &keep_for_run,
      N_ ("Without a keyring: keep the sign-in in memory"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Signs in through the browser of this desktop.")))
    return CLI_EXIT_USAGE;
  if (cloud_id == NULL)
    cloud_id = g_strdup (DEPOT_CLOUD_PRACTICE);
  if (!cli_context_open (context, FALSE, &error)
      || cli_context_find_cloud (context, cloud_id, &error) == NULL)
    return cli_context_fail (context, error);
  sign_in.open_browser = !no_browser;
  sign_in.keep_for_run = keep_for_run;
  session = depot_sign_in_session_new (context->house, cloud_id, client_id, tenant, NULL, NULL);
  depot_sign_in_session_set_other_device (session, device_code);
  if (!run_session (&sign_in, session, &error))
    return cli_context_fail (context, error);
  cli_context_say (context,
                   _ ("Signed in as %s."),
                   depot_account_get_user_name (depot_sign_in_session_get_account (session)));
  return CLI_EXIT_DONE;
}

int
cli_sign_out (CliContext *context, int argc, char **argv)
{
  g_autofree char *cloud_id = NULL, *name = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotAccount *account;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud_id, N_ ("Environment"), N_ ("ID") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("User name"), N_ ("NAME") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Removes an account's tokens from the keyring.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  account = cli_account_find (
      context, cloud_id != NULL ? cloud_id : DEPOT_CLOUD_PRACTICE, name, &error);
  if (account == NULL)
    return cli_context_fail (context, error);
  depot_accounts_sign_out_async (context->house, account, cli_await_done, &await);
  if (!depot_accounts_sign_out_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("Signed out."));
  return CLI_EXIT_DONE;
}

static const CliColumn columns[] = {
  { "userName", N_ ("User"), FALSE },
  { "displayName", N_ ("Name"), FALSE },
  { "cloud", N_ ("Environment"), FALSE },
  { "tenantId", N_ ("Tenant"), FALSE },
  { "id", N_ ("Id"), FALSE },
};

int
cli_account_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *accounts;

  if (!cli_context_parse (context, &argc, &argv, NULL, NULL, _ ("Lists the signed-in accounts.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  accounts = depot_house_get_accounts (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      cli_table_add (table,
                     (const char *[]) { depot_account_get_user_name (account),
                                        depot_account_get_display_name (account),
                                        depot_account_get_cloud_id (account),
                                        depot_account_get_tenant_id (account),
                                        depot_account_get_id (account) });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}
