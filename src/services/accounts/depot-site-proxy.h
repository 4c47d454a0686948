/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy server of the site ("site server proxy", domain reference B5.8): all consoles of the site connect as it says.
 * The password lies in the keyring of each of them. Main thread.
 */
#pragma once

#include "depot-house.h"
#include "depot-proxy-settings.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* Borrowed; never NULL. */
DepotProxySettings *depot_site_proxy_get         (DepotHouse *house);

/* Finished when it is on disk and in force. password NULL: the one in the keyring stays, if a user name is still given.
 * INVALID_INPUT naming the rule. */
void                depot_site_proxy_set_async   (DepotHouse *house, DepotProxySettings *settings, DepotSecretBytes *password,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean            depot_site_proxy_set_finish  (DepotHouse *house, GAsyncResult *result, GError **error);

/* Asks sign-in and Resource Manager of each environment somebody is signed in to (or of Azure itself) whether they are
 * reached. GListModel of DepotCheckItem: one line each, "good" or "bad" with the reason. */
void                depot_site_proxy_test_async  (DepotHouse *house, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel         *depot_site_proxy_test_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
