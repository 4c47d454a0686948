/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-relay.h"

#define PIECE (256 * 1024)

typedef struct
{
  SoupServerMessage *client;
  SoupMessage *storage;
  GInputStream *body;
  GCancellable *cancellable;
  gboolean asking; /* the storage account, for the answer or its next piece */
} Relay;

static void
relay_free (Relay *relay)
{
  g_signal_handlers_disconnect_by_data (relay->client, relay);
  g_object_unref (relay->client);
  g_object_unref (relay->storage);
  g_clear_object (&relay->body);
  g_object_unref (relay->cancellable);
  g_free (relay);
}

static void read_piece (Relay *relay);

static void
on_piece_written (SoupServerMessage *client, gpointer data)
{
  read_piece (data);
}

static void
on_client_gone (SoupServerMessage *client, gpointer data)
{
  Relay *relay = data;

  if (relay->asking)
    g_cancellable_cancel (relay->cancellable);
  else
    relay_free (relay);
}

static void
end_body (Relay *relay)
{
  soup_message_body_complete (soup_server_message_get_response_body (relay->client));
  soup_server_message_unpause (relay->client);
  relay_free (relay);
}

static void
on_piece_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Relay *relay = data;
  g_autoptr (GBytes) piece
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  relay->asking = FALSE;
  if (g_cancellable_is_cancelled (relay->cancellable))
    relay_free (relay);
  else if (piece == NULL || g_bytes_get_size (piece) == 0)
    end_body (relay);
  else
    {
      soup_message_body_append_bytes (soup_server_message_get_response_body (relay->client), piece);
      soup_server_message_unpause (relay->client);
    }
}

static void
read_piece (Relay *relay)
{
  relay->asking = TRUE;
  g_input_stream_read_bytes_async (
      relay->body, PIECE, G_PRIORITY_DEFAULT, relay->cancellable, on_piece_read, relay);
}

static void
copy_header (gpointer name, const char *value, gpointer data)
{
  static const char *const passed[]
      = { "Content-Type",  "Content-Length", "Content-Range",         "ETag", "Last-Modified",
          "Accept-Ranges", "Content-MD5",    "x-ms-blob-content-md5", NULL };

  for (guint i = 0; passed[i] != NULL; i++)
    if (g_ascii_strcasecmp (passed[i], name) == 0)
      soup_message_headers_replace (data, name, value);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Relay *relay = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (relay->client);

  relay->body = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  if (relay->body == NULL)
    {
      if (!g_cancellable_is_cancelled (relay->cancellable))
        {
          soup_server_message_set_status (relay->client, SOUP_STATUS_BAD_GATEWAY, NULL);
          soup_server_message_unpause (relay->client);
        }
      relay_free (relay);
      return;
    }
  soup_server_message_set_status (relay->client, soup_message_get_status (relay->storage), NULL);
  soup_message_headers_foreach (soup_message_get_response_headers (relay->storage),
                                (SoupMessageHeadersForeachFunc) (GCallback) copy_header,
                                headers);
  if (soup_message_headers_get_one (headers, "Content-Length") == NULL)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (relay->client), FALSE);
  g_signal_connect (relay->client, "wrote-chunk", G_CALLBACK (on_piece_written), relay);
  read_piece (relay);
}

static void
pass_request_header (Relay *relay, const char *name)
{
  const char *value = soup_message_headers_get_one (
      soup_server_message_get_request_headers (relay->client), name);

  if (value != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (relay->storage), name, value);
}

void
practice_edge_relay (SoupSession *session,
                     SoupServerMessage *message,
                     const char *url,
                     const char *authorization)
{
  static const char *const passed[]
      = { "Range",         "If-Range",          "If-Match",
          "If-None-Match", "If-Modified-Since", "If-Unmodified-Since" };
  Relay *relay = g_new0 (Relay, 1);
  SoupMessageHeaders *headers;

  relay->client = g_object_ref (message);
  relay->storage = soup_message_new (soup_server_message_get_method (message), url);
  relay->cancellable = g_cancellable_new ();
  headers = soup_message_get_request_headers (relay->storage);
  soup_message_headers_replace (headers, "Authorization", authorization);
  soup_message_headers_replace (headers, "x-ms-version", "2024-08-04");
  for (guint i = 0; i < G_N_ELEMENTS (passed); i++)
    pass_request_header (relay, passed[i]);
  soup_server_message_pause (message);
  relay->asking = TRUE;
  g_signal_connect (message, "disconnected", G_CALLBACK (on_client_gone), relay);
  soup_session_send_async (
      session, relay->storage, G_PRIORITY_DEFAULT, relay->cancellable, on_answer, relay);
}
