/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of one signed-in account, made from its refresh token, or of a service principal,
 * made from its secret or certificate: DepotTokenSource. Keeps tokens in wiped memory, refreshes 5
 * minutes before expiry (by monotonic time), one refresh at a time. The refresh token (or
 * credential) comes from and goes back to the keyring through the callbacks the owner gives,
 * because the azure room knows no keyring; rotation by another process is met by reading it again
 * once before giving up.
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-nouns.h"
#include "depot-azure-service.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_USER_TOKENS (depot_user_tokens_get_type ())
G_DECLARE_FINAL_TYPE (DepotUserTokens, depot_user_tokens, DEPOT, USER_TOKENS, GObject)

typedef struct
{
  /* Ask for the stored refresh token; answer by depot_user_tokens_give_refresh_token (NULL: there
   * is none; error taken). */
  void (*load) (DepotUserTokens *self, gpointer data);
  /* A new refresh token came: store it. */
  void (*save) (DepotUserTokens *self, DepotSecretBytes *refresh_token, gpointer data);
} DepotUserTokensKeeper;

DepotUserTokens *depot_user_tokens_new (DepotAzureClient *client,
                                        DepotAccount *account,
                                        const DepotUserTokensKeeper *keeper,
                                        gpointer data);
/* From now on the account is a service principal, and what the keeper loads is its secret, or its
 * certificate and private key as PEM. Before the first token is asked for, or after forget. */
void depot_user_tokens_set_credential (DepotUserTokens *self, DepotCredential credential);
void depot_user_tokens_give_refresh_token (DepotUserTokens *self,
                                           DepotSecretBytes *refresh_token,
                                           GError *error);
/* Signed in again: wipe, and let whoever waits have a token of what the keeper holds now. */
void depot_user_tokens_reload (DepotUserTokens *self);
/* Signed out: wipe, and refuse whoever waits. */
void depot_user_tokens_forget (DepotUserTokens *self);

G_END_DECLS
