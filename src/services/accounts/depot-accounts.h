/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, as the account chip, the wizard and `depotctl sign-in` do it. A DepotSignInSession is one attempt with
 * an observable state; when it is done, the account is in depot_house_get_accounts() and its refresh token in the
 * keyring (or, if the person chose so, only in this run's memory). Operations that wait for this account wake up.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_SESSION_IDLE,
  DEPOT_SESSION_PREPARING,
  DEPOT_SESSION_WAITING,       /* the browser has the address, or the person the code */
  DEPOT_SESSION_REDEEMING,
  DEPOT_SESSION_KEYRING_ASKS,  /* no usable keyring: keep_for_run, try_keyring or cancel */
  DEPOT_SESSION_DONE,
  DEPOT_SESSION_FAILED,
} DepotSessionState;

#define DEPOT_TYPE_SIGN_IN_SESSION (depot_sign_in_session_get_type ())
G_DECLARE_FINAL_TYPE (DepotSignInSession, depot_sign_in_session, DEPOT, SIGN_IN_SESSION, GObject)

/* client_id/tenant NULL: the registration kept for the environment, or its default. account: sign in again as this one (may be
 * NULL). claims_json of a second-factor demand (may be NULL). Properties (notify): state u, address s, error (GError boxed), account. */
DepotSignInSession *depot_sign_in_session_new        (DepotHouse *house, const char *cloud_id, const char *client_id, const char *tenant,
                                                      DepotAccount *account, const char *claims_json);
/* Before start: no browser here; the person types a code on another device. */
void                depot_sign_in_session_set_other_device (DepotSignInSession *self, gboolean other_device);
/* Signals "open-address" (const char *address): open the browser; "code-ready" (const char *code, const char *address): show both. */
void                depot_sign_in_session_start      (DepotSignInSession *self);
void                depot_sign_in_session_cancel     (DepotSignInSession *self);
/* Answers to KEYRING_ASKS: in memory until the program ends; or look once more, it may be unlocked now. */
void                depot_sign_in_session_keep_for_run (DepotSignInSession *self);
void                depot_sign_in_session_try_keyring (DepotSignInSession *self);
DepotSessionState   depot_sign_in_session_get_state  (DepotSignInSession *self);
const char         *depot_sign_in_session_get_address (DepotSignInSession *self);
const char         *depot_sign_in_session_get_user_code (DepotSignInSession *self);   /* NULL: none, or not yet */
const GError       *depot_sign_in_session_get_error  (DepotSignInSession *self);
DepotAccount       *depot_sign_in_session_get_account (DepotSignInSession *self);

/* Removes its tokens from keyring and memory; its running operations go to "sign-in needed". */
void     depot_accounts_sign_out_async  (DepotHouse *house, DepotAccount *account, GAsyncReadyCallback callback, gpointer data);
gboolean depot_accounts_sign_out_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* The app registration the admin entered for an environment; NULLs when none. Borrowed strings. */
void     depot_accounts_peek_registration (DepotHouse *house, const char *cloud_id, const char **client_id, const char **tenant);
void     depot_accounts_set_registration  (DepotHouse *house, const char *cloud_id, const char *client_id, const char *tenant);

G_END_DECLS
