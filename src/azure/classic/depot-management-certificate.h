/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The management certificate with which the classic deployment proves who calls: opened from the
 * PFX in memory (never a file) and ready for a TLS connection. Opening derives keys, so it runs on
 * a worker thread. Errors: CERTIFICATE_PASSWORD, CERTIFICATE_UNREADABLE. Caller owns.
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

void depot_management_certificate_open_async (DepotSecretBytes *pfx,
                                              DepotSecretBytes *password,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer data);
GTlsCertificate *depot_management_certificate_open_finish (GAsyncResult *result, GError **error);
/* SHA-1 of it, upper-case hex, as Azure's portal shows it; caller owns. */
char *depot_management_certificate_dup_thumbprint (GTlsCertificate *certificate);

G_END_DECLS
