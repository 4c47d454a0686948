/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure services: the registration people sign in with and the credential of unattended work. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-account.h"
#include "cli-output.h"
#include "cli-pfx.h"
#include "cli-secret.h"
#include "cli-verbs.h"
#include "depot-azure-services.h"
#include "depot-base.h"
#include "depot-discovery.h"
#include "depot-register-providers.h"

#define MAX_CERTIFICATE_BYTES (1024 * 1024)

static const CliColumn columns[] = {
  { "name", N_ ("Name"), FALSE },
  { "cloud", N_ ("Environment"), FALSE },
  { "tenantId", N_ ("Tenant"), FALSE },
  { "clientId", N_ ("Client"), FALSE },
  { "objectId", N_ ("Service principal"), FALSE },
  { "credential", N_ ("Credential"), FALSE },
  { "expires", N_ ("Expires"), FALSE },
};

int
cli_service_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  GListModel *services;

  if (!cli_context_parse (context, &argc, &argv, NULL, NULL, _ ("Lists the Azure services.")))
    return CLI_EXIT_USAGE;
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  services = depot_house_get_azure_services (context->house);
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (services, i);
      g_autofree char *expires = cli_time_to_text (depot_azure_service_get_expires (service));

      cli_table_add (table,
                     (const char *[]) {
                         depot_azure_service_get_name (service),
                         depot_azure_service_get_cloud_id (service),
                         depot_azure_service_get_tenant_id (service),
                         depot_azure_service_get_client_id (service),
                         depot_azure_service_get_object_id (service),
                         depot_credential_get_nick (depot_azure_service_get_credential (service)),
                         expires });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

/* What the verbs below are told. Freed by wishes_clear(). */
typedef struct
{
  char *cloud_id, *tenant, *name, *client_id, *expires, *account, *secret_file, *certificate_file;
  char *password_file;
  int secret_fd, password_fd;
  gboolean certificate, no_credential;
} Wishes;

static void
wishes_clear (Wishes *wishes)
{
  g_free (wishes->cloud_id);
  g_free (wishes->tenant);
  g_free (wishes->name);
  g_free (wishes->client_id);
  g_free (wishes->expires);
  g_free (wishes->account);
  g_free (wishes->secret_file);
  g_free (wishes->certificate_file);
  g_free (wishes->password_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wishes, wishes_clear)

#define CLOUD_OPTION(wishes)                                                                         \
  {                                                                                                  \
    "cloud", 0, 0, G_OPTION_ARG_STRING, &(wishes).cloud_id, N_ ("Environment (practice)"), N_ ("ID") \
  }
#define TENANT_OPTION(wishes)                                                                        \
  {                                                                                                  \
    "tenant", 0, 0, G_OPTION_ARG_STRING, &(wishes).tenant, N_ ("Tenant id or domain"), N_ ("TENANT") \
  }
#define NAME_OPTION(wishes)                                                                        \
  { "name", 0, 0, G_OPTION_ARG_STRING, &(wishes).name, N_ ("What to call it"), N_ ("NAME") }
#define ACCOUNT_OPTION(wishes)                                                                     \
  { "account", 0, 0, G_OPTION_ARG_STRING, &(wishes).account, N_ ("User name"), N_ ("NAME") }

static gboolean
open_cloud (CliContext *context, Wishes *wishes, GError **error)
{
  if (wishes->cloud_id == NULL)
    wishes->cloud_id = g_strdup (DEPOT_CLOUD_PRACTICE);
  return cli_context_open (context, FALSE, error)
         && cli_context_find_cloud (context, wishes->cloud_id, error) != NULL;
}

/* Borrowed; NULL with NOT_FOUND. */
static DepotAzureService *
find_service (CliContext *context, Wishes *wishes, GError **error)
{
  DepotAzureService *service;

  if (!open_cloud (context, wishes, error))
    return NULL;
  service = depot_azure_services_find (context->house, wishes->cloud_id, wishes->tenant);
  if (service == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_NOT_FOUND,
                                        _ ("There is no Azure service for environment %s here."),
                                        wishes->cloud_id));
  return service;
}

static DepotSecretBytes *
open_file (CliContext *context, GBytes *file, DepotSecretBytes *password, GError **error)
{
  g_auto (CliAwait) await = { NULL };

  depot_azure_services_open_file_async (
      file, password, context->cancellable, cli_await_done, &await);
  return depot_azure_services_open_file_finish (cli_await (&await), error);
}

/* PEM, or a PFX; nobody is asked for the password of a file that needs none. */
static DepotSecretBytes *
read_certificate (CliContext *context, Wishes *wishes, GError **error)
{
  gboolean is_told = wishes->password_fd >= 0 || wishes->password_file != NULL;
  g_autoptr (GBytes) file = cli_file_read (wishes->certificate_file, MAX_CERTIFICATE_BYTES, error);
  g_autoptr (DepotSecretBytes) password = NULL;
  g_autoptr (GError) flaw = NULL;
  DepotSecretBytes *opened = NULL;

  if (file == NULL)
    return NULL;
  if (!is_told)
    opened = open_file (context, file, NULL, &flaw);
  if (is_told || g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD))
    {
      GError *unread = NULL;

      password = cli_secret_read (wishes->password_fd,
                                  wishes->password_file,
                                  _ ("Password of the certificate file:"),
                                  &unread);
      if (unread != NULL)
        {
          g_propagate_error (error, unread);
          return NULL;
        }
    }
  if (password != NULL)
    {
      g_clear_error (&flaw);
      opened = open_file (context, file, password, &flaw);
    }
  if (flaw != NULL)
    g_propagate_error (error, g_steal_pointer (&flaw));
  return opened;
}

/* The credential as the keyring will hold it; kind is told on the way. NULL without error: none. */
static DepotSecretBytes *
read_credential (CliContext *context, Wishes *wishes, DepotCredential *kind, GError **error)
{
  *kind = DEPOT_CREDENTIAL_NONE;
  if (wishes->no_credential)
    return NULL;
  if (wishes->certificate_file != NULL)
    {
      *kind = DEPOT_CREDENTIAL_CERTIFICATE;
      return read_certificate (context, wishes, error);
    }
  *kind = DEPOT_CREDENTIAL_SECRET;
  return cli_secret_read (wishes->secret_fd, wishes->secret_file, _ ("Client secret: "), error);
}

static gboolean
save (CliContext *context, DepotAzureService *service, DepotSecretBytes *credential, GError **error)
{
  g_auto (CliAwait) await = { NULL };

  depot_azure_services_save_async (
      context->house, service, credential, context->cancellable, cli_await_done, &await);
  return depot_azure_services_save_finish (context->house, cli_await (&await), error);
}

static int
add (CliContext *context, Wishes *wishes)
{
  g_autoptr (DepotAzureService) service = NULL;
  g_autoptr (DepotSecretBytes) credential = NULL;
  g_autoptr (GError) error = NULL;
  DepotCredential kind;

  if (!open_cloud (context, wishes, &error))
    return cli_context_fail (context, error);
  credential = read_credential (context, wishes, &kind, &error);
  if (error != NULL)
    return cli_context_fail (context, error);
  service = depot_azure_service_new (wishes->cloud_id,
                                     wishes->tenant,
                                     wishes->name != NULL ? wishes->name : wishes->tenant,
                                     wishes->client_id);
  g_object_set (service, "credential", credential != NULL ? kind : DEPOT_CREDENTIAL_NONE, NULL);
  if (wishes->expires != NULL)
    g_object_set (service, "expires", depot_time_from_iso8601 (wishes->expires), NULL);
  if (credential != NULL && !depot_azure_services_read_expiry (service, credential, &error))
    return cli_context_fail (context, error);
  if (!save (context, service, credential, &error))
    return cli_context_fail (context, error);
  cli_context_say (
      context, _ ("Azure service %s is kept."), depot_azure_service_get_name (service));
  return CLI_EXIT_DONE;
}

int
cli_service_add (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  const GOptionEntry entries[] = {
    CLOUD_OPTION (wishes),
    TENANT_OPTION (wishes),
    NAME_OPTION (wishes),
    { "client-id",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes.client_id,
      N_ ("Application id of the app registration"),
      N_ ("GUID") },
    { "secret-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes.secret_fd,
      N_ ("Read the client secret from this descriptor"),
      N_ ("FD") },
    { "secret-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes.secret_file,
      N_ ("Read the client secret from a file"),
      N_ ("FILE") },
    { "certificate",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes.certificate_file,
      N_ ("Certificate and private key as PEM or PFX, in place of a secret"),
      N_ ("FILE") },
    { "password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes.password_fd,
      N_ ("Read the password of the PFX from this descriptor"),
      N_ ("FD") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes.password_file,
      N_ ("Read the password of the PFX from a file"),
      N_ ("FILE") },
    { "no-credential",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes.no_credential,
      N_ ("People sign in with it; nothing works unattended"),
      NULL },
    { "expires",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes.expires,
      N_ ("When the secret ends, such as 2027-11-23T00:00:00Z"),
      N_ ("TIME") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Keeps an app registration and its secret or certificate.")))
    return CLI_EXIT_USAGE;
  if (wishes.client_id == NULL || wishes.tenant == NULL)
    return cli_context_misuse (context, _ ("--client-id and --tenant are needed."));
  if (wishes.expires != NULL && depot_time_from_iso8601 (wishes.expires) < 0)
    return cli_context_misuse (context, _ ("“%s” is not a time."), wishes.expires);
  return add (context, &wishes);
}

int
cli_service_create (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  g_autoptr (DepotAzureService) service = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  g_autofree char *remark = NULL;
  DepotAccount *account;
  const GOptionEntry entries[] = {
    CLOUD_OPTION (wishes),
    NAME_OPTION (wishes),
    ACCOUNT_OPTION (wishes),
    { "certificate",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes.certificate,
      N_ ("Make a certificate in place of a secret"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Registers an application in the account's tenant and keeps it.")))
    return CLI_EXIT_USAGE;
  account = open_cloud (context, &wishes, &error)
                ? cli_account_find (context, wishes.cloud_id, wishes.account, &error)
                : NULL;
  if (account == NULL)
    return cli_context_fail (context, error);
  depot_azure_services_create_async (context->house,
                                     account,
                                     wishes.name != NULL ? wishes.name : "Cloud Depot",
                                     wishes.certificate ? DEPOT_CREDENTIAL_CERTIFICATE
                                                        : DEPOT_CREDENTIAL_SECRET,
                                     context->cancellable,
                                     cli_await_done,
                                     &await);
  service
      = depot_azure_services_create_finish (context->house, cli_await (&await), &remark, &error);
  if (service == NULL)
    return cli_context_fail (context, error);
  cli_context_say (context,
                   _ ("Registered as %s. Give it its roles, then use “depotctl service verify”."),
                   depot_azure_service_get_client_id (service));
  if (remark != NULL)
    cli_context_say (context, "%s", remark);
  return CLI_EXIT_DONE;
}

static void
print_checks (CliContext *context, GListStore *items)
{
  static const CliColumn check_columns[] = {
    { "title", N_ ("Check"), FALSE },
    { "state", N_ ("State"), FALSE },
    { "detail", N_ ("Detail"), FALSE },
  };
  g_autoptr (CliTable) table = cli_table_new (check_columns, G_N_ELEMENTS (check_columns));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      cli_table_add (table,
                     (const char *[]) { depot_check_item_get_title (item),
                                        depot_check_item_get_state (item),
                                        depot_check_item_get_detail (item) });
    }
  cli_table_print (table, context);
}

int
cli_service_verify (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  g_autoptr (GListStore) items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotAzureService *service;
  gboolean works;
  const GOptionEntry entries[] = { CLOUD_OPTION (wishes), TENANT_OPTION (wishes), { NULL } };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Signs in as the service and looks at what it may do.")))
    return CLI_EXIT_USAGE;
  service = find_service (context, &wishes, &error);
  if (service == NULL)
    return cli_context_fail (context, error);
  depot_azure_services_verify_async (
      context->house, service, items, context->cancellable, cli_await_done, &await);
  works = depot_azure_services_verify_finish (context->house, cli_await (&await), &error);
  if (works || !context->json)
    print_checks (context, items);
  return works ? CLI_EXIT_DONE : cli_context_fail (context, error);
}

/* What the wizard's General page asks before Next, for a script. */
static DepotDraft *
make_draft (CliContext *context, Wishes *wishes, const char *subscription, GError **error)
{
  DepotAccount *account = open_cloud (context, wishes, error)
                              ? cli_account_find (context, wishes->cloud_id, wishes->account, error)
                              : NULL;
  DepotDraft *draft;

  if (account == NULL)
    return NULL;
  draft = depot_draft_new ();
  g_object_set (draft,
                "cloud-id",
                wishes->cloud_id,
                "account-id",
                depot_account_get_id (account),
                "subscription-id",
                subscription,
                NULL);
  return draft;
}

static void
print_sheets (CliContext *context, GListStore *items)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      if (depot_check_item_get_sheet (item) != NULL)
        cli_context_say (context, "\n%s", depot_check_item_get_sheet (item));
    }
}

/* What is lacking is the answer that was asked for; only a test that broke off is a failure. */
static gboolean
is_answer (GListStore *items, const GError *error)
{
  return g_list_model_get_n_items (G_LIST_MODEL (items)) == DEPOT_N_CONNECTION_CHECKS
         && (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED)
             || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_PROVIDER_NOT_REGISTERED));
}

static gboolean
register_providers (CliContext *context, DepotDraft *draft, GError **error)
{
  g_auto (CliAwait) await = { NULL };

  depot_register_providers_async (context->house,
                                  depot_draft_get_account_id (draft),
                                  depot_draft_get_subscription_id (draft),
                                  NULL,
                                  context->cancellable,
                                  cli_await_done,
                                  &await);
  return depot_register_providers_finish (context->house, cli_await (&await), error);
}

static int
check (CliContext *context, DepotDraft *draft, gboolean registers)
{
  g_autoptr (GListStore) items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  gboolean works;

  if (registers && !register_providers (context, draft, &error))
    return cli_context_fail (context, error);
  depot_connection_test_async (
      context->house, draft, items, context->cancellable, cli_await_done, &await);
  works = depot_connection_test_finish (context->house, cli_await (&await), &error);
  if (!works && !is_answer (items, error))
    return cli_context_fail (context, error);
  print_checks (context, items);
  print_sheets (context, items);
  return CLI_EXIT_DONE;
}

int
cli_service_check (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  g_autofree char *subscription = NULL;
  g_autoptr (DepotDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  gboolean registers = FALSE;
  const GOptionEntry entries[] = {
    CLOUD_OPTION (wishes),
    ACCOUNT_OPTION (wishes),
    { "subscription",
      0,
      0,
      G_OPTION_ARG_STRING,
      &subscription,
      N_ ("Subscription id"),
      N_ ("GUID") },
    { "register",
      0,
      0,
      G_OPTION_ARG_NONE,
      &registers,
      N_ ("Register the resource providers first"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Tells whether an account may create points in a subscription.")))
    return CLI_EXIT_USAGE;
  if (subscription == NULL)
    return cli_context_misuse (context, _ ("--subscription is needed."));
  draft = make_draft (context, &wishes, subscription, &error);
  return draft != NULL ? check (context, draft, registers) : cli_context_fail (context, error);
}

int
cli_service_renew (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  g_autofree char *remark = NULL;
  DepotAzureService *service;
  DepotAccount *account = NULL;
  const GOptionEntry entries[]
      = { CLOUD_OPTION (wishes), TENANT_OPTION (wishes), ACCOUNT_OPTION (wishes), { NULL } };

  if (!cli_context_parse (
          context, &argc, &argv, entries, NULL, _ ("Gives the service a new credential.")))
    return CLI_EXIT_USAGE;
  service = find_service (context, &wishes, &error);
  if (service != NULL)
    account = cli_account_find (context, wishes.cloud_id, wishes.account, &error);
  if (account == NULL)
    return cli_context_fail (context, error);
  depot_azure_services_renew_async (
      context->house, account, service, context->cancellable, cli_await_done, &await);
  if (!depot_azure_services_renew_finish (context->house, cli_await (&await), &remark, &error))
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("The service has a new credential."));
  if (remark != NULL)
    cli_context_say (context, "%s", remark);
  return CLI_EXIT_DONE;
}

int
cli_service_remove (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .secret_fd = -1, .password_fd = -1 };
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotAzureService *service;
  const GOptionEntry entries[] = { CLOUD_OPTION (wishes), TENANT_OPTION (wishes), { NULL } };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Forgets the service and its credential here; Azure keeps it.")))
    return CLI_EXIT_USAGE;
  service = find_service (context, &wishes, &error);
  if (service == NULL)
    return cli_context_fail (context, error);
  depot_azure_services_remove_async (context->house, service, cli_await_done, &await);
  if (!depot_azure_services_remove_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("The Azure service is removed here."));
  return CLI_EXIT_DONE;
}
