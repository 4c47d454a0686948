/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monitoring › Logs: CloudMgr.log. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_LOGS_PAGE (depot_logs_page_get_type ())
G_DECLARE_FINAL_TYPE (DepotLogsPage, depot_logs_page, DEPOT, LOGS_PAGE, DepotPage)

DepotPage *depot_logs_page_new (DepotHouse *house);

G_END_DECLS
