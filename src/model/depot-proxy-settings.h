/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How connections of the site leave its network ("site server proxy" of the product this follows, domain reference B5.8):
 * as the desktop says, directly, or through one proxy server with exceptions. The password of it lies in the keyring and
 * is never in here. Immutable; any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define DEPOT_PROXY_DEFAULT_PORT 80

typedef enum
{
  DEPOT_PROXY_SYSTEM, /* the desktop's: GNOME settings with their script, or https_proxy and no_proxy */
  DEPOT_PROXY_NONE,
  DEPOT_PROXY_SERVER,
} DepotProxyMode;

#define DEPOT_TYPE_PROXY_SETTINGS (depot_proxy_settings_get_type ())
G_DECLARE_FINAL_TYPE (DepotProxySettings, depot_proxy_settings, DEPOT, PROXY_SETTINGS, GObject)

/* server, port, user_name and exceptions count for DEPOT_PROXY_SERVER only. exceptions: hosts that are reached without the
 * proxy, split by commas or blanks: "contoso.com" (and what ends in it), "10.0.0.0/8". port 0: 80. */
DepotProxySettings *depot_proxy_settings_new            (DepotProxyMode mode, const char *server, guint port, const char *user_name,
                                                         const char *exceptions);
DepotProxyMode      depot_proxy_settings_get_mode       (DepotProxySettings *self);
const char         *depot_proxy_settings_get_server     (DepotProxySettings *self);   /* "" where there is none, as the next two */
guint               depot_proxy_settings_get_port       (DepotProxySettings *self);
const char         *depot_proxy_settings_get_user_name  (DepotProxySettings *self);
const char         *depot_proxy_settings_get_exceptions (DepotProxySettings *self);
gboolean            depot_proxy_settings_has_user       (DepotProxySettings *self);   /* a server that wants a password */
GStrv               depot_proxy_settings_split_exceptions (DepotProxySettings *self); /* caller owns */
gboolean            depot_proxy_settings_equal          (DepotProxySettings *self, DepotProxySettings *other);
/* The first rule that is broken as a translated sentence, NULL if good. */
const char         *depot_proxy_settings_check          (DepotProxySettings *self);
/* "proxy.contoso.com:8080", "none", "as the desktop says"; translated, caller owns. */
char               *depot_proxy_settings_dup_text       (DepotProxySettings *self);

JsonObject         *depot_proxy_settings_to_json        (DepotProxySettings *self);   /* caller owns */
/* What cannot be read is the desktop's proxy; caller owns. */
DepotProxySettings *depot_proxy_settings_from_json      (JsonObject *object);

G_END_DECLS
