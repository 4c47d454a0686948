/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies at a distribution point and belongs to nothing (capability 59): content that no published package names, what
 * killed transfers left on its way, versions whose clients have had their time. What was sent less than a day ago is left out:
 * some console may be about to publish it. First the list, then, if somebody wants it, exactly what the list showed goes, and of
 * that only what still belongs to nothing. The same logic cleans up after Remove and in the keeper's hourly round. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef struct _DepotCleanUp DepotCleanUp;

void        depot_clean_up_free      (DepotCleanUp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotCleanUp, depot_clean_up_free)
guint       depot_clean_up_get_n     (DepotCleanUp *self);
guint64     depot_clean_up_get_bytes (DepotCleanUp *self);
/* Names of blobs, "b/…": generated ones, the same to everybody. */
const char *depot_clean_up_get_name  (DepotCleanUp *self, guint index);
guint64     depot_clean_up_get_size  (DepotCleanUp *self, guint index);

/* Removes nothing. Errors as depot_point_place_open_finish(). Caller owns. */
void          depot_clean_up_list_async    (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data);
DepotCleanUp *depot_clean_up_list_finish   (DepotHouse *house, GAsyncResult *result, GError **error);

/* Takes list (transfer full). finish: what went. CONFLICT while any console sends something there: then nothing went, and a
 * later time will do. */
void          depot_clean_up_remove_async  (DepotHouse *house, DepotPoint *point, DepotCleanUp *list, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data);
DepotCleanUp *depot_clean_up_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
