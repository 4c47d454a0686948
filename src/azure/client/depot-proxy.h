/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which proxy server leads to a host: what every connection of the site asks, requests and uploads and the look at an edge
 * alike. Says what the desktop's resolver says until the site has settings of its own (DepotProxySettings). This computer
 * itself is never asked for through a proxy. The password is joined to the address GIO wants only in the answer. Lookups in any thread;
 * those that need a password still on its way from the keyring wait for it. Owned by the clients.
 */
#pragma once

#include <gio/gio.h>

#include "depot-proxy-settings.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PROXY (depot_proxy_get_type ())
G_DECLARE_FINAL_TYPE (DepotProxy, depot_proxy, DEPOT, PROXY, GObject)

DepotProxy         *depot_proxy_new           (void);
DepotProxySettings *depot_proxy_get_settings  (DepotProxy *self);   /* borrowed; main thread */
/* With a user name depot_proxy_give_password() must follow. */
void                depot_proxy_apply         (DepotProxy *self, DepotProxySettings *settings);
/* NULL: there is none; lookups then fail with error where that is given (taken). */
void                depot_proxy_give_password (DepotProxy *self, DepotSecretBytes *password, GError *error);
/* Straight to the host, whatever is set; caller owns. */
GProxyResolver     *depot_proxy_new_direct    (void);
/* What a proxy's answer other than "established" means to the person. */
GError             *depot_proxy_refusal_new   (guint status);

G_END_DECLS
