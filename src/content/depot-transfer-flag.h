/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who writes to a place and who removes from it, seen by all processes and all consoles. A transfer raises
 * a flag, an empty blob "t/<package>.<writer>", before it looks what is there and lowers it when its version is
 * published; who removes unused blobs puts "t/<flag>.lock" first ("t/clean.lock" without a flag) and looks for flags then. Each of two
 * sees the other's or is seen by it, for Azure shows at once what was written (Azure reference, "Blob
 * storage data plane": strong consistency). A flag of a killed transfer counts until it is a week old,
 * as long as Azure keeps its blocks; a lock for an hour, or until a transfer with its flag comes back. Worker threads.
 */
#pragma once

#include "depot-blob-place.h"

G_BEGIN_DECLS

/* Waits while somebody removes. flag: what follows "t/", a name of which two writers never have the same. */
gboolean depot_flag_raise (DepotBlobPlace *place, const char *flag, GCancellable *cancellable, GError **error);
gboolean depot_flag_lower (DepotBlobPlace *place, const char *flag, GCancellable *cancellable, GError **error);
/* *may FALSE: others write here, or remove; nothing was locked. flag: the caller's own, or NULL. */
gboolean depot_flag_lock (DepotBlobPlace *place,
                          const char *flag,
                          gboolean *may,
                          GCancellable *cancellable,
                          GError **error);
gboolean depot_flag_unlock (DepotBlobPlace *place, const char *flag, GCancellable *cancellable, GError **error);

G_END_DECLS
