/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration › Azure Services: the app registrations the console works through, when their
 * credentials end, and the ways to make, add, verify and renew them. Main thread.
 */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_AZURE_SERVICES_PAGE (depot_azure_services_page_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotAzureServicesPage, depot_azure_services_page, DEPOT, AZURE_SERVICES_PAGE, DepotPage)

DepotPage *depot_azure_services_page_new (DepotHouse *house);

G_END_DECLS
