/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any resource by its id, and the polling of long operations. */
#include "config.h"

#include "depot-arm-private.h"
#include "depot-arm-read.h"

#include <glib/gi18n.h>

char *
depot_arm_dup_resource_url (DepotArm *self, const char *resource_id, const char *api_version)
{
  g_autofree char *escaped = g_uri_escape_string (resource_id, "/", FALSE);

  return g_strdup_printf (
      "%s%s?api-version=%s",
      depot_cloud_get_arm (depot_azure_client_get_cloud (depot_arm_get_client (self))),
      escaped,
      api_version);
}

void
depot_arm_get_resource_async (DepotArm *self,
                              const char *resource_id,
                              const char *api_version,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autofree char *url = depot_arm_dup_resource_url (self, resource_id, api_version);
  DepotAzureRequest *request = depot_arm_request (self, "GET", url);

  depot_azure_request_accept (request, 404);
  depot_arm_send (self,
                  request,
                  depot_arm_read_object_or_none,
                  (GDestroyNotify) json_object_unref,
                  cancellable,
                  callback,
                  data);
}

JsonObject *
depot_arm_get_resource_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_delete_resource_async (DepotArm *self,
                                 const char *resource_id,
                                 const char *api_version,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *url = depot_arm_dup_resource_url (self, resource_id, api_version);
  DepotAzureRequest *request = depot_arm_request (self, "DELETE", url);

  depot_azure_request_accept (request, 404);
  depot_arm_send (self, request, depot_arm_read_polling, g_free, cancellable, callback, data);
}

char *
depot_arm_delete_resource_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* 202 may come without a body. */
static gpointer
read_object_or_empty (const DepotAzureReply *reply, GError **error)
{
  return reply->json != NULL ? json_object_ref (reply->json) : json_object_new ();
}

void
depot_arm_put_resource_async (DepotArm *self,
                              const char *resource_id,
                              const char *api_version,
                              JsonObject *body,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autofree char *url = depot_arm_dup_resource_url (self, resource_id, api_version);
  DepotAzureRequest *request = depot_arm_request (self, "PUT", url);

  depot_azure_request_set_json (request, body);
  depot_arm_send (self,
                  request,
                  read_object_or_empty,
                  (GDestroyNotify) json_object_unref,
                  cancellable,
                  callback,
                  data);
}

JsonObject *
depot_arm_put_resource_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

typedef struct
{
  gboolean is_finished;
  double retry_after_seconds;
} Poll;

static GError *
error_of_operation (const DepotAzureReply *reply, const char *status)
{
  JsonObject *flaw = depot_json_peek_object (reply->json, "error");

  if (g_str_equal (status, "Canceled"))
    return depot_error_new (DEPOT_ERROR_CANCELLED, _ ("The operation was cancelled in Azure"));
  if (flaw != NULL)
    return depot_azure_error_from_object (flaw, DEPOT_ERROR_FAILED, reply->request_id);
  return depot_error_new (DEPOT_ERROR_FAILED, _ ("The operation failed in Azure"));
}

/* Anything but the three final words means that it still runs. An answer without the word is the
 * finished resource, unless that says that it is still being made. */
static gpointer
read_poll (const DepotAzureReply *reply, GError **error)
{
  const char *status = reply->json != NULL ? depot_json_peek_string (reply->json, "status") : NULL;
  const char *state = reply->json != NULL
                          ? depot_json_peek_string (reply->json, "properties.provisioningState")
                          : NULL;
  const char *word = status != NULL ? status : state;
  Poll *poll;

  if (word != NULL && (g_str_equal (word, "Failed") || g_str_equal (word, "Canceled")))
    {
      g_propagate_error (error, error_of_operation (reply, word));
      return NULL;
    }
  poll = g_new0 (Poll, 1);
  poll->retry_after_seconds = reply->retry_after_seconds;
  poll->is_finished = word != NULL ? g_str_equal (word, "Succeeded") : reply->status != 202;
  return poll;
}

void
depot_arm_poll_async (DepotArm *self,
                      const char *url,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  depot_arm_send (
      self, depot_arm_request (self, "GET", url), read_poll, g_free, cancellable, callback, data);
}

gboolean
depot_arm_poll_finish (DepotArm *self,
                       GAsyncResult *result,
                       gboolean *finished,
                       double *retry_after_seconds,
                       GError **error)
{
  g_autofree Poll *poll = depot_arm_take (result, error);

  if (poll == NULL)
    return FALSE;
  if (finished != NULL)
    *finished = poll->is_finished;
  if (retry_after_seconds != NULL)
    *retry_after_seconds = poll->retry_after_seconds;
  return poll->is_finished;
}
