/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arm-actions.h"

#include "depot-arm-private.h"
#include "depot-arm-read.h"

/* "https://arm<id>[/<action>]?api-version=…[&query]"; caller owns. */
static char *
dup_action_url (DepotArm *self,
                const char *resource_id,
                const char *action,
                const char *api_version,
                const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (resource_id, "/", FALSE);

  return g_strdup_printf (
      "%s%s%s%s?api-version=%s%s%s",
      depot_cloud_get_arm (depot_azure_client_get_cloud (depot_arm_get_client (self))),
      escaped,
      action != NULL ? "/" : "",
      action != NULL ? action : "",
      api_version,
      query != NULL ? "&" : "",
      query != NULL ? query : "");
}

/* PATCH may answer 200 with the resource and say in a header that the work goes on. */
static gpointer
read_work (const DepotAzureReply *reply, GError **error)
{
  if (reply->async_url != NULL)
    return g_strdup (reply->async_url);
  return depot_arm_read_polling (reply, error);
}

void
depot_arm_patch_resource_async (DepotArm *self,
                                const char *resource_id,
                                const char *api_version,
                                JsonObject *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autofree char *url = dup_action_url (self, resource_id, NULL, api_version, NULL);
  DepotAzureRequest *request = depot_arm_request (self, "PATCH", url);

  depot_azure_request_set_json (request, body);
  depot_azure_request_set_repeatable (request);
  depot_arm_send (self, request, read_work, g_free, cancellable, callback, data);
}

char *
depot_arm_patch_resource_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_post_action_async (DepotArm *self,
                             const char *resource_id,
                             const char *api_version,
                             const char *action,
                             const char *query,
                             JsonObject *body,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autofree char *url = dup_action_url (self, resource_id, action, api_version, query);
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);

  if (body != NULL)
    depot_azure_request_set_json (request, body);
  depot_azure_request_set_repeatable (request);
  depot_arm_send (self, request, read_work, g_free, cancellable, callback, data);
}

char *
depot_arm_post_action_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_list_tagged_everywhere_async (DepotArm *self,
                                        const char *subscription_id,
                                        const char *service_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (
      self, RESOURCES_VERSION, "subscriptions", subscription_id, "resources", NULL);
  g_autofree char *filter
      = g_strdup_printf ("tagName eq 'depot-service' and tagValue eq '%s'", service_id);
  g_autofree char *escaped = g_uri_escape_string (filter, NULL, FALSE);
  g_autofree char *filtered = g_strconcat (url, "&$filter=", escaped, NULL);

  depot_arm_list (self,
                  filtered,
                  depot_arm_read_resource_id,
                  g_ptr_array_new_with_free_func (g_free),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

GPtrArray *
depot_arm_list_tagged_everywhere_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}
