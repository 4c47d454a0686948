/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an admin dropped on the window, or named on the command line, as a package to be added: source folder, and name,
 * version and publisher as far as they can be read out. A single file gets a folder of its own in this program's data.
 * Main thread; the disk is read on another.
 */
#pragma once

#include <gio/gio.h>

#include "depot-package.h"

G_BEGIN_DECLS

void          depot_package_inspect_async  (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Without an ID; FILE when it cannot be read or is neither folder nor file. Caller owns. */
DepotPackage *depot_package_inspect_finish (GAsyncResult *result, GError **error);

G_END_DECLS
