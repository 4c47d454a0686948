/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create Cloud Distribution Point: six pages over one draft. What was typed is kept in the store
 * until the point is asked for or the draft is thrown away, so neither Back, nor a failed sign-in,
 * nor closing loses it.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD (depot_wizard_get_type ())
G_DECLARE_FINAL_TYPE (DepotWizard, depot_wizard, DEPOT, WIZARD, AdwDialog)

/* Offers the kept draft by itself. */
AdwDialog *depot_wizard_new (DepotHouse *house);

G_END_DECLS
