/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims challenges: what a 401 asks for beyond a valid token, such as a second factor, and how it
 * is passed on to the identity platform. Pure values, any thread; caller owns. Source: Azure
 * reference, "Claims challenge".
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The claims asked for by the WWW-Authenticate headers, as JSON text; NULL when they ask for none
 * or make no sense. */
char *depot_challenge_dup_claims (SoupMessageHeaders *headers);
/* The claims parameter of a token request: what we are able to do (CP1), and what claims_json (or
 * NULL) asks for. */
char *depot_challenge_merge_claims (const char *claims_json);

G_END_DECLS
