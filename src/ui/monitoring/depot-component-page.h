/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monitoring › Component Status: the component that works towards Azure, its state and counts, and
 * its messages. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_COMPONENT_PAGE (depot_component_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotComponentPage, depot_component_page, DEPOT, COMPONENT_PAGE, DepotPage)

DepotPage *depot_component_page_new (DepotHouse *house);

G_END_DECLS
