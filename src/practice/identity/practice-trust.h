/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sign-in service that others run and whose access tokens the practice cloud takes as well as its
 * own: how an admin tries an identity provider before an Azure tenant trusts it. Named while the
 * cloud runs, on loopback only, and forgotten when it ends. Its keys are fetched from where its
 * discovery document says (OpenID Connect Discovery 1.0, 4; JSON Web Key, RFC 7517).
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

/* The levers GET, PUT and DELETE /_practice/trusted-issuer. */
void practice_trust_register (PracticeCloud *cloud);

/* The claims of a token that the trusted service has signed for an account of the directory; NULL
 * for any other text. Times and audience are not looked at. */
JsonObject *practice_trust_read_token (PracticeCloud *cloud, const char *token);

G_END_DECLS
