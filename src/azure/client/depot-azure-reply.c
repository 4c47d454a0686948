/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-reply-private.h"

#include <glib/gi18n.h>

#include "depot-azure-url.h"
#include "depot-backoff.h"
#include "depot-error.h"
#include "depot-json.h"

void
depot_azure_reply_free (DepotAzureReply *reply)
{
  g_clear_pointer (&reply->headers, soup_message_headers_unref);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_clear_pointer (&reply->json, json_object_unref);
  g_free (reply->request_id);
  g_free (reply->async_url);
  g_free (reply->location_url);
  g_free (reply);
}

static gboolean
is_json_type (const char *type)
{
  return type != NULL
         && (g_ascii_strcasecmp (type, "application/json") == 0
             || g_ascii_strcasecmp (type, "text/json") == 0 || g_str_has_suffix (type, "+json"));
}

/* A hotel's or a firewall's page: HTML or a redirect, and nothing that Azure signs its answers
 * with. */
static gboolean
is_captive_portal (const DepotAzureReply *reply, const char *type)
{
  if (reply->status == 511)
    return TRUE;
  if (reply->request_id != NULL)
    return FALSE;
  return SOUP_STATUS_IS_REDIRECTION (reply->status) || g_strcmp0 (type, "text/html") == 0;
}

static gboolean
judge_sender (const DepotAzureReply *reply, const char *type, GError **error)
{
  /* A gateway in trouble answers in HTML as well; its status says more than its page. */
  if (reply->status >= 500 && reply->status != 511)
    return TRUE;
  if (is_captive_portal (reply, type))
    g_propagate_error (
        error,
        depot_error_new (
            DEPOT_ERROR_CAPTIVE_PORTAL,
            _ ("A web page answered instead of Azure: this network may ask to sign in first")));
  else if (SOUP_STATUS_IS_REDIRECTION (reply->status) && reply->status != 304)
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                         _ ("Azure answered with a redirect, which is never followed")));
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_json (DepotAzureReply *reply, const char *type, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonNode) node = NULL;

  if (!is_json_type (type) || size == 0)
    return TRUE;
  node = depot_json_parse (data, size, error);
  if (node == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    reply->json = json_node_dup_object (node);
  return TRUE;
}

/* Some services send a path only; it is meant relative to the request. */
static gboolean
take_url (DepotCloud *cloud,
          DepotAzureRequest *request,
          const DepotAzureReply *reply,
          const char *header,
          char **url,
          GError **error)
{
  const char *value = soup_message_headers_get_one (reply->headers, header);
  g_autofree char *absolute = NULL;

  if (value == NULL || request->scope == NULL)
    return TRUE;
  absolute = g_uri_resolve_relative (request->url, value, G_URI_FLAGS_ENCODED, NULL);
  if (!depot_azure_url_check (cloud, absolute, header, error))
    return FALSE;
  *url = g_steal_pointer (&absolute);
  return TRUE;
}

JsonObject *
depot_azure_reply_get_json (const DepotAzureReply *reply, GError **error)
{
  if (reply->json != NULL)
    return reply->json;
  if (reply->request_id == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_CAPTIVE_PORTAL,
                                        _ ("Something else answered instead of Azure")));
  else
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                         _ ("Azure answered with something else than a JSON object")));
  return NULL;
}

gboolean
depot_azure_status_is_passing (guint status)
{
  return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

DepotAzureReply *
depot_azure_reply_new (DepotCloud *cloud,
                       DepotAzureRequest *request,
                       guint status,
                       SoupMessageHeaders *headers,
                       GBytes *body,
                       gint64 now,
                       GError **error)
{
  g_autoptr (DepotAzureReply) reply = g_new0 (DepotAzureReply, 1);
  const char *type;

  reply->status = status;
  reply->headers = soup_message_headers_ref (headers);
  reply->body = g_bytes_ref (body);
  reply->request_id = g_strdup (soup_message_headers_get_one (reply->headers, "x-ms-request-id"));
  reply->retry_after_seconds = depot_backoff_parse_retry_after (
      soup_message_headers_get_one (reply->headers, "Retry-After"), now);
  type = soup_message_headers_get_content_type (reply->headers, NULL);
  if (!judge_sender (reply, type, error))
    return NULL;
  /* What went wrong in an error answer matters more than that its text is torn. */
  if (!read_json (reply, type, SOUP_STATUS_IS_SUCCESSFUL (reply->status) ? error : NULL)
      && SOUP_STATUS_IS_SUCCESSFUL (reply->status))
    return NULL;
  if (!take_url (cloud, request, reply, "Azure-AsyncOperation", &reply->async_url, error)
      || !take_url (cloud, request, reply, "Location", &reply->location_url, error))
    return NULL;
  return g_steal_pointer (&reply);
}
