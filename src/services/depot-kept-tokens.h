/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of an account whose refresh token lies in the keyring, or of an Azure service whose credential does. The
 * secret is read when it is first needed; a renewed refresh token goes back only where the one it came from still lies,
 * so that whoever signed in again or out meanwhile, here or in another process, has the last word. Main thread.
 */
#pragma once

#include "depot-keyring.h"
#include "depot-user-tokens.h"

G_BEGIN_DECLS

/* credential: NONE is a person. key: account id or service id. label: what keyring managers show beside a renewed
 * token; NULL for a service, whose credential Azure never renews. Caller owns. */
DepotUserTokens *depot_kept_tokens_new (DepotAzureClient *client, DepotAccount *account, DepotCredential credential,
                                        DepotKeyring *keyring, const char *key, const char *label);

G_END_DECLS
