/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unguessable words for a sign-in, and the proof that the one who redeems a code is the one who
 * asked for it (RFC 7636, S256). Any thread; caller owns.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* 43 characters of A–Z a–z 0–9 - _ from 32 bytes of the system's generator; NULL if it fails. */
char *depot_pkce_new_word (void);
DepotSecretBytes *depot_pkce_new_verifier (void);
/* base64url without padding (RFC 7636, appendix A), as tokens use it too. */
char *depot_pkce_encode (gconstpointer data, gsize length);
char *depot_pkce_dup_challenge (DepotSecretBytes *verifier);

G_END_DECLS
