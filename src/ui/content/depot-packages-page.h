/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Software Library › Packages, and › Applications, which have deployment types and packages they need: every one, where it is,
 * and what can be done with it. A folder or file dropped on the page becomes one. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PACKAGES_PAGE (depot_packages_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotPackagesPage, depot_packages_page, DEPOT, PACKAGES_PAGE, DepotPage)

DepotPage *depot_packages_page_new (DepotHouse *house);
DepotPage *depot_applications_page_new (DepotHouse *house);

G_END_DECLS
