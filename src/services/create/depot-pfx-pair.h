/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PFX file and its password as the keyring holds them, looked up together by the certificate's fingerprint. Main thread;
 * caller owns. Errors: KEYRING (also when one of the two is not there: the file has to be chosen again).
 */
#pragma once

#include "depot-keyring.h"

G_BEGIN_DECLS

typedef struct
{
  DepotSecretBytes *pfx;
  DepotSecretBytes *password;
} DepotPfxPair;

void          depot_pfx_pair_free          (DepotPfxPair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPfxPair, depot_pfx_pair_free)

void          depot_pfx_pair_lookup_async  (DepotKeyring *keyring, const char *fingerprint, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data);
DepotPfxPair *depot_pfx_pair_lookup_finish (DepotKeyring *keyring, GAsyncResult *result, GError **error);

G_END_DECLS
