/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point stop|start|scale|renew|delete NAME`: the buttons of the console. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-pfx.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-point-verbs.h"

typedef struct
{
  int instances;
  char *size;
  char *certificate_file, *password_file, *typed_name;
  int password_fd;
  gboolean wait, dry_run, keep_for_run;
} Request;

static void
request_clear (Request *self)
{
  g_free (self->size);
  g_free (self->certificate_file);
  g_free (self->password_file);
  g_free (self->typed_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

#define WAIT_ENTRY(request)                                                                        \
  { "wait", 'w', 0, G_OPTION_ARG_NONE, &(request).wait, N_ ("Carry it out and wait for the end"),  \
    NULL }

/* The end of every verb: the request is on its way. */
static int
conclude (CliContext *context, const Request *request, CliAwait *await)
{
  GError *error = NULL;
  DepotOperation *operation = depot_point_verb_finish (context->house, cli_await (await), &error);

  return cli_conclude_operation (context, operation, request->wait, error);
}

int
cli_point_stop (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = { WAIT_ENTRY (request), { NULL } };
  int code;
  DepotPoint *point
      = cli_open_point (context,
                        &request.wait,
                        argc,
                        argv,
                        entries,
                        _ ("Stops a point: clients are refused within seconds. Content "
                           "stays, and uploads go on."),
                        &code);

  if (point == NULL)
    return code;
  depot_stop_point_async (context->house, point, context->cancellable, cli_await_done, &await);
  return conclude (context, &request, &await);
}

int
cli_point_start (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = { WAIT_ENTRY (request), { NULL } };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      &request.wait,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Starts a stopped point under the same name and address."),
                                      &code);

  if (point == NULL)
    return code;
  depot_start_point_async (context->house, point, context->cancellable, cli_await_done, &await);
  return conclude (context, &request, &await);
}

int
cli_point_reapply (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = { WAIT_ENTRY (request), { NULL } };
  int code;
  DepotPoint *point
      = cli_open_point (context,
                        &request.wait,
                        argc,
                        argv,
                        entries,
                        _ ("Deploys a point's templates once more: what was changed or removed "
                           "outside is as this site knows it."),
                        &code);

  if (point == NULL)
    return code;
  depot_reapply_point_async (context->house, point, context->cancellable, cli_await_done, &await);
  return conclude (context, &request, &await);
}

int
cli_point_scale (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "instances",
      'i',
      0,
      G_OPTION_ARG_INT,
      &request.instances,
      N_ ("How many, 1 to 16"),
      N_ ("N") },
    { "size", 's', 0, G_OPTION_ARG_STRING, &request.size, N_ ("Size of an instance"), N_ ("SIZE") },
    WAIT_ENTRY (request),
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      &request.wait,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Changes number or size of the instances of a point."),
                                      &code);
  guint instances = 0;

  if (point == NULL)
    return code;
  if (request.instances == 0 && request.size == NULL)
    return cli_context_misuse (context, _ ("--instances or --size is needed."));
  g_object_get (point, "instance-count", &instances, NULL);
  depot_scale_point_async (context->house,
                           point,
                           request.instances != 0 ? (guint) MAX (request.instances, 0) : instances,
                           request.size,
                           context->cancellable,
                           cli_await_done,
                           &await);
  return conclude (context, &request, &await);
}

/* A person cannot see at once what differs between two long names: the letters are marked below the
 * new one. */
static void
show_difference (CliContext *context, DepotPoint *point, DepotCertificate *certificate)
{
  DepotCertificate *old = depot_point_get_certificate (point);
  const char *old_name = old != NULL ? depot_certificate_get_common_name (old) : NULL;
  const char *new_name = depot_certificate_get_common_name (certificate);
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GString) line = g_string_new (NULL);

  if (context->json || old_name == NULL || new_name == NULL || g_str_equal (old_name, new_name))
    return;
  marks = depot_name_find_differences (old_name, new_name);
  for (guint i = 0; i < marks->len; i++)
    g_string_append_c (line, g_array_index (marks, gboolean, i) ? '^' : ' ');
  g_printerr ("  %s\n  %s\n  %s\n", old_name, new_name, line->str);
}

static int
renew (CliContext *context, const Request *request, DepotPoint *point)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  gint64 now = depot_clock_now (depot_house_get_clock (context->house));
  g_autoptr (DepotCertificate) certificate = cli_pfx_choose (context,
                                                             request->certificate_file,
                                                             request->password_fd,
                                                             request->password_file,
                                                             request->keep_for_run,
                                                             &error);

  if (certificate == NULL)
    return cli_context_fail (context, error);
  if (!depot_point_check_renewal (point, certificate, now, &error))
    {
      show_difference (context, point, certificate);
      return cli_context_fail (context, error);
    }
  depot_renew_point_async (
      context->house, point, certificate, context->cancellable, cli_await_done, &await);
  return conclude (context, request, &await);
}

int
cli_point_renew (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "certificate",
      'c',
      0,
      G_OPTION_ARG_FILENAME,
      &request.certificate_file,
      N_ ("The new certificate, a PFX file"),
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
    { "keep-for-run",
      0,
      0,
      G_OPTION_ARG_NONE,
      &request.keep_for_run,
      N_ ("Without a keyring: keep the certificate in memory"),
      NULL },
    WAIT_ENTRY (request),
    { NULL },
  };
  int code;
  DepotPoint *point
      = cli_open_point (context,
                        &request.wait,
                        argc,
                        argv,
                        entries,
                        _ ("Replaces the certificate of a point by one of the same name; "
                           "no running download is lost."),
                        &code);

  if (point == NULL)
    return code;
  if (request.certificate_file == NULL)
    return cli_context_misuse (context, _ ("--certificate is needed."));
  return renew (context, &request, point);
}

/* delete */

static void
print_content (DepotDeletePlan *plan)
{
  g_autofree char *size = depot_size_to_text (plan->content_bytes);
  g_autofree char *text
      = plan->content_is_known
            /* Translators: number of files and their size: "12 files, 3.4 GB" */
            ? g_strdup_printf (_ ("%" G_GUINT64_FORMAT " files, %s"), plan->n_blobs, size)
            : g_strdup (_ ("not known: the storage cannot be asked"));

  cli_print_fact (_ ("Content"), text);
  cli_print_fact (_ ("Resource group"), plan->group_goes ? _ ("goes, too") : _ ("stays"));
  cli_print_fact (_ ("DNS record to remove"), plan->cname_record);
  if (plan->alias != NULL)
    cli_print_fact (_ ("Written into Azure DNS"),
                    _ ("by this console; --remove-alias takes it away"));
}

static int
print_plan (CliContext *context, DepotPoint *point)
{
  static const CliColumn columns[] = {
    { "type", N_ ("Resource"), FALSE },
    { "name", N_ ("Name"), FALSE },
  };
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (DepotDeletePlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };

  depot_delete_plan_async (context->house, point, context->cancellable, cli_await_done, &await);
  plan = depot_delete_plan_finish (context->house, cli_await (&await), &error);
  if (plan == NULL)
    return cli_context_fail (context, error);
  for (guint i = 0; i < g_list_model_get_n_items (plan->resources); i++)
    {
      g_autoptr (DepotPlannedResource) item = g_list_model_get_item (plan->resources, i);

      cli_table_add (table,
                     (const char *[]) { depot_planned_resource_get_kind (item),
                                        depot_planned_resource_get_name (item) });
    }
  cli_table_print (table, context);
  if (!context->json)
    print_content (plan);
  return CLI_EXIT_DONE;
}

int
cli_point_delete (CliContext *context, int argc, char **argv)
{
  g_auto (Request) request = { .password_fd = -1 };
  g_auto (CliAwait) await = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean removes_alias = FALSE;
  const GOptionEntry entries[] = {
    { "yes",
      'y',
      0,
      G_OPTION_ARG_STRING,
      &request.typed_name,
      N_ ("The name again, instead of being asked for it"),
      N_ ("NAME") },
    { "dry-run",
      'n',
      0,
      G_OPTION_ARG_NONE,
      &request.dry_run,
      N_ ("Only list what would go"),
      NULL },
    { "remove-alias",
      0,
      0,
      G_OPTION_ARG_NONE,
      &removes_alias,
      N_ ("Remove the CNAME record this console wrote into Azure DNS, too"),
      NULL },
    WAIT_ENTRY (request),
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      &request.wait,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Deletes a point with everything it has in Azure."),
                                      &code);

  if (point == NULL)
    return code;
  if (request.dry_run)
    return print_plan (context, point);
  if (request.typed_name == NULL)
    request.typed_name = cli_ask_point_name (point);
  if (g_strcmp0 (request.typed_name, depot_point_get_name (point)) != 0)
    return cli_context_misuse (context, _ ("The name does not match: nothing was deleted."));
  if (removes_alias && !cli_remove_alias (context, point, &error))
    return cli_context_fail (context, error);
  depot_delete_point_async (context->house, point, context->cancellable, cli_await_done, &await);
  return conclude (context, &request, &await);
}
