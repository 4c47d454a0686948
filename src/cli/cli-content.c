/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli-output.h"
#include "cli-secret.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-content-put.h"
#include "depot-size.h"

typedef struct
{
  char *package_id, *credential_file, *ca_file, *manifest_file;
  int version, credential_fd, connections, limit;
  gboolean reads_back, sends_all, is_checked, keeps_unused;
} Wishes;

static void
wishes_clear (Wishes *wishes)
{
  g_free (wishes->package_id);
  g_free (wishes->credential_file);
  g_free (wishes->ca_file);
  g_free (wishes->manifest_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wishes, wishes_clear)

static gboolean
parse (CliContext *context, int *argc, char ***argv, Wishes *wishes)
{
  const GOptionEntry entries[] = {
    { "package",
      0,
      0,
      G_OPTION_ARG_STRING,
      &wishes->package_id,
      N_ ("Package ID; “content” if not given"),
      N_ ("ID") },
    { "package-version",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes->version,
      N_ ("Version to publish"),
      N_ ("NUMBER") },
    { "credential-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes->credential_file,
      N_ ("File with an account key, a shared access signature or a bearer token"),
      N_ ("FILE") },
    { "credential-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes->credential_fd,
      N_ ("Open file descriptor to read the credential from"),
      N_ ("FD") },
    { "ca-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes->ca_file,
      N_ ("Certificates to trust instead of the system's"),
      N_ ("FILE") },
    { "manifest",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wishes->manifest_file,
      N_ ("Keeps hashes here, so that unchanged files are not read again"),
      N_ ("FILE") },
    { "read-back",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->reads_back,
      N_ ("Read every byte back and compare hashes"),
      NULL },
    { "again",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->sends_all,
      N_ ("Send what is there already, too"),
      NULL },
    { "check-md5",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->is_checked,
      N_ ("Have the service check each request's bytes"),
      NULL },
    { "keep-unused",
      0,
      0,
      G_OPTION_ARG_NONE,
      &wishes->keeps_unused,
      N_ ("Do not remove what the version before used"),
      NULL },
    { "connections",
      0,
      0,
      G_OPTION_ARG_INT,
      &wishes->connections,
      N_ ("Connections, instead of finding a good number"),
      N_ ("NUMBER") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &wishes->limit, N_ ("Highest speed"), N_ ("KBIT/S") },
    { NULL },
  };

  return cli_context_parse (
      context,
      argc,
      argv,
      entries,
      N_ ("FOLDER URL…"),
      _ ("Sends a folder to the container at URL, and from there to further ones. Run again "
         "after an\ninterruption, it goes on where it stopped."));
}

static void
print_progress (double fraction, guint64 done_bytes, gpointer user)
{
  g_autofree char *done = depot_size_to_text (done_bytes);

  g_printerr ("\r%3d %%  %s\033[K", (int) (fraction * 100), done);
}

static void
add_number (JsonObject *object, const char *name, guint64 value)
{
  json_object_set_int_member (object, name, (gint64) value);
}

static void
print_json (const DepotContentPutSummary *summary)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_auto (GStrv) lines = g_strsplit (summary->left_out_text, "\n", -1);
  JsonArray *left_out = json_array_new ();

  add_number (object, "files", summary->files);
  add_number (object, "bytes", summary->total_bytes);
  add_number (object, "sentBytes", summary->sent_bytes);
  add_number (object, "keptBytes", summary->kept_bytes);
  add_number (object, "copiedBytes", summary->copied_bytes);
  add_number (object, "busyAnswers", summary->busy_answers);
  add_number (object, "peakMemoryBytes", summary->peak_memory_bytes);
  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    json_array_add_string_element (left_out, lines[i]);
  json_object_set_array_member (object, "leftOut", left_out);
  cli_print_object (object);
}

static void
print_size (const char *label, guint64 size)
{
  g_autofree char *text = depot_size_to_text (size);

  cli_print_fact (label, text);
}

static void
print_text (const DepotContentPutSummary *summary)
{
  g_autofree char *files = g_strdup_printf ("%u", summary->files);

  cli_print_fact (_ ("Files"), files);
  print_size (_ ("Size"), summary->total_bytes);
  print_size (_ ("Sent"), summary->sent_bytes);
  print_size (_ ("There already"), summary->kept_bytes);
  print_size (_ ("Copied by Azure"), summary->copied_bytes);
  print_size (_ ("Peak memory"), summary->peak_memory_bytes);
  if (summary->left_out > 0)
    g_printerr ("%s\n%s", _ ("Left out:"), summary->left_out_text);
}

static DepotContentPutSummary *
run (CliContext *context,
     const Wishes *wishes,
     DepotSecretBytes *credential,
     char **operands,
     GError **error)
{
  g_auto (CliAwait) await = { NULL };
  gboolean draws = !context->quiet && !context->json && isatty (STDERR_FILENO);
  DepotContentPut what = {
    .folder = operands[0],
    .urls = (const char *const *) operands + 1,
    .package_id = wishes->package_id != NULL ? wishes->package_id : "content",
    .version = (guint) wishes->version,
    .credential = credential,
    .ca_file = wishes->ca_file,
    .manifest_file = wishes->manifest_file,
    .reads_back = wishes->reads_back,
    .sends_all = wishes->sends_all,
    .is_checked = wishes->is_checked,
    .keeps_unused = wishes->keeps_unused,
    .max_connections = (guint) wishes->connections,
    .kbit_per_second = (guint) wishes->limit,
  };
  DepotContentPutSummary *summary;

  depot_content_put_async (
      &what, draws ? print_progress : NULL, NULL, context->cancellable, cli_await_done, &await);
  summary = depot_content_put_finish (cli_await (&await), error);
  if (draws)
    g_printerr ("\r\033[K");
  return summary;
}

int
cli_content_put (CliContext *context, int argc, char **argv)
{
  g_auto (Wishes) wishes = { .version = 1, .credential_fd = -1 };
  g_autoptr (DepotSecretBytes) credential = NULL;
  g_autoptr (DepotContentPutSummary) summary = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (context, &argc, &argv, &wishes))
    return CLI_EXIT_USAGE;
  if (argc < 3)
    return cli_context_misuse (context, _ ("Name the folder and the address of a container."));
  if (wishes.connections < 0 || wishes.connections > 256 || wishes.limit < 0 || wishes.version < 1)
    return cli_context_misuse (context, _ ("A number is out of range."));
  if (wishes.credential_fd >= 0 || wishes.credential_file != NULL)
    credential = cli_secret_read (wishes.credential_fd, wishes.credential_file, NULL, &error);
  if (error == NULL)
    summary = run (context, &wishes, credential, argv + 1, &error);
  if (summary == NULL)
    return cli_context_fail (context, error);
  if (context->json)
    print_json (summary);
  else if (!context->quiet)
    print_text (summary);
  return CLI_EXIT_DONE;
}
