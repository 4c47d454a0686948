/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monitoring › Activity: every long operation of this or any other process, newest first. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ACTIVITY_PAGE (depot_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotActivityPage, depot_activity_page, DEPOT, ACTIVITY_PAGE, DepotPage)

DepotPage *depot_activity_page_new (DepotHouse *house);

G_END_DECLS
