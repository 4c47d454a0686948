/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point create --draft FILE`: the wizard's way, from a file. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-account.h"
#include "cli-output.h"
#include "cli-pfx.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-create.h"
#include "depot-discovery.h"

#define MAX_DRAFT_BYTES (256 * 1024)

typedef struct
{
  char *draft_file, *password_file, *management_password_file;
  int password_fd, management_password_fd;
  gboolean dry_run, wait, keep_for_run;
} Request;

static void
request_clear (Request *self)
{
  g_free (self->draft_file);
  g_free (self->password_file);
  g_free (self->management_password_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* Paths in a draft are relative to the draft, so that a folder with both can be moved. */
static char *
beside (const char *draft_file, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (draft_file);

  return g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (folder, path, NULL);
}

static DepotCertificate *
choose_certificate (CliContext *context,
                    const Request *request,
                    const char *pfx_file,
                    GError **error)
{
  g_autofree char *path = beside (request->draft_file, pfx_file);

  return cli_pfx_choose (context,
                         path,
                         request->password_fd,
                         request->password_file,
                         request->keep_for_run || request->dry_run,
                         error);
}

/* The classic way's certificate: named by its fingerprint in the draft from here on. */
static gboolean
choose_management_certificate (CliContext *context,
                               const Request *request,
                               JsonObject *object,
                               DepotDraft *draft,
                               GError **error)
{
  const char *file = depot_json_peek_string (object, DEPOT_DRAFT_MANAGEMENT_CERTIFICATE_FILE);
  g_autofree char *path = file != NULL ? beside (request->draft_file, file) : NULL;
  g_autoptr (DepotCertificate) certificate = NULL;

  if (file == NULL)
    return TRUE;
  certificate = cli_pfx_choose (context,
                                path,
                                request->management_password_fd,
                                request->management_password_file,
                                request->keep_for_run || request->dry_run,
                                error);
  if (certificate == NULL)
    return FALSE;
  g_object_set (
      draft, "management-fingerprint", depot_certificate_get_fingerprint (certificate), NULL);
  return TRUE;
}

/* Fills what a draft may leave out because there is only one answer: account, site. */
static gboolean
fill_in (CliContext *context, DepotDraft *draft, GError **error)
{
  DepotSite *top = depot_house_get_top_site (context->house);
  DepotAccount *account;

  if (top == NULL)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                          _ ("No site is known: use “depotctl site create”.")));
      return FALSE;
    }
  if (depot_draft_get_site_code (draft) == NULL && depot_site_is_primary (top))
    g_object_set (draft, "site-code", depot_site_get_code (top), NULL);
  if (depot_draft_get_method (draft) == DEPOT_METHOD_CLASSIC)
    return TRUE;
  account = cli_account_find (
      context, depot_draft_get_cloud_id (draft), depot_draft_get_account_id (draft), error);
  if (account == NULL)
    return FALSE;
  g_object_set (draft,
                "account-id",
                depot_account_get_id (account),
                "account-name",
                depot_account_get_user_name (account),
                "tenant-id",
                depot_account_get_tenant_id (account),
                "client-id",
                depot_account_get_client_id (account),
                NULL);
  return TRUE;
}

static DepotDraft *
load_draft (CliContext *context, const Request *request, GError **error)
{
  g_autoptr (GBytes) bytes = cli_file_read (request->draft_file, MAX_DRAFT_BYTES, error);
  g_autoptr (JsonObject) object = bytes != NULL
                                      ? depot_json_parse_object (g_bytes_get_data (bytes, NULL),
                                                                 (gssize) g_bytes_get_size (bytes),
                                                                 error)
                                      : NULL;
  g_autoptr (DepotDraft) draft = object != NULL ? depot_draft_from_json (object, error) : NULL;
  g_autoptr (DepotCertificate) certificate = NULL;
  const char *pfx_file;

  if (draft == NULL || !fill_in (context, draft, error)
      || !choose_management_certificate (context, request, object, draft, error))
    return NULL;
  pfx_file = depot_json_peek_string (object, "certificateFile");
  if (pfx_file == NULL)
    return g_steal_pointer (&draft);
  certificate = choose_certificate (context, request, pfx_file, error);
  if (certificate == NULL)
    return NULL;
  depot_draft_set_certificate (draft, certificate);
  return g_steal_pointer (&draft);
}

/* The first broken rule of any page, as "Service name: …". */
static gboolean
check_draft (CliContext *context, DepotDraft *draft, GError **error)
{
  gint64 now = depot_clock_now (depot_house_get_clock (context->house));

  for (DepotDraftPage page = DEPOT_DRAFT_PAGE_GENERAL; page <= DEPOT_DRAFT_PAGE_ALERTS; page++)
    {
      const char *const *fields = depot_draft_page_get_fields (draft, page);

      for (guint i = 0; fields[i] != NULL; i++)
        {
          const char *wrong = depot_draft_check (draft, fields[i], now);

          if (wrong == NULL)
            continue;
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                              "%s: %s",
                                              depot_draft_field_get_label (fields[i]),
                                              wrong));
          return FALSE;
        }
    }
  return TRUE;
}

static int
print_plan (CliContext *context, DepotDraft *draft)
{
  static const CliColumn columns[] = {
    { "change", N_ ("Change"), FALSE },
    { "type", N_ ("Resource"), FALSE },
    { "name", N_ ("Name"), FALSE },
    { "source", N_ ("Known from"), FALSE },
  };
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GListModel) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  depot_discovery_plan_async (context->house, draft, context->cancellable, cli_await_done, &await);
  plan = depot_discovery_plan_finish (context->house, cli_await (&await), &error);
  if (plan == NULL)
    return cli_context_fail (context, error);
  for (guint i = 0; i < g_list_model_get_n_items (plan); i++)
    {
      g_autoptr (DepotPlannedResource) item = g_list_model_get_item (plan, i);

      cli_table_add (table,
                     (const char *[]) { depot_planned_resource_get_change (item),
                                        depot_planned_resource_get_kind (item),
                                        depot_planned_resource_get_name (item),
                                        depot_planned_resource_get_source (item) });
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

static void
print_result (CliContext *context, DepotOperation *operation, DepotPoint *point)
{
  g_autoptr (JsonObject) object = NULL;

  if (!context->json)
    {
      g_print ("%s\n", depot_operation_get_id (operation));
      return;
    }
  object = depot_json_object_of_strings (
      "operation",
      depot_operation_get_id (operation),
      "point",
      depot_point_get_id (point),
      "name",
      depot_point_get_name (point),
      "state",
      depot_operation_state_get_nick (depot_operation_get_state (operation)),
      NULL);
  cli_print_object (object);
}

static int
create (CliContext *context, const Request *request, DepotDraft *draft)
{
  DepotPoint *point = NULL; /* the house owns it */
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  DepotOperation *operation;

  depot_create_point_async (context->house, draft, context->cancellable, cli_await_done, &await);
  operation = depot_create_point_finish (context->house, cli_await (&await), &point, &error);
  if (operation == NULL)
    return cli_context_fail (context, error);
  if (request->wait && !cli_follow_operation (context, operation, &error))
    return cli_context_fail (context, error);
  print_result (context, operation, point);
  if (!request->wait)
    cli_context_say (context, _ ("Requested. The console or “depotctl keeper” carries it out."));
  return CLI_EXIT_DONE;
}

int
cli_point_create (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1, .management_password_fd = -1 };
  g_autoptr (DepotDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "draft",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &request.draft_file,
      N_ ("What to create, as JSON"),
      N_ ("FILE") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &request.password_file,
      N_ ("File with the certificate's password"),
      N_ ("FILE") },
    { "password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &request.password_fd,
      N_ ("Open file descriptor to read the password from"),
      N_ ("FD") },
    { "management-password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &request.management_password_file,
      N_ ("File with the management certificate's password (classic deployment)"),
      N_ ("FILE") },
    { "management-password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &request.management_password_fd,
      N_ ("Open file descriptor to read that password from"),
      N_ ("FD") },
    { "dry-run",
      'n',
      0,
      G_OPTION_ARG_NONE,
      &request.dry_run,
      N_ ("Only list what would be made"),
      NULL },
    { "wait",
      'w',
      0,
      G_OPTION_ARG_NONE,
      &request.wait,
      N_ ("Carry it out and wait until it is ready"),
      NULL },
    { "keep-for-run",
      0,
      0,
      G_OPTION_ARG_NONE,
      &request.keep_for_run,
      N_ ("Without a keyring: keep the certificate in memory"),
      NULL },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          NULL,
                          _ ("Creates a cloud distribution point from a draft; "
                             "data/examples/draft.json is a complete one.")))
    return CLI_EXIT_USAGE;
  if (request.draft_file == NULL)
    return cli_context_misuse (context, _ ("--draft is needed."));
  if (!cli_context_open (context, request.wait && !request.dry_run, &error))
    return cli_context_fail (context, error);
  draft = load_draft (context, &request, &error);
  if (draft == NULL || !check_draft (context, draft, &error))
    return cli_context_fail (context, error);
  return request.dry_run ? print_plan (context, draft) : create (context, &request, draft);
}
