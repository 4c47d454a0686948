/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-request-private.h"

#include <string.h>

#include "depot-json.h"

DepotAzureRequest *
depot_azure_request_new (const char *method, const char *url)
{
  DepotAzureRequest *self = g_new0 (DepotAzureRequest, 1);

  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->accepted = g_array_new (FALSE, FALSE, sizeof (guint));
  /* The meaning of these methods, RFC 9110: a repeat has the same effect as one. */
  self->is_repeatable = g_strv_contains (
      (const char *const[]) { "GET", "HEAD", "PUT", "DELETE", "OPTIONS", NULL }, method);
  return self;
}

void
depot_azure_request_set_scope (DepotAzureRequest *self, const char *scope)
{
  g_set_str (&self->scope, scope);
}

void
depot_azure_request_set_json (DepotAzureRequest *self, JsonObject *body)
{
  char *text = depot_json_object_to_text (body);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  depot_azure_request_set_bytes (self, "application/json", bytes);
}

void
depot_azure_request_set_bytes (DepotAzureRequest *self, const char *content_type, GBytes *body)
{
  g_set_str (&self->content_type, content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_ref (body);
}

static void
forget_secret (gpointer secret)
{
  depot_secret_bytes_unref (secret);
}

void
depot_azure_request_set_secret (DepotAzureRequest *self,
                                const char *content_type,
                                DepotSecretBytes *body)
{
  gsize size_bytes;
  gconstpointer data = depot_secret_bytes_get_data (body, &size_bytes);
  g_autoptr (GBytes) bytes
      = g_bytes_new_with_free_func (data, size_bytes, forget_secret, depot_secret_bytes_ref (body));

  depot_azure_request_set_bytes (self, content_type, bytes);
}

void
depot_azure_request_set_certificate (DepotAzureRequest *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}

void
depot_azure_request_set_header (DepotAzureRequest *self, const char *name, const char *value)
{
  soup_message_headers_replace (self->headers, name, value);
}

void
depot_azure_request_accept (DepotAzureRequest *self, guint status)
{
  g_array_append_val (self->accepted, status);
}

void
depot_azure_request_set_repeatable (DepotAzureRequest *self)
{
  self->is_repeatable = TRUE;
}

void
depot_azure_request_free (DepotAzureRequest *self)
{
  g_free (self->method);
  g_free (self->url);
  g_free (self->scope);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->certificate);
  soup_message_headers_unref (self->headers);
  g_array_unref (self->accepted);
  g_free (self);
}

gboolean
depot_azure_request_may_repeat (DepotAzureRequest *self)
{
  return self->is_repeatable;
}

gboolean
depot_azure_request_accepts (DepotAzureRequest *self, guint status)
{
  for (guint i = 0; i < self->accepted->len; i++)
    if (g_array_index (self->accepted, guint, i) == status)
      return TRUE;
  return SOUP_STATUS_IS_SUCCESSFUL (status);
}

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  soup_message_headers_replace (headers, name, value);
}

/* libsoup sends a message once more by itself when a kept connection turns out to be closed. On
 * another kept connection the second try would overtake the report of the first one's end, which
 * libsoup 3.6 then takes for the end of both and crashes (it reads an answer that is not there). A
 * new connection takes longer than that report. A status says that the connection was well. */
static void
leave_kept_connections (SoupMessage *message, gpointer data)
{
  if (soup_message_get_status (message) == SOUP_STATUS_NONE)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
}

/* The first try has read the body to its end. */
static void
rewind_body (SoupMessage *message, gpointer body)
{
  g_autofree char *content_type = g_strdup (
      soup_message_headers_get_one (soup_message_get_request_headers (message), "Content-Type"));

  soup_message_set_request_body_from_bytes (message, content_type, body);
}

static void
forget_body (gpointer body, GClosure *closure)
{
  g_bytes_unref (body);
}

SoupMessage *
depot_azure_request_to_message (DepotAzureRequest *self)
{
  SoupMessage *message = soup_message_new (self->method, self->url);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  /* A redirect would carry the token to wherever it points. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_force_http1 (message, TRUE);
  /* What may go out once only does not go out on a connection that may just be closing. */
  if (!self->is_repeatable)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  g_signal_connect (message, "restarted", G_CALLBACK (leave_kept_connections), NULL);
  headers = soup_message_get_request_headers (message);
  if (self->certificate != NULL)
    {
      soup_message_set_tls_client_certificate (message, self->certificate);
      soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
      soup_message_headers_replace (headers, "Connection", "close");
    }
  soup_message_headers_replace (headers, "Accept", "application/json");
  soup_message_headers_foreach (self->headers, copy_header, headers);
  if (self->body != NULL)
    {
      soup_message_set_request_body_from_bytes (message, self->content_type, self->body);
      g_signal_connect_data (
          message, "restarted", G_CALLBACK (rewind_body), g_bytes_ref (self->body), forget_body, 0);
    }
  return message;
}
