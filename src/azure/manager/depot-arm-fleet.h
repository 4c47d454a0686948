/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about many resources at once: Azure Resource Graph, and where that is refused the list
 * of one type in one subscription. Rows are the resources as Azure wrote them; nothing in them is
 * trusted. Main thread. Sources: Azure Resource Graph reference, "Resources" 2021-03-01 (1,000 rows
 * in a page, $skipToken); Azure reference, 3 and 3.3.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

/* GPtrArray of JsonObject, caller owns. subscriptions: ids, NULL-terminated, at least one. The
 * query must order by id, or pages could overlap. */
DEPOT_ARM_CALL (query_graph, GPtrArray *, const char *const *subscriptions, const char *query)
/* provider_type: "Microsoft.Network/loadBalancers". GPtrArray of JsonObject. */
DEPOT_ARM_CALL (list_type,
                GPtrArray *,
                const char *subscription_id,
                const char *provider_type,
                const char *api_version)

G_END_DECLS
