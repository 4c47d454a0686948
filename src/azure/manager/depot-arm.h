/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure Resource Manager, one function per call (Azure reference, "Calls"). Every function is an
 * async pair on the client; lists follow nextLink on the environment's own host, with a page limit.
 * api-versions are constants of the .c files.
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-azure-nouns.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ARM (depot_arm_get_type ())
G_DECLARE_FINAL_TYPE (DepotArm, depot_arm, DEPOT, ARM, GObject)

/* ARM as seen by one account in one environment. */
DepotArm *depot_arm_new (DepotAzureClient *client, DepotTokenSource *tokens);
DepotAzureClient *depot_arm_get_client (DepotArm *self);
DepotTokenSource *depot_arm_get_tokens (DepotArm *self);

#define DEPOT_ARM_CALL(name, ResultType, ...)                                                      \
  void depot_arm_##name##_async (DepotArm *self,                                                   \
                                 __VA_ARGS__,                                                      \
                                 GCancellable *cancellable,                                        \
                                 GAsyncReadyCallback callback,                                     \
                                 gpointer data);                                                   \
  ResultType depot_arm_##name##_finish (DepotArm *self, GAsyncResult *result, GError **error);

/* Lists are GListStores, caller owns. */
void depot_arm_list_subscriptions_async (DepotArm *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
GListModel *depot_arm_list_subscriptions_finish (DepotArm *self,
                                                 GAsyncResult *result,
                                                 GError **error); /* DepotSubscription */
/* Physical regions where scale sets are offered to this subscription. DepotRegion. */
DEPOT_ARM_CALL (list_regions, GListModel *, const char *subscription_id)
/* Sizes of virtual machines that the edge's image runs on: DepotVmSize, those the subscription does not get there too. */
DEPOT_ARM_CALL (list_sizes, GListModel *, const char *subscription_id, const char *region)
DEPOT_ARM_CALL (list_groups, GListModel *, const char *subscription_id) /* DepotResourceGroup */
/* NULL without error: there is none of this name. */
DEPOT_ARM_CALL (get_group, DepotResourceGroup *, const char *subscription_id, const char *group)
/* Creates or updates; tags may be NULL. *created tells 201 from 200: via
 * depot_arm_put_group_finish's gboolean *created. */
void depot_arm_put_group_async (DepotArm *self,
                                const char *subscription_id,
                                const char *group,
                                const char *region,
                                GHashTable *tags,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean depot_arm_put_group_finish (DepotArm *self,
                                     GAsyncResult *result,
                                     gboolean *created,
                                     GError **error);
DEPOT_ARM_CALL (delete_group,
                char *,
                const char *subscription_id,
                const char *group) /* polling URL or NULL when done */

/* "Registered", "Registering", "NotRegistered" … caller owns. */
DEPOT_ARM_CALL (get_provider_state, char *, const char *subscription_id, const char *provider)
DEPOT_ARM_CALL (register_provider, char *, const char *subscription_id, const char *provider)

typedef enum
{
  DEPOT_NAME_FREE,
  DEPOT_NAME_IS_TAKEN,
  DEPOT_NAME_IS_INVALID,
} DepotNameVerdict;
DEPOT_ARM_CALL (check_dns_label,
                DepotNameVerdict,
                const char *subscription_id,
                const char *region,
                const char *label)
DEPOT_ARM_CALL (check_storage_name, DepotNameVerdict, const char *subscription_id, const char *name)
DEPOT_ARM_CALL (check_vault_name, DepotNameVerdict, const char *subscription_id, const char *name)

/* Roles the caller holds at a scope, as role definition GUIDs (for the signed-in principal);
 * NULL-terminated, caller owns. */
DEPOT_ARM_CALL (list_my_roles, GStrv, const char *scope, const char *principal_id)

/* What the caller may do at a scope, custom roles and groups included: objects with "actions" and "notActions" (GPtrArray
 * of JsonObject; caller owns). */
DEPOT_ARM_CALL (list_permissions, GPtrArray *, const char *scope)
/* Those of the actions that no permission allows; NULL-terminated, caller owns, borrowed texts. */
const char **depot_arm_find_missing_actions (GPtrArray *permissions, const char *const *actions);

/* Deployments. template/parameters as JSON objects; parameters are plain values, wrapped as
 * {"value":…} here. */
DEPOT_ARM_CALL (what_if,
                GListModel *,
                const char *subscription_id,
                const char *group,
                const char *name,
                JsonObject *template_,
                JsonObject *parameters) /* DepotPlannedResource */
/* TRUE: accepted (or already there under this name and same subscription: a repeat). Poll with
 * get_deployment. */
DEPOT_ARM_CALL (put_deployment,
                gboolean,
                const char *subscription_id,
                const char *group,
                const char *name,
                JsonObject *template_,
                JsonObject *parameters)
typedef struct
{
  char *state;         /* Accepted, Running, Succeeded, Failed, Canceled … */
  JsonObject *outputs; /* name → {type,value}; NULL until Succeeded */
  GError
      *error; /* Azure's inner error unrolled (DEPLOYMENT_FAILED, QUOTA_EXCEEDED …), NULL if none */
  double retry_after_seconds;
} DepotDeploymentStatus;
void depot_deployment_status_free (DepotDeploymentStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDeploymentStatus, depot_deployment_status_free)
/* NULL without error: no deployment of this name. */
DEPOT_ARM_CALL (get_deployment,
                DepotDeploymentStatus *,
                const char *subscription_id,
                const char *group,
                const char *name)
/* Progress: done and all resource operations, and what runs right now (type/name), for the status
 * line. */
typedef struct
{
  guint done, total;
  char *running_type; /* "Microsoft.Compute/virtualMachineScaleSets", NULL: nothing right now */
  char *running_name;
} DepotDeploymentProgress;
void depot_deployment_progress_free (DepotDeploymentProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDeploymentProgress, depot_deployment_progress_free)
DEPOT_ARM_CALL (get_deployment_progress,
                DepotDeploymentProgress *,
                const char *subscription_id,
                const char *group,
                const char *name)
DEPOT_ARM_CALL (
    cancel_deployment, gboolean, const char *subscription_id, const char *group, const char *name)

/* Any resource by id. get: NULL without error when absent; caller owns the object. api_version by
 * the caller. */
DEPOT_ARM_CALL (get_resource, JsonObject *, const char *resource_id, const char *api_version)
DEPOT_ARM_CALL (delete_resource,
                char *,
                const char *resource_id,
                const char *api_version) /* polling URL, or NULL when gone */
DEPOT_ARM_CALL (
    put_resource, JsonObject *, const char *resource_id, const char *api_version, JsonObject *body)
/* All resources of a group with tag depot-service = id: GPtrArray of char* ids. */
DEPOT_ARM_CALL (list_tagged,
                GPtrArray *,
                const char *subscription_id,
                const char *group,
                const char *service_id)
/* All resource ids in a group. */
DEPOT_ARM_CALL (list_group_resources, GPtrArray *, const char *subscription_id, const char *group)
/* Polls an async operation URL once. TRUE: finished well; FALSE without error: still running
 * (*retry seconds in -1 or more). */
void depot_arm_poll_async (DepotArm *self,
                           const char *url,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
gboolean depot_arm_poll_finish (DepotArm *self,
                                GAsyncResult *result,
                                gboolean *finished,
                                double *retry_after_seconds,
                                GError **error);

G_END_DECLS
