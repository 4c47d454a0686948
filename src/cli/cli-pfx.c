/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-pfx.h"

#include <glib/gi18n.h>

#include "cli-secret.h"
#include "depot-base.h"
#include "depot-create.h"

#define MAX_PFX_BYTES (1024 * 1024)

GBytes *
cli_file_read (const char *path, gsize limit_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  GBytes *bytes
      = stream != NULL
            ? g_input_stream_read_bytes (G_INPUT_STREAM (stream), limit_bytes + 1, NULL, error)
            : NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) <= limit_bytes)
    return bytes;
  g_bytes_unref (bytes);
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FILE, _ ("“%s” is too large to be what it should be."), path));
  return NULL;
}

DepotCertificate *
cli_pfx_choose (CliContext *context,
                const char *path,
                int password_fd,
                const char *password_file,
                gboolean session_only,
                GError **error)
{
  g_autoptr (GBytes) pfx = cli_file_read (path, MAX_PFX_BYTES, error);
  g_autoptr (DepotSecretBytes) password = NULL;
  g_autoptr (GError) flaw = NULL;
  g_auto (CliAwait) await = { NULL };

  if (pfx == NULL)
    return NULL;
  password = cli_secret_read (
      password_fd, password_file, _ ("Password of the certificate file:"), &flaw);
  if (flaw != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&flaw));
      return NULL;
    }
  depot_certificate_choose_async (
      context->house, pfx, password, session_only, context->cancellable, cli_await_done, &await);
  return depot_certificate_choose_finish (context->house, cli_await (&await), error);
}
