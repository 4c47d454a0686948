/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a deployment would make, said by Azure itself. The answer takes seconds, so the call waits
 * for it here. */
#include "config.h"

#include "depot-arm-deployments.h"
#include "depot-azure-client-private.h"
#include "depot-arm-read.h"

#include <glib/gi18n.h>

#define FIRST_PAUSE_SECONDS 2.0
#define LONGEST_PAUSE_SECONDS 15.0
#define MAX_POLLS 60

typedef struct
{
  char *url; /* where to ask next */
  guint polls;
  double pause_seconds;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  g_free (preview->url);
  g_free (preview);
}

static GListModel *
read_changes (JsonObject *answer, GError **error)
{
  JsonArray *changes = depot_json_get_array (answer, "properties.changes", error);
  g_autoptr (GListStore) resources = NULL;

  if (changes == NULL)
    return NULL;
  resources = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonNode *node = json_array_get_element (changes, i);

      if (JSON_NODE_HOLDS_OBJECT (node)
          && !depot_arm_read_planned_resource (json_node_get_object (node), resources, error))
        return NULL;
    }
  return G_LIST_MODEL (g_steal_pointer (&resources));
}

static GListModel *
read_preview (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = depot_azure_reply_get_json (reply, error);
  JsonObject *flaw = answer != NULL ? depot_json_peek_object (answer, "error") : NULL;

  if (answer == NULL)
    return NULL;
  if (flaw == NULL)
    return read_changes (answer, error);
  g_propagate_error (
      error,
      depot_azure_error_from_object (flaw, DEPOT_ERROR_DEPLOYMENT_FAILED, reply->request_id));
  return NULL;
}

static void preview_answered (GObject *source, GAsyncResult *result, gpointer data);

static void
ask_again (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  DepotArm *self = g_task_get_source_object (task);
  Preview *preview = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_azure_gate_wait_finish (DEPOT_AZURE_GATE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  depot_azure_client_send_async (depot_arm_get_client (self),
                                 depot_arm_get_tokens (self),
                                 depot_arm_request (self, "GET", preview->url),
                                 g_task_get_cancellable (task),
                                 preview_answered,
                                 task);
}

static gboolean
take_polling_url (Preview *preview, const DepotAzureReply *reply, GError **error)
{
  const char *url = reply->location_url != NULL ? reply->location_url : reply->async_url;

  if (url != NULL)
    g_set_str (&preview->url, url);
  if (preview->url != NULL && ++preview->polls <= MAX_POLLS)
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_TIMED_OUT,
                                      _ ("Azure did not finish the preview of the deployment")));
  return FALSE;
}

static void
wait_for_preview (GTask *task, const DepotAzureReply *reply)
{
  DepotArm *self = g_task_get_source_object (task);
  Preview *preview = g_task_get_task_data (task);
  double pause = reply->retry_after_seconds > 0
                     ? MIN (reply->retry_after_seconds, LONGEST_PAUSE_SECONDS)
                     : preview->pause_seconds;

  preview->pause_seconds = MIN (preview->pause_seconds * 1.5, LONGEST_PAUSE_SECONDS);
  depot_azure_gate_wait_async (depot_azure_client_get_gate (depot_arm_get_client (self)),
                               "",
                               pause,
                               g_task_get_cancellable (task),
                               ask_again,
                               g_object_ref (task));
}

static void
preview_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Preview *preview = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  GListModel *resources = NULL;

  if (reply != NULL && reply->status == 202 && take_polling_url (preview, reply, &error))
    {
      wait_for_preview (task, reply);
      return;
    }
  if (error == NULL)
    resources = read_preview (reply, &error);
  if (resources != NULL)
    g_task_return_pointer (task, resources, g_object_unref);
  else
    g_task_return_error (task, error);
}

static JsonObject *
make_body (JsonObject *template_, JsonObject *parameters)
{
  JsonObject *body = depot_arm_make_deployment_body (template_, parameters);
  JsonObject *properties = json_object_get_object_member (body, "properties");

  json_object_set_object_member (
      properties,
      "whatIfSettings",
      depot_json_object_of_strings ("resultFormat", "ResourceIdOnly", NULL));
  return body;
}

void
depot_arm_what_if_async (DepotArm *self,
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
  Preview *preview = g_new0 (Preview, 1);
  g_autofree char *url
      = depot_arm_dup_deployment_url (self, subscription_id, group, name, "whatIf");
  g_autoptr (JsonObject) body = make_body (template_, parameters);
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);

  g_task_set_source_tag (task, depot_arm_what_if_async);
  preview->pause_seconds = FIRST_PAUSE_SECONDS;
  g_task_set_task_data (task, preview, preview_free);
  depot_azure_request_set_json (request, body);
  depot_azure_request_set_repeatable (request);
  depot_azure_client_send_async (depot_arm_get_client (self),
                                 depot_arm_get_tokens (self),
                                 request,
                                 cancellable,
                                 preview_answered,
                                 task);
}

GListModel *
depot_arm_what_if_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
