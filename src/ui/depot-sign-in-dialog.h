/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign In… of the account chip: environment, app registration where one is needed, and the sign-in
 * itself. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SIGN_IN_DIALOG (depot_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotSignInDialog, depot_sign_in_dialog, DEPOT, SIGN_IN_DIALOG, AdwDialog)

AdwDialog *depot_sign_in_dialog_new (DepotHouse *house);

G_END_DECLS
