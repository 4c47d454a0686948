/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arm-private.h"

#include <stdarg.h>

#include <glib/gi18n.h>

/* Five hundred subscriptions come in a few pages; a list beyond this never ends. */
#define MAX_PAGES 200

struct _DepotArm
{
  GObject parent_instance;

  DepotAzureClient *client;
  DepotTokenSource *tokens;
};

G_DEFINE_FINAL_TYPE (DepotArm, depot_arm, G_TYPE_OBJECT)

char *
depot_arm_dup_url (DepotArm *self, const char *version, ...)
{
  GString *url = g_string_new (depot_cloud_get_arm (depot_azure_client_get_cloud (self->client)));
  const char *segment;
  va_list segments;

  va_start (segments, version);
  while ((segment = va_arg (segments, const char *)) != NULL)
    {
      g_string_append_c (url, '/');
      g_string_append_uri_escaped (url, segment, NULL, FALSE);
    }
  va_end (segments);
  g_string_append_printf (url, "?api-version=%s", version);
  return g_string_free_and_steal (url);
}

DepotAzureRequest *
depot_arm_request (DepotArm *self, const char *method, const char *url)
{
  DepotAzureRequest *request = depot_azure_request_new (method, url);

  depot_azure_request_set_scope (
      request, depot_cloud_get_arm_scope (depot_azure_client_get_cloud (self->client)));
  return request;
}

typedef struct
{
  DepotArmReader reader;
  GDestroyNotify destroy;
} Call;

static void
call_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  gpointer value = reply != NULL ? call->reader (reply, &error) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, call->destroy);
}

void
depot_arm_send (DepotArm *self,
                DepotAzureRequest *request,
                DepotArmReader reader,
                GDestroyNotify destroy,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, depot_arm_send);
  call->reader = reader;
  call->destroy = destroy;
  g_task_set_task_data (task, call, g_free);
  depot_azure_client_send_async (
      self->client, self->tokens, request, cancellable, call_answered, task);
}

gpointer
depot_arm_take (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  DepotArmItemReader reader;
  gpointer list;
  GDestroyNotify destroy;
  GHashTable *seen; /* pages already read: a list may not turn in circles */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  if (listing->list != NULL && listing->destroy != NULL)
    listing->destroy (listing->list);
  g_hash_table_unref (listing->seen);
  g_free (listing);
}

static gboolean
read_page (Listing *listing, JsonObject *page, GError **error)
{
  JsonArray *items = depot_json_get_array (page, "value", error);

  if (items == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                              _ ("“value[%u]” is not an object"),
                                              i));
          return FALSE;
        }
      if (!listing->reader (json_node_get_object (node), listing->list, error))
        return FALSE;
    }
  return TRUE;
}

static void ask_page (GTask *task, const char *url);

static void
page_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *page = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;
  const char *next = NULL;

  if (page != NULL && read_page (listing, page, &error))
    next = depot_json_peek_string (page, "nextLink");
  if (error == NULL && next != NULL && *next != '\0')
    {
      ask_page (task, next);
      return;
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&listing->list), listing->destroy);
  g_object_unref (task);
}

/* The client refuses an address that is not the environment's own. */
static void
ask_page (GTask *task, const char *url)
{
  DepotArm *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);

  if (!g_hash_table_add (listing->seen, g_strdup (url))
      || g_hash_table_size (listing->seen) > MAX_PAGES)
    {
      g_task_return_error (
          task,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The list from Azure does not end")));
      g_object_unref (task);
      return;
    }
  depot_azure_client_send_async (self->client,
                                 self->tokens,
                                 depot_arm_request (self, "GET", url),
                                 g_task_get_cancellable (task),
                                 page_answered,
                                 task);
}

void
depot_arm_list (DepotArm *self,
                const char *url,
                DepotArmItemReader reader,
                gpointer list,
                GDestroyNotify destroy,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Listing *listing = g_new0 (Listing, 1);

  g_task_set_source_tag (task, depot_arm_list);
  listing->reader = reader;
  listing->list = list;
  listing->destroy = destroy;
  listing->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, listing, listing_free);
  ask_page (task, url);
}

gboolean
depot_arm_is_absent (const DepotAzureReply *reply, GError **error)
{
  g_autoptr (GError) found = NULL;

  if (reply->status != 404)
    return FALSE;
  found = depot_azure_error_from_reply (reply);
  if (found->code == DEPOT_ERROR_SUBSCRIPTION)
    g_propagate_error (error, g_steal_pointer (&found));
  return TRUE;
}

gpointer
depot_arm_read_nothing (const DepotAzureReply *reply, GError **error)
{
  return GINT_TO_POINTER (TRUE);
}

gpointer
depot_arm_read_polling (const DepotAzureReply *reply, GError **error)
{
  if (depot_arm_is_absent (reply, error) || reply->status != 202)
    return NULL;
  if (reply->async_url != NULL)
    return g_strdup (reply->async_url);
  if (reply->location_url != NULL)
    return g_strdup (reply->location_url);
  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_UNEXPECTED_REPLY,
          _ ("Azure accepted the request but does not say where to ask for the result")));
  return NULL;
}

static void
depot_arm_dispose (GObject *object)
{
  DepotArm *self = DEPOT_ARM (object);

  g_clear_object (&self->client);
  g_clear_object (&self->tokens);
  G_OBJECT_CLASS (depot_arm_parent_class)->dispose (object);
}

static void
depot_arm_class_init (DepotArmClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_arm_dispose;
}

static void
depot_arm_init (DepotArm *self)
{
}

DepotArm *
depot_arm_new (DepotAzureClient *client, DepotTokenSource *tokens)
{
  DepotArm *self = g_object_new (DEPOT_TYPE_ARM, NULL);

  self->client = g_object_ref (client);
  g_set_object (&self->tokens, tokens);
  return self;
}

DepotAzureClient *
depot_arm_get_client (DepotArm *self)
{
  g_return_val_if_fail (DEPOT_IS_ARM (self), NULL);

  return self->client;
}

DepotTokenSource *
depot_arm_get_tokens (DepotArm *self)
{
  g_return_val_if_fail (DEPOT_IS_ARM (self), NULL);

  return self->tokens;
}
