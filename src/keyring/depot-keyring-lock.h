/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One writer at a time in the keyring, over all processes of this person: the Secret Service has no compare-and-swap, so
 * who writes holds a lock on the file keyring.lock beside the store. The lock is advice among our own processes, ends with
 * the process that holds it, and excludes two writers of one process as well. Waiting happens between turns of the main
 * loop. A lock that cannot be made (read-only or full disk, a file system without locks) is given nevertheless and holds
 * nobody up; a warning says so. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DepotKeyringLock DepotKeyringLock;

/* Errors: G_IO_ERROR_TIMED_OUT after wait_seconds with another holder, G_IO_ERROR_CANCELLED. Caller owns. */
void              depot_keyring_lock_take_async  (guint wait_seconds, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotKeyringLock *depot_keyring_lock_take_finish (GAsyncResult *result, GError **error);
/* The next one may write. */
void              depot_keyring_lock_free        (DepotKeyringLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotKeyringLock, depot_keyring_lock_free)

G_END_DECLS
