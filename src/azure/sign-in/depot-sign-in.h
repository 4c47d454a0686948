/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in through the person's own browser (RFC 8252): listens on loopback, hands out the address
 * to open or copy, takes the answer, redeems it with PKCE. Knows nothing of windows or keyrings.
 * One object per attempt; main thread. Source: Azure reference, "Interactive: code + PKCE".
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-nouns.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_SIGN_IN_IDLE,
  DEPOT_SIGN_IN_PREPARING, /* asking the authority for its endpoints, opening the port */
  DEPOT_SIGN_IN_WAITING,   /* address ready: browser open, listener up */
  DEPOT_SIGN_IN_REDEEMING, /* code arrived, asking for tokens */
  DEPOT_SIGN_IN_DONE,
  DEPOT_SIGN_IN_FAILED,
} DepotSignInState;

#define DEPOT_TYPE_SIGN_IN (depot_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (DepotSignIn, depot_sign_in, DEPOT, SIGN_IN, GObject)

/* tenant: id, domain or "organizations". claims_json/login_hint: NULL or as a claims challenge
 * needs. Properties: state, address. */
DepotSignIn *depot_sign_in_new (DepotAzureClient *client,
                                const char *client_id,
                                const char *tenant,
                                const char *login_hint,
                                const char *claims_json);
DepotSignInState depot_sign_in_get_state (DepotSignIn *self);
const char *depot_sign_in_get_address (DepotSignIn *self); /* NULL before WAITING */
/* Signal "open-address" (const char *address): the caller opens the browser. Ends by success,
 * failure, cancel or 5 minutes. */
void depot_sign_in_run_async (DepotSignIn *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
/* The account, and its refresh token (caller owns both). */
DepotAccount *depot_sign_in_run_finish (DepotSignIn *self,
                                        GAsyncResult *result,
                                        DepotSecretBytes **refresh_token,
                                        GError **error);

G_END_DECLS
