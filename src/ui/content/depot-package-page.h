/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one package or application: what it is, where it is and how far, and the work that was done on it; every verb in
 * its menu. Goes when the package is forgotten. Main thread.
 */
#pragma once

#include "depot-package.h"
#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PACKAGE_PAGE (depot_package_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotPackagePage, depot_package_page, DEPOT, PACKAGE_PAGE, DepotPage)

DepotPage *depot_package_page_new (DepotHouse *house, DepotPackage *package);

G_END_DECLS
