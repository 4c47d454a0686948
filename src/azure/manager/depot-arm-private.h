/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every file of Resource Manager calls shares: one request, one reader, one result. Main
 * thread. */
#pragma once

#include "depot-arm.h"
#include "depot-azure-error.h"
#include "depot-azure-url.h"
#include "depot-json.h"

G_BEGIN_DECLS

#define RESOURCES_VERSION "2024-03-01"
#define SUBSCRIPTIONS_VERSION "2022-12-01"
#define NETWORK_VERSION "2024-01-01"
#define STORAGE_VERSION "2023-05-01"
#define VAULT_VERSION "2026-02-01"
#define ROLES_VERSION "2022-04-01"

/* Turns an answer into the call's result. NULL with error unset is a result too: "there is none".
 */
typedef gpointer (*DepotArmReader) (const DepotAzureReply *reply, GError **error);
/* Adds one element of "value" to a list; FALSE: stop with error. */
typedef gboolean (*DepotArmItemReader) (JsonObject *item, gpointer list, GError **error);

/* "https://arm/subscriptions/…": segments after the environment's Resource Manager, NULL at the
 * end; caller owns. */
char *depot_arm_dup_url (DepotArm *self, const char *version, ...) G_GNUC_NULL_TERMINATED;
/* Of any resource by its id; caller owns. */
char *
depot_arm_dup_resource_url (DepotArm *self, const char *resource_id, const char *api_version);
DepotAzureRequest *depot_arm_request (DepotArm *self, const char *method, const char *url);

/* Takes request and sends it; depot_arm_take() gives what reader made of the answer. */
void depot_arm_send (DepotArm *self,
                     DepotAzureRequest *request,
                     DepotArmReader reader,
                     GDestroyNotify destroy,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data);
/* Reads all pages from url on into list (taken, a GObject or boxed freed by destroy). */
void depot_arm_list (DepotArm *self,
                     const char *url,
                     DepotArmItemReader reader,
                     gpointer list,
                     GDestroyNotify destroy,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data);
gpointer depot_arm_take (GAsyncResult *result, GError **error);

/* TRUE: the answer says 404 about the thing asked for. A missing subscription is an error instead.
 */
gboolean depot_arm_is_absent (const DepotAzureReply *reply, GError **error);
/* For answers that matter only as success. */
gpointer depot_arm_read_nothing (const DepotAzureReply *reply, GError **error);
/* Polling address of an accepted long operation; NULL when it is done already. */
gpointer depot_arm_read_polling (const DepotAzureReply *reply, GError **error);

G_END_DECLS
