/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice among the accounts that are signed in to one environment. An account of another tenant that has the same
 * name is told apart by its tenant. Property: account (notifies; NULL while none is chosen). Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-azure-nouns.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ACCOUNT_ROW (depot_account_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotAccountRow, depot_account_row, DEPOT, ACCOUNT_ROW, AdwComboRow)

/* accounts: DepotAccount of all environments; kept. */
void depot_account_row_set_accounts (DepotAccountRow *self, GListModel *accounts);
void depot_account_row_set_cloud (DepotAccountRow *self, const char *cloud_id);
void depot_account_row_set_account (DepotAccountRow *self, DepotAccount *account);
DepotAccount *depot_account_row_get_account (DepotAccountRow *self);
/* How many there are to choose from. */
guint depot_account_row_get_n_accounts (DepotAccountRow *self);

G_END_DECLS
