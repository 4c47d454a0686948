/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, from the account chip: everybody signed in, in all environments and tenants at once, each
 * with its own Sign Out. Work of one account waits for that account only. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ACCOUNTS_DIALOG (depot_accounts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotAccountsDialog, depot_accounts_dialog, DEPOT, ACCOUNTS_DIALOG, AdwDialog)

AdwDialog *depot_accounts_dialog_new (DepotHouse *house);

G_END_DECLS
