/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cancellable that also ends after some seconds: a keyring daemon that hangs must not hang the program. Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DepotKeyringLimit DepotKeyringLimit;

/* outer may be NULL. */
DepotKeyringLimit *depot_keyring_limit_new (GCancellable *outer, guint seconds);
void depot_keyring_limit_free (DepotKeyringLimit *self);
/* To hand to the call that is limited. Borrowed. */
GCancellable *depot_keyring_limit_get_cancellable (DepotKeyringLimit *self);
/* TRUE: the call ended because the time was over, not because somebody cancelled it. */
gboolean depot_keyring_limit_is_over (DepotKeyringLimit *self);
/* TRUE: somebody cancelled it. */
gboolean depot_keyring_limit_is_cancelled (DepotKeyringLimit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotKeyringLimit, depot_keyring_limit_free)

G_END_DECLS
