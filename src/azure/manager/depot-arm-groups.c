/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resource groups, and what lies in them. */
#include "config.h"

#include "depot-arm-private.h"
#include "depot-arm-read.h"

void
depot_arm_list_groups_async (DepotArm *self,
                             const char *subscription_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (
      self, RESOURCES_VERSION, "subscriptions", subscription_id, "resourcegroups", NULL);

  depot_arm_list (self,
                  url,
                  depot_arm_read_group,
                  g_list_store_new (DEPOT_TYPE_RESOURCE_GROUP),
                  g_object_unref,
                  cancellable,
                  callback,
                  data);
}

GListModel *
depot_arm_list_groups_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static char *
dup_group_url (DepotArm *self, const char *subscription_id, const char *group)
{
  return depot_arm_dup_url (
      self, RESOURCES_VERSION, "subscriptions", subscription_id, "resourcegroups", group, NULL);
}

static gpointer
read_group_or_none (const DepotAzureReply *reply, GError **error)
{
  JsonObject *object;

  if (depot_arm_is_absent (reply, error))
    return NULL;
  object = depot_azure_reply_get_json (reply, error);
  return object != NULL ? depot_arm_group_from_json (object, error) : NULL;
}

void
depot_arm_get_group_async (DepotArm *self,
                           const char *subscription_id,
                           const char *group,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autofree char *url = dup_group_url (self, subscription_id, group);
  DepotAzureRequest *request = depot_arm_request (self, "GET", url);

  depot_azure_request_accept (request, 404);
  depot_arm_send (self, request, read_group_or_none, g_object_unref, cancellable, callback, data);
}

DepotResourceGroup *
depot_arm_get_group_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static JsonObject *
make_group_body (const char *region, GHashTable *tags)
{
  JsonObject *body = depot_json_object_of_strings ("location", region, NULL);
  JsonObject *words;
  GHashTableIter iter;
  gpointer name, value;

  if (tags == NULL)
    return body;
  words = json_object_new ();
  g_hash_table_iter_init (&iter, tags);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_string_member (words, name, value);
  json_object_set_object_member (body, "tags", words);
  return body;
}

static gpointer
read_status (const DepotAzureReply *reply, GError **error)
{
  return GUINT_TO_POINTER (reply->status);
}

void
depot_arm_put_group_async (DepotArm *self,
                           const char *subscription_id,
                           const char *group,
                           const char *region,
                           GHashTable *tags,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autofree char *url = dup_group_url (self, subscription_id, group);
  DepotAzureRequest *request = depot_arm_request (self, "PUT", url);
  g_autoptr (JsonObject) body = make_group_body (region, tags);

  depot_azure_request_set_json (request, body);
  depot_arm_send (self, request, read_status, NULL, cancellable, callback, data);
}

gboolean
depot_arm_put_group_finish (DepotArm *self, GAsyncResult *result, gboolean *created, GError **error)
{
  guint status = GPOINTER_TO_UINT (depot_arm_take (result, error));

  if (created != NULL)
    *created = status == 201;
  return status != 0;
}

void
depot_arm_delete_group_async (DepotArm *self,
                              const char *subscription_id,
                              const char *group,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autofree char *url = dup_group_url (self, subscription_id, group);
  DepotAzureRequest *request = depot_arm_request (self, "DELETE", url);

  depot_azure_request_accept (request, 404);
  depot_arm_send (self, request, depot_arm_read_polling, g_free, cancellable, callback, data);
}

char *
depot_arm_delete_group_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static void
list_resources (DepotArm *self,
                const char *subscription_id,
                const char *group,
                const char *filter,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            RESOURCES_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "resourceGroups",
                                            group,
                                            "resources",
                                            NULL);
  g_autofree char *escaped = filter != NULL ? g_uri_escape_string (filter, NULL, FALSE) : NULL;
  g_autofree char *filtered
      = escaped != NULL ? g_strconcat (url, "&$filter=", escaped, NULL) : g_strdup (url);

  depot_arm_list (self,
                  filtered,
                  depot_arm_read_resource_id,
                  g_ptr_array_new_with_free_func (g_free),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

void
depot_arm_list_tagged_async (DepotArm *self,
                             const char *subscription_id,
                             const char *group,
                             const char *service_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autofree char *filter
      = g_strdup_printf ("tagName eq 'depot-service' and tagValue eq '%s'", service_id);

  list_resources (self, subscription_id, group, filter, cancellable, callback, data);
}

GPtrArray *
depot_arm_list_tagged_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_list_group_resources_async (DepotArm *self,
                                      const char *subscription_id,
                                      const char *group,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  list_resources (self, subscription_id, group, NULL, cancellable, callback, data);
}

GPtrArray *
depot_arm_list_group_resources_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}
