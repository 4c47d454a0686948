/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a small file whose bytes are secret (a PFX) into memory that is wiped when the bytes go.
 * More than 1 MiB is refused. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void depot_secret_file_read_async (GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
/* FILE, INVALID_INPUT (too big). Caller owns. */
GBytes *depot_secret_file_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
