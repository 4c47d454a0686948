/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an admin may choose: the notifications of this desktop, and how long the site remembers.
 * Every change holds at once. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PREFERENCES_DIALOG (depot_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotPreferencesDialog,
                      depot_preferences_dialog,
                      DEPOT,
                      PREFERENCES_DIALOG,
                      AdwPreferencesDialog)

AdwDialog *depot_preferences_dialog_new (DepotHouse *house);

G_END_DECLS
