/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identity service: what its files share. Source: Azure reference, 2.
 *   practice-identity.c   tokens, discovery documents, joining of the parts
 *   practice-signing.c    the key
 *   practice-principal.c  who calls the other services
 *   practice-authorize.c  sign-in pages        practice-token-endpoint.c  the five grants
 *   practice-device-code.c                     practice-identity-error.c  AADSTS bodies
 *   practice-trust.c      tokens of another sign-in service
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

/* Who signed in, for what client, and how strongly: what codes and refresh tokens stand for. */
typedef struct
{
  const char *object_id;
  const char *tenant_id;
  const char *client_id;
  gboolean is_user;
  gboolean second_factor;
} PracticeSignIn;

char *practice_identity_make_access_token (PracticeCloud *cloud,
                                           const PracticeSignIn *sign_in,
                                           const char *resource,
                                           int lifetime_seconds);
char *practice_identity_make_id_token (PracticeCloud *cloud,
                                       const PracticeSignIn *sign_in,
                                       const char *nonce,
                                       gboolean federated,
                                       int lifetime_seconds);

/* The claims of a token of ours whatever its age, or NULL. */
JsonObject *practice_identity_read_token (PracticeCloud *cloud, const char *token);

/* "https://x/.default", "https://x//.default", "https://x/" or "https://x" → "https://x". */
char *practice_identity_dup_resource (const char *scope_or_audience);

int practice_identity_get_token_seconds (PracticeCloud *cloud);

G_END_DECLS
