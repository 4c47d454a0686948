/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way through a proxy server for what does not go by libsoup: CONNECT, answering the proxy's question for a name and
 * password by Basic or Digest. GIO's own knows Basic only and cannot tell a refusal from a question. Owned by whoever connects, who uses it once at a time.
 * Errors are DEPOT_ERROR_PROXY; none holds a password. Source: RFC 9110, "CONNECT" and "Proxy-Authenticate".
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_TUNNEL_SHUT,
  DEPOT_TUNNEL_OPEN,  /* what is written now arrives at the host */
  DEPOT_TUNNEL_AGAIN, /* the proxy has asked: a new connection, and dig once more */
} DepotTunnelState;

typedef struct _DepotTunnel DepotTunnel;

DepotTunnel     *depot_tunnel_new  (void);
void             depot_tunnel_free (DepotTunnel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotTunnel, depot_tunnel_free)

/* A client that leaves http proxies to a tunnel. proxy: NULL = the desktop's. */
GSocketClient   *depot_tunnel_make_client (GProxyResolver *proxy, guint timeout_seconds);

/* Blocks: worker threads only. stream: of such a client; one that leads straight to the host is open already. */
DepotTunnelState depot_tunnel_dig  (DepotTunnel *self, GSocketConnection *stream, GCancellable *cancellable, GError **error);
/* The same from the main thread; the digging is done in another one. */
void             depot_tunnel_dig_async  (DepotTunnel *self, GSocketConnection *stream, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer data);
DepotTunnelState depot_tunnel_dig_finish (GAsyncResult *result, GError **error);

G_END_DECLS
