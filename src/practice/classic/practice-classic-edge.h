/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs on the instances of a classic deployment: the same edge as on a scale set. There it
 * finds its certificate and key in a vault, with a managed identity; here a hidden vault and a
 * hidden identity stand for what the guest agent of a cloud service did, and no call shows them.
 * Source: Azure reference, 4.4 and 5.
 */
#pragma once

#include "edge/practice-edge-plan.h"
#include "practice-cloud.h"

G_BEGIN_DECLS

/* What the ids of such plans begin with. */
#define PRACTICE_CLASSIC_EDGE_PREFIX "/classic/vaults/"

/* Brings certificate, key and rights of a deployment to where its edge looks for them. */
void
practice_classic_edge_prepare (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment);
/* The keys of a storage account are others now: who was configured with an old one reads no more. */
void practice_classic_edge_rekey (PracticeCloud *cloud, const char *account_id);
void practice_classic_edge_forget (PracticeCloud *cloud, JsonObject *deployment);

/* Are the settings such that the role can get ready: a certificate of the service, an account of
 * the same subscription with its key, a key of content tokens? */
gboolean practice_classic_edge_is_possible (PracticeCloud *cloud,
                                            JsonObject *service,
                                            JsonObject *deployment);

/* Compares what runs with what should; later, when the change that is being made is written. */
void practice_classic_edge_changed (PracticeCloud *cloud);

/* What should run now, of PracticeEdgePlan; for the edge part. */
GPtrArray *practice_classic_edge_list_plans (PracticeCloud *cloud);
/* The resource that stands for the instance whose metadata path is `key`; NULL: none. */
JsonObject *practice_classic_edge_find (PracticeCloud *cloud, const char *key);

G_END_DECLS
