/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pause, Resume and Priority of packages' content (domain reference B4.7; capability 53). What is asked is a property of the
 * package ("paused", "priority"), so it outlives the program, and every console follows: running transfers of a paused
 * package stop within a moment and keep what Azure has of them, further ones wait; resumed, they go on at the next block.
 * Content of any package waits, too, on a network that costs by the byte, where the site says so (depot-content-limits.h).
 * An operation that waits for either is DEPOT_OPERATION_WAITING with the error DEPOT_ERROR_PAUSED, whose text says for what.
 * Main thread.
 */
#pragma once

#include "depot-library.h"

G_BEGIN_DECLS

/* package_ids: NULL-terminated, copied. NOT_FOUND for an unknown one; then nothing was changed. */
void     depot_content_pause_async          (DepotHouse *house, const char *const *package_ids, gboolean paused,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void     depot_content_set_priority_async   (DepotHouse *house, const char *const *package_ids, DepotPriority priority,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Of both. Durable, and the library's packages say so. */
gboolean depot_content_pause_finish         (DepotHouse *house, GAsyncResult *result, GError **error);

/* Why content of this package would wait now: a translated sentence, static; NULL: it would not. sends: bytes would leave
 * this computer. */
const char *depot_content_get_hold          (DepotHouse *house, const char *package_id, gboolean sends);

G_END_DECLS
