/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Resource Manager does to things that are there (Azure reference 3.2, 4.3): a PATCH, an
 * action of a resource (POST), and the search for a tag in the whole subscription. A change that
 * Azure carries out later gives a polling URL for depot_arm_poll_async(). All of these may be sent
 * twice. Main thread.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

/* Polling URL, NULL when done; caller owns. NOT_FOUND when there is no such resource. */
DEPOT_ARM_CALL (
    patch_resource, char *, const char *resource_id, const char *api_version, JsonObject *body)
/* action: "poweroff"; query: "skipShutdown=true" or NULL; body may be NULL. Polling URL, NULL when
 * done. */
DEPOT_ARM_CALL (post_action,
                char *,
                const char *resource_id,
                const char *api_version,
                const char *action,
                const char *query,
                JsonObject *body)
/* All resources of the subscription with tag depot-service = id, whatever their group: GPtrArray of
 * char* ids. */
DEPOT_ARM_CALL (list_tagged_everywhere,
                GPtrArray *,
                const char *subscription_id,
                const char *service_id)

G_END_DECLS
