/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-listener.h"

struct _PracticeEdgeListener
{
  GSocketService *service;
  SoupServer *server;
  GTlsCertificate *certificate;
  GCancellable *ending;
};

/* A client that has connected and not yet agreed on a key; it may outlive the listener. */
typedef struct
{
  SoupServer *server;
  GSocketConnection *connection;
} Handshake;

static void
handshake_free (Handshake *handshake)
{
  g_object_unref (handshake->server);
  g_object_unref (handshake->connection);
  g_free (handshake);
}

static void
on_handshake_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Handshake *handshake = data;
  g_autoptr (GSocketAddress) local
      = g_socket_connection_get_local_address (handshake->connection, NULL);
  g_autoptr (GSocketAddress) remote
      = g_socket_connection_get_remote_address (handshake->connection, NULL);

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    soup_server_accept_iostream (handshake->server, G_IO_STREAM (source), local, remote, NULL);
  handshake_free (handshake);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  PracticeEdgeListener *self = data;
  g_autoptr (GIOStream) tls
      = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  Handshake *handshake;

  if (tls == NULL)
    return TRUE;
  handshake = g_new0 (Handshake, 1);
  handshake->server = g_object_ref (self->server);
  handshake->connection = g_object_ref (connection);
  g_tls_connection_handshake_async (
      G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, self->ending, on_handshake_done, handshake);
  return TRUE;
}

PracticeEdgeListener *
practice_edge_listener_new (const char *address,
                            guint16 port,
                            GTlsCertificate *certificate,
                            SoupServerCallback handler,
                            gpointer data,
                            GError **error)
{
  g_autoptr (GSocketAddress) where = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  PracticeEdgeListener *self;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                      where,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      NULL,
                                      error))
    return NULL;
  self = g_new0 (PracticeEdgeListener, 1);
  self->service = g_steal_pointer (&service);
  self->certificate = g_object_ref (certificate);
  self->ending = g_cancellable_new ();
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handler, data, NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return self;
}

void
practice_edge_listener_free (PracticeEdgeListener *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->ending);
  soup_server_remove_handler (self->server, NULL);
  soup_server_disconnect (self->server);
  g_object_unref (self->service);
  g_object_unref (self->server);
  g_object_unref (self->certificate);
  g_object_unref (self->ending);
  g_free (self);
}

void
practice_edge_listener_set_certificate (PracticeEdgeListener *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}
