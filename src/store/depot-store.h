/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local database: everything the program must not forget, in one SQLite file that several processes share
 * (console, background service, depotctl). One worker thread of this object owns the connection; callers live on the
 * main thread and get their answers there, in the order asked. A write has reached the disk when its finish
 * succeeds. Errors are DEPOT_ERROR_STORE with SQLite's own text and what to do; a broken or newer file is refused and
 * never overwritten. Rules of the file: design, section 1 (rollback journal, synchronous=FULL).
 */
#pragma once

#include "depot-clock.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_STORE (depot_store_get_type ())
G_DECLARE_FINAL_TYPE (DepotStore, depot_store, DEPOT, STORE, GObject)

/* Signal "changed" (no argument): something was committed, by this process or another. Main thread; several commits
 * may share one signal. Heartbeats of the keeper do not count.
 * Property "is-keeper" b: this process holds the keeper lease (notify when lost). */

/* Makes the file (0600) and its folder when absent; brings an older file up to date after a backup copy beside it. */
void        depot_store_open_async   (const char *path, DepotClock *clock, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
DepotStore *depot_store_open_finish  (GAsyncResult *result, GError **error);   /* caller owns */
/* Finishes when everything asked before it has been written. */
void        depot_store_flush_async  (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_flush_finish (DepotStore *self, GAsyncResult *result, GError **error);
/* Writes what is still queued, gives the lease back and joins the thread: the last call, when the main loop has ended.
 * Later requests fail with DEPOT_ERROR_STORE. Also done when the last reference goes. */
void        depot_store_close        (DepotStore *self);
const char *depot_store_get_path     (DepotStore *self);
/* PRAGMA integrity_check, for depotctl doctor: NULL when sound, else what SQLite says; caller owns. */
void        depot_store_verify_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_verify_finish (DepotStore *self, GAsyncResult *result, char **finding, GError **error);

/* Who runs the operations. All owned by the value. */
typedef struct
{
  char *holder;              /* uuid of that DepotStore */
  char *owner;               /* "user@host": for people */
  char *host;
  char *boot_id;
  char *pid_namespace;       /* pids can only be compared inside one */
  gint64 pid;
  gint64 process_started;    /* clock ticks after boot: tells a reused pid */
  gint64 since, heartbeat;   /* seconds UTC */
} DepotLease;

#define DEPOT_LEASE_RENEW_SECONDS 5
#define DEPOT_LEASE_DEAD_SECONDS 30

#define DEPOT_TYPE_LEASE (depot_lease_get_type ())
GType       depot_lease_get_type     (void) G_GNUC_CONST;
DepotLease *depot_lease_copy         (const DepotLease *lease);
void        depot_lease_free         (DepotLease *lease);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotLease, depot_lease_free)

/* Try to become (or stay) the keeper. finish: TRUE when this process holds the lease now; it then renews it by itself
 * until closed and says so in "is-keeper". holder (optional, caller owns) is whoever holds it after the call. A lease is
 * dead when its process does not live any more (same host, boot and pid namespace) or its heartbeat is older than
 * DEPOT_LEASE_DEAD_SECONDS. FALSE without error: another living process holds it; ask again every few seconds. */
void        depot_store_lease_async  (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_lease_finish (DepotStore *self, GAsyncResult *result, DepotLease **holder, GError **error);
/* Take it from whoever holds it, alive or not: only when a person said so. Same finish. */
void        depot_store_break_lease_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
/* Who holds it, without trying for it; *holder NULL when nobody living does. */
void        depot_store_get_lease_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_get_lease_finish (DepotStore *self, GAsyncResult *result, DepotLease **holder, GError **error);
gboolean    depot_store_is_keeper    (DepotStore *self);

G_END_DECLS
