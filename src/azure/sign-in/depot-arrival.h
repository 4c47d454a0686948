/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a sign-in, whichever way it went: who has arrived, and the refresh token that was handed out. Between the
 * task that ends and its finish function. Main thread.
 */
#pragma once

#include "depot-azure-nouns.h"
#include "depot-identity.h"

G_BEGIN_DECLS

/* Takes answer's refresh token. */
void          depot_arrival_return (GTask *task, DepotAccount *account, DepotTokenAnswer *answer);
/* Both are the caller's; refresh_token may be NULL. Errors are DEPOT_ERROR. */
DepotAccount *depot_arrival_finish (GAsyncResult *result, DepotSecretBytes **refresh_token, GError **error);

G_END_DECLS
