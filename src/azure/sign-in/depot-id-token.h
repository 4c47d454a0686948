/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed in, from the id_token. It came by TLS from the token endpoint, so its signature is not
 * checked (OpenID Connect Core 3.1.3.7, 6); audience, issuer, nonce and end are. Pure, any thread.
 */
#pragma once

#include "depot-azure-nouns.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

typedef struct
{
  const char *client_id;
  const char *issuer; /* may hold "{tenantid}" */
  const char *nonce;  /* NULL: none was sent, as with a device code */
  const char *tenant; /* asked for; stands in when the token names none */
  const char *cloud_id;
  gint64 now; /* seconds UTC, mended by the skew against Azure */
} DepotIdTokenRules;

/* Caller owns. UNEXPECTED_REPLY names what does not fit. */
DepotAccount *
depot_id_token_read (const char *id_token, const DepotIdTokenRules *rules, GError **error);

/* "oid" of an access token of our own: who the service principal is to role assignments. Nothing is
 * decided on it, so nothing is checked. NULL when it has none; caller owns. */
char *depot_id_token_dup_object_id (DepotSecretBytes *access_token);

G_END_DECLS
