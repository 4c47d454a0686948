/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Template deployments: start, watch, stop. */
#include "config.h"

#include "depot-arm-deployments.h"
#include "depot-arm-read.h"

#include <glib/gi18n.h>

char *
depot_arm_dup_deployment_url (DepotArm *self,
                              const char *subscription_id,
                              const char *group,
                              const char *name,
                              const char *verb)
{
  return depot_arm_dup_url (self,
                            RESOURCES_VERSION,
                            "subscriptions",
                            subscription_id,
                            "resourcegroups",
                            group,
                            "providers",
                            "Microsoft.Resources",
                            "deployments",
                            name,
                            verb,
                            NULL);
}

/* { "name": value } → { "name": { "value": value } } */
static JsonObject *
wrap_parameters (JsonObject *parameters)
{
  JsonObject *wrapped = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (parameters);

  for (GList *at = names; at != NULL; at = at->next)
    {
      JsonObject *value = json_object_new ();

      json_object_set_member (value, "value", json_object_dup_member (parameters, at->data));
      json_object_set_object_member (wrapped, at->data, value);
    }
  return wrapped;
}

/* Never "Complete": that would delete what else is in the group. */
JsonObject *
depot_arm_make_deployment_body (JsonObject *template_, JsonObject *parameters)
{
  JsonObject *body = json_object_new ();
  JsonObject *properties = depot_json_object_of_strings ("mode", "Incremental", NULL);

  json_object_set_object_member (properties, "template", json_object_ref (template_));
  json_object_set_object_member (properties, "parameters", wrap_parameters (parameters));
  json_object_set_object_member (body, "properties", properties);
  return body;
}

typedef struct
{
  char *url;
  JsonObject *body;
} Put;

static void
put_free (gpointer data)
{
  Put *put = data;

  g_free (put->url);
  json_object_unref (put->body);
  g_free (put);
}

/* An answer may be lost after Azure took the work: then the second try meets our own deployment at
 * work. */
static void
put_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL || g_strcmp0 (depot_error_get_azure_code (error), "DeploymentActive") == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
is_under_way (DepotDeploymentStatus *status)
{
  return status != NULL && g_strcmp0 (status->state, "Failed") != 0
         && g_strcmp0 (status->state, "Canceled") != 0;
}

static void
presence_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotArm *self = DEPOT_ARM (source);
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotDeploymentStatus) status = depot_arm_get_deployment_finish (self, result, &error);
  DepotAzureRequest *request;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (is_under_way (status))
    g_task_return_boolean (task, TRUE);
  else
    {
      request = depot_arm_request (self, "PUT", put->url);
      depot_azure_request_set_json (request, put->body);
      depot_azure_client_send_async (depot_arm_get_client (self),
                                     depot_arm_get_tokens (self),
                                     request,
                                     g_task_get_cancellable (task),
                                     put_answered,
                                     g_object_ref (task));
    }
}

void
depot_arm_put_deployment_async (DepotArm *self,
                                const char *subscription_id,
                                const char *group,
                                const char *name,
                                JsonObject *template_,
                                JsonObject *parameters,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Put *put = g_new0 (Put, 1);

  g_task_set_source_tag (task, depot_arm_put_deployment_async);
  put->url = depot_arm_dup_deployment_url (self, subscription_id, group, name, NULL);
  put->body = depot_arm_make_deployment_body (template_, parameters);
  g_task_set_task_data (task, put, put_free);
  depot_arm_get_deployment_async (
      self, subscription_id, group, name, cancellable, presence_answered, task);
}

gboolean
depot_arm_put_deployment_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
read_deployment_or_none (const DepotAzureReply *reply, GError **error)
{
  DepotDeploymentStatus *status;
  JsonObject *answer;

  if (depot_arm_is_absent (reply, error))
    return NULL;
  answer = depot_azure_reply_get_json (reply, error);
  if (answer == NULL)
    return NULL;
  status = depot_arm_read_deployment (answer, reply->request_id, error);
  if (status != NULL)
    status->retry_after_seconds = reply->retry_after_seconds;
  return status;
}

void
depot_arm_get_deployment_async (DepotArm *self,
                                const char *subscription_id,
                                const char *group,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autofree char *url = depot_arm_dup_deployment_url (self, subscription_id, group, name, NULL);
  DepotAzureRequest *request = depot_arm_request (self, "GET", url);

  depot_azure_request_accept (request, 404);
  depot_arm_send (self,
                  request,
                  read_deployment_or_none,
                  (GDestroyNotify) depot_deployment_status_free,
                  cancellable,
                  callback,
                  data);
}

DepotDeploymentStatus *
depot_arm_get_deployment_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_get_deployment_progress_async (DepotArm *self,
                                         const char *subscription_id,
                                         const char *group,
                                         const char *name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            RESOURCES_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "resourcegroups",
                                            group,
                                            "deployments",
                                            name,
                                            "operations",
                                            NULL);

  depot_arm_list (self,
                  url,
                  depot_arm_read_operation,
                  g_new0 (DepotDeploymentProgress, 1),
                  (GDestroyNotify) depot_deployment_progress_free,
                  cancellable,
                  callback,
                  data);
}

DepotDeploymentProgress *
depot_arm_get_deployment_progress_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* 409 says that it ended before the wish came; 404 that there is nothing to stop. */
void
depot_arm_cancel_deployment_async (DepotArm *self,
                                   const char *subscription_id,
                                   const char *group,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autofree char *url
      = depot_arm_dup_deployment_url (self, subscription_id, group, name, "cancel");
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);

  depot_azure_request_set_repeatable (request);
  depot_azure_request_accept (request, 404);
  depot_azure_request_accept (request, 409);
  depot_arm_send (self, request, depot_arm_read_nothing, NULL, cancellable, callback, data);
}

gboolean
depot_arm_cancel_deployment_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error) != NULL;
}
