/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate to practise with: self-signed for one host name, RSA 2048, SHA-256, server authentication, valid for one
 * year. Good for the practice cloud only: no client trusts it by itself. Making the key takes about half a second, so it
 * runs on a worker thread.
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* now: seconds UTC; the certificate is valid from one hour before. finish: a PFX file; caller owns. */
void              depot_self_signed_make_async  (const char *host_name, DepotSecretBytes *password, gint64 now,
                                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotSecretBytes *depot_self_signed_make_finish (GAsyncResult *result, GError **error);
/* One that its owner shows to a server (client authentication), as an application does in Microsoft Entra. */
void              depot_self_signed_make_client_async (const char *name, DepotSecretBytes *password, gint64 now,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* For a server, on the calling thread. */
DepotSecretBytes *depot_self_signed_make        (const char *host_name, DepotSecretBytes *password, gint64 now, GError **error);

G_END_DECLS
