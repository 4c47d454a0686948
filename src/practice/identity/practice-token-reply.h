/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the token endpoint answers once a grant has proved good, and how it refuses one that has
 * not. Source: Azure reference, 2.2 and 2.3.
 */
#pragma once

#include "practice-identity.h"

G_BEGIN_DECLS

typedef struct
{
  PracticeSignIn sign_in;
  const char *scope;
  const char *nonce;
  const char *family; /* of refresh tokens; NULL: none is issued */
} PracticeGrant;

void
practice_token_refuse (PracticeRequest *request, const char *error, int number, const char *text);

/* Before a grant is used up: a mistake in the scope costs nobody the sign-in. FALSE after refusing.
 */
gboolean practice_token_check_scope (PracticeRequest *request, const char *scope);

void practice_token_reply (PracticeRequest *request, const PracticeGrant *grant);

G_END_DECLS
