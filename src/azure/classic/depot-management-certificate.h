/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The management certificate with which the classic deployment proves who calls, ready for a TLS
 * connection. Its key never leaves memory: no file is written for it. Any thread.
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* cer: the certificate, DER. key: its private key, PKCS #8 DER in the clear. Error:
 * CERTIFICATE_UNREADABLE. Caller owns. */
GTlsCertificate *
depot_management_certificate_new (GBytes *cer, DepotSecretBytes *key, GError **error);
/* SHA-1 of it, upper-case hex, as Azure's portal shows it; caller owns. */
char *depot_management_certificate_dup_thumbprint (GTlsCertificate *certificate);

G_END_DECLS
