/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-tunnel.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "depot-error.h"
#include "depot-proxy.h"
#include "depot-secret-bytes.h"

#define MAX_HEAD_BYTES (16 * 1024)
/* The idle limit of the connection does not end an answer that drips byte by byte. */
#define HEAD_LIMIT_US (60 * G_USEC_PER_SEC)

struct _DepotTunnel
{
  SoupMessage *connect; /* made with the first connection */
  SoupAuth *auth;       /* once the proxy has asked */
};

DepotTunnel *
depot_tunnel_new (void)
{
  return g_new0 (DepotTunnel, 1);
}

void
depot_tunnel_free (DepotTunnel *self)
{
  g_clear_object (&self->auth);
  g_clear_object (&self->connect);
  g_free (self);
}

GSocketClient *
depot_tunnel_make_client (GProxyResolver *proxy, guint timeout_seconds)
{
  GSocketClient *client = g_socket_client_new ();

  g_socket_client_set_timeout (client, timeout_seconds);
  g_socket_client_add_application_proxy (client, "http");
  if (proxy != NULL)
    g_socket_client_set_proxy_resolver (client, proxy);
  return client;
}

/* NULL: no proxy is in between. */
static GProxyAddress *
find_proxy (GSocketConnection *stream)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (stream, NULL);

  if (address == NULL || !G_IS_PROXY_ADDRESS (address)
      || !g_str_equal (g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)), "http"))
    return NULL;
  return G_PROXY_ADDRESS (g_steal_pointer (&address));
}

static SoupMessage *
make_connect (GProxyAddress *proxy)
{
  g_autoptr (GUri) uri = g_uri_build (SOUP_HTTP_URI_FLAGS,
                                      "https",
                                      NULL,
                                      g_proxy_address_get_destination_hostname (proxy),
                                      g_proxy_address_get_destination_port (proxy),
                                      "/",
                                      NULL,
                                      NULL);

  return soup_message_new_from_uri (SOUP_METHOD_CONNECT, uri);
}

static char *
make_head (DepotTunnel *self, GProxyAddress *proxy)
{
  const char *host = g_proxy_address_get_destination_hostname (proxy);
  g_autofree char *target = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u",
                                             host,
                                             g_proxy_address_get_destination_port (proxy));
  char *answer
      = self->auth != NULL ? soup_auth_get_authorization (self->auth, self->connect) : NULL;
  char *head = g_strdup_printf ("CONNECT %s HTTP/1.1\r\n"
                                "Host: %s\r\n"
                                "User-Agent: CloudDepot/" VERSION "\r\n"
                                "%s%s%s\r\n",
                                target,
                                target,
                                answer != NULL ? "Proxy-Authorization: " : "",
                                answer != NULL ? answer : "",
                                answer != NULL ? "\r\n" : "");

  depot_secret_free_text (answer);
  return head;
}

static gboolean
ask (DepotTunnel *self,
     GSocketConnection *stream,
     GProxyAddress *proxy,
     GCancellable *cancellable,
     GError **error)
{
  char *head = make_head (self, proxy);
  gboolean good = g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                                             head,
                                             strlen (head),
                                             NULL,
                                             cancellable,
                                             error);

  depot_secret_free_text (head);
  return good;
}

/* Byte by byte: what follows the head is the host's. */
static GString *
read_head (GSocketConnection *stream, GCancellable *cancellable, GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  gint64 limit = g_get_monotonic_time () + HEAD_LIMIT_US;
  g_autoptr (GString) head = g_string_new (NULL);

  while (head->len < MAX_HEAD_BYTES && g_get_monotonic_time () < limit)
    {
      char byte;
      gssize got = g_input_stream_read (input, &byte, 1, cancellable, error);

      if (got < 0)
        return NULL;
      if (got == 0)
        break;
      g_string_append_c (head, byte);
      if (g_str_has_suffix (head->str, "\r\n\r\n"))
        return g_steal_pointer (&head);
    }
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_NOT_REACHABLE, _ ("The proxy server ended the connection")));
  return NULL;
}

/* 0: what came is no answer. */
static guint
read_answer (GSocketConnection *stream,
             SoupMessageHeaders *headers,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GString) head = read_head (stream, cancellable, error);
  SoupHTTPVersion version;
  guint status;

  if (head == NULL)
    return 0;
  /* libsoup wants the head without its empty line */
  if (soup_headers_parse_response (
          head->str, (int) head->len - 2, headers, &version, &status, NULL))
    return status;
  g_propagate_error (
      error, depot_error_new (DEPOT_ERROR_PROXY, _ ("The proxy server does not answer as one")));
  return 0;
}

/* The better of the ways it offers. */
static SoupAuth *
choose_auth (SoupMessage *connect, SoupMessageHeaders *headers)
{
  const struct
  {
    const char *scheme;
    GType type;
  } ways[] = { { "Digest ", SOUP_TYPE_AUTH_DIGEST }, { "Basic ", SOUP_TYPE_AUTH_BASIC } };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      SoupMessageHeadersIter iter;
      const char *name, *value;

      soup_message_headers_iter_init (&iter, headers);
      while (soup_message_headers_iter_next (&iter, &name, &value))
        if (g_ascii_strcasecmp (name, "Proxy-Authenticate") == 0
            && g_ascii_strncasecmp (value, ways[i].scheme, strlen (ways[i].scheme)) == 0)
          {
            SoupAuth *auth = soup_auth_new (ways[i].type, connect, value);

            if (auth != NULL)
              return auth;
          }
    }
  return NULL;
}

/* TRUE: there is something to answer, and it was not answered before. */
static gboolean
heed_question (DepotTunnel *self, GProxyAddress *proxy, SoupMessageHeaders *headers)
{
  const char *user = g_proxy_address_get_username (proxy);
  const char *password = g_proxy_address_get_password (proxy);

  if (self->auth != NULL || user == NULL)
    return FALSE;
  self->auth = choose_auth (self->connect, headers);
  if (self->auth == NULL)
    return FALSE;
  soup_auth_authenticate (self->auth, user, password != NULL ? password : "");
  return TRUE;
}

DepotTunnelState
depot_tunnel_dig (DepotTunnel *self,
                  GSocketConnection *stream,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GProxyAddress) proxy = find_proxy (stream);
  g_autoptr (SoupMessageHeaders) headers = NULL;
  guint status;

  if (proxy == NULL)
    return DEPOT_TUNNEL_OPEN;
  if (self->connect == NULL)
    self->connect = make_connect (proxy);
  if (!ask (self, stream, proxy, cancellable, error))
    return DEPOT_TUNNEL_SHUT;
  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  status = read_answer (stream, headers, cancellable, error);
  if (status == 0)
    return DEPOT_TUNNEL_SHUT;
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return DEPOT_TUNNEL_OPEN;
  if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED && heed_question (self, proxy, headers))
    return DEPOT_TUNNEL_AGAIN;
  g_propagate_error (error, depot_proxy_refusal_new (status));
  return DEPOT_TUNNEL_SHUT;
}

static void
dig_in_thread (GTask *task, gpointer stream, gpointer tunnel, GCancellable *cancellable)
{
  GError *error = NULL;
  DepotTunnelState state = depot_tunnel_dig (tunnel, stream, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, state);
}

void
depot_tunnel_dig_async (DepotTunnel *self,
                        GSocketConnection *stream,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, data);
  g_autoptr (GProxyAddress) proxy = find_proxy (stream);

  g_task_set_source_tag (task, depot_tunnel_dig_async);
  g_task_set_task_data (task, self, NULL);
  if (proxy == NULL)
    g_task_return_int (task, DEPOT_TUNNEL_OPEN);
  else
    g_task_run_in_thread (task, dig_in_thread);
}

DepotTunnelState
depot_tunnel_dig_finish (GAsyncResult *result, GError **error)
{
  GError *flaw = NULL;
  gssize state = g_task_propagate_int (G_TASK (result), &flaw);

  if (flaw == NULL)
    return (DepotTunnelState) state;
  g_propagate_error (error, flaw);
  return DEPOT_TUNNEL_SHUT;
}
