/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which roles the identity of the edge should have, as the base template gives them, and which of them
 * are gone: without them the instances can neither read content nor their certificate. Pure; any thread.
 * Source: Azure reference 2.6 and 4.1; a role given higher up (group, subscription) serves as well.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-point.h"

G_BEGIN_DECLS

/* "Storage Blob Data Reader on palousewest", one text per role that is gone; caller owns. principal_id:
 * of the identity. assignments: GPtrArray of JsonObject as Azure wrote them, NULL: there is none. */
GPtrArray *depot_health_find_lost_roles (DepotPoint *point,
                                         JsonObject *base_template,
                                         const char *principal_id,
                                         GPtrArray *assignments);

G_END_DECLS
