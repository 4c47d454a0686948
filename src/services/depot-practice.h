/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice cloud beside this program: starts it when it is not running, reads where it listens, and adds it to the
 * house's environments. Started detached with its state below the program's data; it goes on for other processes.
 */
#pragma once

#include "depot-house.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* Finishes when the practice cloud answers; the DepotCloud is in depot_house_get_clouds() then. Borrowed. */
void        depot_practice_start_async  (DepotHouse *house, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotCloud *depot_practice_start_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* A practice certificate for a service FQDN: bytes of a PFX and its password, for people who have none. Saved by the caller. */
void        depot_practice_make_pfx_async  (DepotHouse *house, const char *service_fqdn, DepotSecretBytes *password, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data);
GBytes     *depot_practice_make_pfx_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
