/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a service principal proves itself with a certificate: a JSON Web Token that names the client,
 * is meant for one token endpoint, lives five minutes and is signed by the certificate's key (RFC
 * 7523; Azure reference, "Service principal": PS256, x5t#S256). Pure, any thread.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_CLIENT_ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* pem: the certificate and its private key, in any order. now: seconds UTC. SIGN_IN_SETTINGS when
 * the pem is no such pair or its key is not RSA. Caller owns. */
DepotSecretBytes *depot_client_assertion_make (
    DepotSecretBytes *pem, const char *client_id, const char *audience, gint64 now, GError **error);

/* The facts of such a pair: DER of the certificate (caller owns) and when it ends. */
GBytes *
depot_client_assertion_read_certificate (DepotSecretBytes *pem, gint64 *expires, GError **error);

G_END_DECLS
