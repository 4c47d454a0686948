/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keyring is there, without asking anything of the person: available, locked or none. A look-up in a locked keyring
 * finds nothing and says nothing, so this is asked around every access. Main thread.
 */
#pragma once

#include <libsecret/secret.h>

#include "depot-keyring.h"

G_BEGIN_DECLS

/* How our items are found. */
extern const SecretSchema depot_keyring_schema;

void depot_keyring_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* UNKNOWN with the error set only when the caller cancelled. */
DepotKeyringState depot_keyring_probe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
