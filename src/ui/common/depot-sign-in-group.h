/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in as a row: who is signed in, or a button that opens the system browser, with Cancel and
 * Copy Link while the answer is awaited. Stands in the wizard and in the sign-in dialog. Property:
 * account (notifies); signal: signed-in, also when it is the same account again. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-accounts.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SIGN_IN_GROUP (depot_sign_in_group_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotSignInGroup, depot_sign_in_group, DEPOT, SIGN_IN_GROUP, AdwPreferencesGroup)

void depot_sign_in_group_set_house (DepotSignInGroup *self, DepotHouse *house);
/* Which environment and app registration to sign in to; NULL client and tenant: the ones kept or
 * built in. An account of another environment is let go. */
void depot_sign_in_group_set_registration (DepotSignInGroup *self,
                                           const char *cloud_id,
                                           const char *client_id,
                                           const char *tenant);
void depot_sign_in_group_set_account (DepotSignInGroup *self, DepotAccount *account);
DepotAccount *depot_sign_in_group_get_account (DepotSignInGroup *self);
/* Azure wants the account's person once more, perhaps with what the error's claims demand (a second
 * factor). Holds until a sign-in, or until another account or environment is chosen. */
void depot_sign_in_group_ask_again (DepotSignInGroup *self, const GError *error);
void depot_sign_in_group_start (DepotSignInGroup *self);
/* Says that a sign-in is missing and moves the focus to its button. */
void depot_sign_in_group_complain (DepotSignInGroup *self, const char *text);

G_END_DECLS
