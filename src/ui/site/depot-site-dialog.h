/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Add Primary Site below the central administration site. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SITE_DIALOG (depot_site_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotSiteDialog, depot_site_dialog, DEPOT, SITE_DIALOG, AdwDialog)

AdwDialog *depot_site_dialog_new (DepotHouse *house);

G_END_DECLS
