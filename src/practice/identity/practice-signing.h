/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key with which the practice cloud's identity service signs its tokens (RS256), kept in the
 * state folder. Tokens are compact JSON Web Tokens.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct _PracticeSigning PracticeSigning;

PracticeSigning *practice_signing_open (const char *folder, GError **error);
void practice_signing_free (PracticeSigning *self);

char *practice_signing_make_token (PracticeSigning *self, JsonObject *claims);

/* The claims of a token this key has signed; NULL for any other text. Times are not looked at. */
JsonObject *practice_signing_read_token (PracticeSigning *self, const char *token);

/* The claims of any token, unchecked. */
JsonObject *practice_signing_peek_token (const char *token);

JsonObject *practice_signing_make_key_set (PracticeSigning *self);

/* Base64url without padding, as tokens use it. */
char *practice_base64url_encode (gconstpointer data, gsize length);
guchar *practice_base64url_decode (const char *text, gsize *length);

G_END_DECLS
