/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the identity service has handed out and will be asked for again: sign-ins under way,
 * authorization codes (10 minutes, once), refresh tokens (replaced at each use; the old one holds
 * for a short grace), and device codes (15 minutes). The secret words themselves are not stored,
 * only their SHA-256.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

/* A fresh unguessable word, under which `document` is remembered in `collection`. */
char *practice_grants_issue (PracticeCloud *cloud, const char *collection, JsonObject *document);

/* NULL when the word is unknown. The time of issue is in "issued" (seconds of the cloud's clock).
 */
JsonObject *practice_grants_find (PracticeCloud *cloud, const char *collection, const char *word);
void practice_grants_update (PracticeCloud *cloud,
                             const char *collection,
                             const char *word,
                             JsonObject *document);
void practice_grants_remove (PracticeCloud *cloud, const char *collection, const char *word);

gint64 practice_grants_get_age (PracticeCloud *cloud, JsonObject *document);

/* Forgets what nobody can use any more; at start. */
void practice_grants_prune (PracticeCloud *cloud);

/* Ends every refresh token that came from one sign-in. */
void practice_grants_revoke_family (PracticeCloud *cloud, const char *family);

#define PRACTICE_FLOWS "sign-in-flows"
#define PRACTICE_CODES "authorization-codes"
#define PRACTICE_REFRESH_TOKENS "refresh-tokens"
#define PRACTICE_DEVICE_CODES "device-codes"

G_END_DECLS
