/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud-metadata.h"

#include "depot-azure-client.h"
#include "depot-azure-error.h"
#include "depot-error.h"
#include "depot-json.h"

/* The array first; older environments know only the single object. */
static const char *const versions[] = { "2022-09-01", "2015-01-01" };

typedef struct
{
  char *address, *ca_pem;
  DepotAzureClient *client;
  guint version;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_object (&question->client);
  g_free (question->address);
  g_free (question->ca_pem);
  g_free (question);
}

static void ask (GTask *task);

static gboolean
is_refusal (guint status)
{
  return status == 400 || status == 404;
}

static DepotCloud *
read_answer (Question *question, const DepotAzureReply *reply, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (reply->body, &length);
  g_autoptr (JsonNode) root = NULL;

  if (is_refusal (reply->status))
    {
      g_propagate_error (error, depot_azure_error_from_reply (reply));
      return NULL;
    }
  root = depot_json_parse (text, (gssize) length, error);
  if (root == NULL)
    return NULL;
  return depot_cloud_new_custom (question->address, root, question->ca_pem, error);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  DepotCloud *cloud = NULL;

  if (reply != NULL && is_refusal (reply->status)
      && question->version + 1 < G_N_ELEMENTS (versions))
    {
      question->version++;
      ask (task);
      return;
    }
  if (reply != NULL)
    cloud = read_answer (question, reply, &error);
  if (cloud != NULL)
    g_task_return_pointer (task, cloud, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  DepotCloud *stranger = depot_azure_client_get_cloud (question->client);
  g_autofree char *url = g_strdup_printf ("%s/metadata/endpoints?api-version=%s",
                                          depot_cloud_get_arm (stranger),
                                          versions[question->version]);
  DepotAzureRequest *request = depot_azure_request_new ("GET", url);

  depot_azure_request_accept (request, 400);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (question->client,
                                 NULL,
                                 request,
                                 g_task_get_cancellable (task),
                                 answered,
                                 g_object_ref (task));
}

void
depot_cloud_metadata_ask_async (const char *address,
                                const char *ca_pem,
                                DepotClock *clock,
                                GProxyResolver *proxy,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  const char *wrong = depot_cloud_check_address (address);
  g_autoptr (DepotCloud) stranger = NULL;
  Question *question;

  g_task_set_source_tag (task, depot_cloud_metadata_ask_async);
  if (wrong != NULL)
    {
      g_task_return_error (task, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", wrong));
      return;
    }
  stranger = depot_cloud_new_stranger (address, ca_pem);
  question = g_new0 (Question, 1);
  question->address = g_strdup (address);
  question->ca_pem = g_strdup (ca_pem);
  question->client = depot_azure_client_new (stranger, clock, proxy);
  g_task_set_task_data (task, question, question_free);
  ask (task);
}

DepotCloud *
depot_cloud_metadata_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
