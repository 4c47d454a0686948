/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads answers of Resource Manager into nouns: pure functions, tested on fixtures without a
 * server. A missing or mistyped member is UNEXPECTED_REPLY naming it. Any thread; caller owns.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

/* One element of a list, into a GListStore. */
gboolean depot_arm_read_subscription (JsonObject *item, gpointer store, GError **error);
gboolean
depot_arm_read_region (JsonObject *item, gpointer store, GError **error); /* Physical ones only */
gboolean depot_arm_read_size (JsonObject *item, gpointer store, GError **error); /* see list_sizes */
gboolean depot_arm_read_group (JsonObject *item, gpointer store, GError **error);
gboolean depot_arm_read_planned_resource (JsonObject *item, gpointer store, GError **error);
/* Into a GPtrArray of char*. */
gboolean depot_arm_read_resource_id (JsonObject *item, gpointer array, GError **error);
gboolean depot_arm_read_role (JsonObject *item, gpointer array, GError **error);

DepotResourceGroup *depot_arm_group_from_json (JsonObject *item, GError **error);
/* Removes from regions those where provider (Microsoft.Compute) offers no scale sets. */
gboolean depot_arm_keep_offered_regions (GListStore *regions, JsonObject *provider, GError **error);
DepotNameVerdict depot_arm_read_name_verdict (JsonObject *answer, GError **error);
DepotDeploymentStatus *
depot_arm_read_deployment (JsonObject *answer, const char *request_id, GError **error);
/* Adds one deployment operation to progress. */
gboolean depot_arm_read_operation (JsonObject *item, gpointer progress, GError **error);

/* For depot_arm_send(): the answer's object itself, a reference. */
gpointer depot_arm_read_object (const DepotAzureReply *reply, GError **error);
/* The same, or NULL without error for 404. */
gpointer depot_arm_read_object_or_none (const DepotAzureReply *reply, GError **error);

G_END_DECLS
