/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets come from a file descriptor, a file or a prompt without echo; never from an argument or
 * the environment, which other users of the machine can read.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* fd ≥ 0 wins, then file, then a prompt when there is a terminal; NULL without error when none of
 * them is given and there is no terminal. One line ending is cut off. */
DepotSecretBytes *cli_secret_read (int fd, const char *file, const char *prompt, GError **error);

G_END_DECLS
