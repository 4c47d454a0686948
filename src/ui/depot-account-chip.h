/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The foot of the sidebar: who is signed in and in which environment, with Sign In… and Sign Out.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ACCOUNT_CHIP (depot_account_chip_get_type ())
G_DECLARE_FINAL_TYPE (DepotAccountChip, depot_account_chip, DEPOT, ACCOUNT_CHIP, AdwBin)

void depot_account_chip_set_house (DepotAccountChip *self, DepotHouse *house);

G_END_DECLS
