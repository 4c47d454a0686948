/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The port on this computer a browser comes back to after a sign-in: 127.0.0.1 and ::1, a free
 * port, a few connections for a few seconds each. Whoever knocks gets a fixed page; only a request
 * the owner recognises ends the waiting, so a stranger cannot break a sign-in off. Main thread;
 * owned by the sign-in.
 */
#pragma once

#include "depot-clock.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_LOOPBACK (depot_loopback_get_type ())
G_DECLARE_FINAL_TYPE (DepotLoopback, depot_loopback, DEPOT, LOOPBACK, GObject)

/* parameters: of a well-formed request. TRUE: this was the one (it gets the closing page), FALSE: a
 * stranger's. */
typedef gboolean (*DepotLoopbackFunc) (GHashTable *parameters, gpointer data);

DepotLoopback *depot_loopback_new (DepotClock *clock);
/* Opens the port; func is called until it said TRUE or the loopback is closed. */
gboolean
depot_loopback_open (DepotLoopback *self, DepotLoopbackFunc func, gpointer data, GError **error);
guint depot_loopback_get_port (DepotLoopback *self);
/* No further requests; pages under way are still sent. */
void depot_loopback_close (DepotLoopback *self);

G_END_DECLS
