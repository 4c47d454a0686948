/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-secret.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-practice.h"

static gboolean
write_new_file (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error);

  return stream != NULL
         && g_output_stream_write_all (G_OUTPUT_STREAM (stream),
                                       g_bytes_get_data (bytes, NULL),
                                       g_bytes_get_size (bytes),
                                       NULL,
                                       NULL,
                                       error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}

int
cli_certificate_make (CliContext *context, int argc, char **argv)
{
  g_autofree char *output = NULL, *password_file = NULL;
  int password_fd = -1;
  g_autoptr (DepotSecretBytes) password = NULL;
  g_autoptr (GBytes) pfx = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    { "output",
      'o',
      0,
      G_OPTION_ARG_FILENAME,
      &output,
      N_ ("File to write; it must not exist"),
      N_ ("FILE") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &password_file,
      N_ ("File with the password to protect it with"),
      N_ ("FILE") },
    { "password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &password_fd,
      N_ ("Open file descriptor to read the password from"),
      N_ ("FD") },
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("SERVICE-FQDN"),
                          _ ("Makes a self-signed certificate for the practice cloud.")))
    return CLI_EXIT_USAGE;
  if (argc != 2 || output == NULL)
    return cli_context_misuse (context, _ ("Name the service FQDN and --output."));
  password = cli_secret_read (
      password_fd, password_file, _ ("Password to protect the file with:"), &error);
  if (error != NULL || !cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_practice_make_pfx_async (
      context->house, argv[1], password, context->cancellable, cli_await_done, &await);
  pfx = depot_practice_make_pfx_finish (context->house, cli_await (&await), &error);
  if (pfx == NULL || !write_new_file (output, pfx, &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}
