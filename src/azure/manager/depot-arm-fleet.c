/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arm-fleet.h"

#include <glib/gi18n.h>

#include "depot-arm-private.h"

#define GRAPH_VERSION "2021-03-01"
#define ROWS_PER_PAGE 1000
/* A hundred thousand resources of ours: beyond that the answer does not end. */
#define MAX_PAGES 100

/* Resource Graph: a question is asked again with the token of the last page. */

typedef struct
{
  JsonObject *body;
  GPtrArray *rows;
  guint n_pages;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  json_object_unref (question->body);
  g_clear_pointer (&question->rows, g_ptr_array_unref);
  g_free (question);
}

static gboolean
take_rows (GPtrArray *rows, JsonObject *page, GError **error)
{
  JsonArray *data = depot_json_get_array (page, "data", error);

  if (data == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (data); i++)
    {
      JsonNode *node = json_array_get_element (data, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_propagate_error (
              error,
              depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("“data[%u]” is not an object"), i));
          return FALSE;
        }
      g_ptr_array_add (rows, json_object_ref (json_node_get_object (node)));
    }
  return TRUE;
}

static void ask_graph (GTask *task);

/* TRUE: there is another page, and it has been asked for. */
static gboolean
turn_page (GTask *task, JsonObject *page, GError **error)
{
  Question *question = g_task_get_task_data (task);
  const char *token = depot_json_peek_string (page, "$skipToken");

  if (token == NULL || *token == '\0')
    return FALSE;
  if (++question->n_pages >= MAX_PAGES)
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The list from Azure does not end")));
      return FALSE;
    }
  json_object_set_string_member (
      depot_json_peek_object (question->body, "options"), "$skipToken", token);
  ask_graph (task);
  return TRUE;
}

static void
graph_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *page = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;

  if (page != NULL && take_rows (question->rows, page, &error) && turn_page (task, page, &error))
    return;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task, g_steal_pointer (&question->rows), (GDestroyNotify) g_ptr_array_unref);
}

static void
ask_graph (GTask *task)
{
  DepotArm *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autofree char *url = depot_arm_dup_url (
      self, GRAPH_VERSION, "providers", "Microsoft.ResourceGraph", "resources", NULL);
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);

  depot_azure_request_set_json (request, question->body);
  depot_azure_request_set_repeatable (request);
  depot_azure_client_send_async (depot_arm_get_client (self),
                                 depot_arm_get_tokens (self),
                                 request,
                                 g_task_get_cancellable (task),
                                 graph_answered,
                                 g_object_ref (task));
}

static JsonObject *
make_question (const char *const *subscriptions, const char *query)
{
  JsonObject *body = json_object_new ();
  JsonObject *options = json_object_new ();
  JsonArray *ids = json_array_new ();

  for (guint i = 0; subscriptions[i] != NULL; i++)
    json_array_add_string_element (ids, subscriptions[i]);
  json_object_set_string_member (options, "resultFormat", "objectArray");
  json_object_set_int_member (options, "$top", ROWS_PER_PAGE);
  json_object_set_array_member (body, "subscriptions", ids);
  json_object_set_string_member (body, "query", query);
  json_object_set_object_member (body, "options", options);
  return body;
}

void
depot_arm_query_graph_async (DepotArm *self,
                             const char *const *subscriptions,
                             const char *query,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, depot_arm_query_graph_async);
  question->body = make_question (subscriptions, query);
  question->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_task_set_task_data (task, question, question_free);
  ask_graph (task);
}

GPtrArray *
depot_arm_query_graph_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* One type of one subscription. */

static gboolean
read_row (JsonObject *item, gpointer rows, GError **error)
{
  g_ptr_array_add (rows, json_object_ref (item));
  return TRUE;
}

void
depot_arm_list_type_async (DepotArm *self,
                           const char *subscription_id,
                           const char *provider_type,
                           const char *api_version,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autofree char *url = g_strdup_printf (
      "%s/subscriptions/%s/providers/%s?api-version=%s",
      depot_cloud_get_arm (depot_azure_client_get_cloud (depot_arm_get_client (self))),
      subscription_id,
      provider_type,
      api_version);

  depot_arm_list (self,
                  url,
                  read_row,
                  g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

GPtrArray *
depot_arm_list_type_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}
