/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the selected package, and how far it is on each of its points. Main thread. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"
#include "depot-package.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PACKAGE_DETAILS (depot_package_details_get_type ())
G_DECLARE_FINAL_TYPE (DepotPackageDetails, depot_package_details, DEPOT, PACKAGE_DETAILS, AdwBin)

/* package NULL: none, or several, are selected. Follows the package. */
void depot_package_details_show (DepotPackageDetails *self, DepotHouse *house, DepotPackage *package);
/* Where the points stand beside them, with all their columns. */
void depot_package_details_hide_content (DepotPackageDetails *self);

G_END_DECLS
