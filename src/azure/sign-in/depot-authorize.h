/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address a browser opens to sign in (Azure reference, "Interactive: code + PKCE"). Pure, any
 * thread. */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* login_hint and claims_json may be NULL. */
typedef struct
{
  const char *endpoint, *client_id, *redirect, *scope, *state, *nonce;
  const char *login_hint, *claims_json;
  DepotSecretBytes *verifier;
} DepotAuthorize;

/* Caller owns. */
char *depot_authorize_dup_address (const DepotAuthorize *self);

G_END_DECLS
