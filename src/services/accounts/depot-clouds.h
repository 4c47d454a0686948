/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments beside the built-in ones: asked for by one address, shown, then kept by the site; and certificate
 * authorities trusted for one environment besides the system's (an inspecting proxy's). There is no way to ignore a
 * flaw of a certificate. They follow the store: every process of the site sees them. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* What the environment at that address says of itself; nothing is kept. ca_pem may be NULL. Caller owns. */
void        depot_clouds_look_async    (DepotHouse *house, const char *address, const char *ca_pem, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer data);
DepotCloud *depot_clouds_look_finish   (DepotHouse *house, GAsyncResult *result, GError **error);

/* Keeps it (or its new description). Finished when it is on disk and in the house's list. */
void        depot_clouds_keep_async    (DepotHouse *house, DepotCloud *cloud, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* CONFLICT while a point or an account lives there; INVALID_INPUT for one that is built in. */
void        depot_clouds_remove_async  (DepotHouse *house, const char *cloud_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* ca_pem NULL: only the system's authorities again. FILE when it holds no certificate. */
void        depot_clouds_trust_async   (DepotHouse *house, const char *cloud_id, const char *ca_pem, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer data);
/* Of the last three. */
gboolean    depot_clouds_change_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* Rows a person reads before accepting: label, value, label, value …; caller owns. */
GStrv       depot_clouds_describe      (DepotCloud *cloud);

G_END_DECLS
