/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a person: a draft, a certificate with its password. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Whole file, but never more than limit: what is larger is not what it should be. Caller owns. */
GBytes *cli_file_read (const char *path, gsize limit_bytes, GError **error);
/* Opens a PFX file and keeps it (session_only: for this run); the password comes from where
 * cli_secret_read() takes it. Its facts; caller owns. */
DepotCertificate *cli_pfx_choose (CliContext *context,
                                  const char *path,
                                  int password_fd,
                                  const char *password_file,
                                  gboolean session_only,
                                  GError **error);

G_END_DECLS
