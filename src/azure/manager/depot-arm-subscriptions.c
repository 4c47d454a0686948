/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions, regions and resource providers. */
#include "config.h"

#include "depot-arm-private.h"
#include "depot-arm-read.h"

void
depot_arm_list_subscriptions_async (DepotArm *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self, SUBSCRIPTIONS_VERSION, "subscriptions", NULL);

  depot_arm_list (self,
                  url,
                  depot_arm_read_subscription,
                  g_list_store_new (DEPOT_TYPE_SUBSCRIPTION),
                  g_object_unref,
                  cancellable,
                  callback,
                  data);
}

GListModel *
depot_arm_list_subscriptions_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* Two answers make the list: where the subscription may be, and where scale sets are offered. */
static void
provider_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GListStore *regions = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) provider = depot_arm_take (result, &error);

  if (provider == NULL || !depot_arm_keep_offered_regions (regions, provider, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (regions), g_object_unref);
}

static void
locations_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  DepotArm *self = DEPOT_ARM (source);
  GError *error = NULL;
  GListStore *regions = depot_arm_take (result, &error);

  if (regions == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  const char *url = g_object_get_data (G_OBJECT (task), "provider-url");
  g_task_set_task_data (task, regions, g_object_unref);
  depot_arm_send (self,
                  depot_arm_request (self, "GET", url),
                  depot_arm_read_object,
                  (GDestroyNotify) json_object_unref,
                  g_task_get_cancellable (task),
                  provider_answered,
                  task);
}

void
depot_arm_list_regions_async (DepotArm *self,
                              const char *subscription_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autofree char *url = depot_arm_dup_url (
      self, SUBSCRIPTIONS_VERSION, "subscriptions", subscription_id, "locations", NULL);

  g_task_set_source_tag (task, depot_arm_list_regions_async);
  g_object_set_data_full (G_OBJECT (task),
                          "provider-url",
                          depot_arm_dup_url (self,
                                             RESOURCES_VERSION,
                                             "subscriptions",
                                             subscription_id,
                                             "providers",
                                             "Microsoft.Compute",
                                             NULL),
                          g_free);
  depot_arm_list (self,
                  url,
                  depot_arm_read_region,
                  g_list_store_new (DEPOT_TYPE_REGION),
                  g_object_unref,
                  cancellable,
                  locations_answered,
                  task);
}

GListModel *
depot_arm_list_regions_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_provider_state (const DepotAzureReply *reply, GError **error)
{
  JsonObject *provider = depot_azure_reply_get_json (reply, error);

  return provider != NULL ? g_strdup (depot_json_get_string (provider, "registrationState", error))
                          : NULL;
}

void
depot_arm_get_provider_state_async (DepotArm *self,
                                    const char *subscription_id,
                                    const char *provider,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (
      self, RESOURCES_VERSION, "subscriptions", subscription_id, "providers", provider, NULL);

  depot_arm_send (self,
                  depot_arm_request (self, "GET", url),
                  read_provider_state,
                  g_free,
                  cancellable,
                  callback,
                  data);
}

char *
depot_arm_get_provider_state_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_arm_register_provider_async (DepotArm *self,
                                   const char *subscription_id,
                                   const char *provider,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            RESOURCES_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "providers",
                                            provider,
                                            "register",
                                            NULL);
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);

  depot_azure_request_set_repeatable (request);
  depot_arm_send (self, request, read_provider_state, g_free, cancellable, callback, data);
}

char *
depot_arm_register_provider_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}
