/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-proxy-settings.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-json.h"

struct _DepotProxySettings
{
  GObject parent_instance;

  DepotProxyMode mode;
  char *server, *user_name, *exceptions;
  guint port;
};

G_DEFINE_FINAL_TYPE (DepotProxySettings, depot_proxy_settings, G_TYPE_OBJECT)

static const char *const nicks[] = { "system", "none", "server" };

static char *
dup_trimmed (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

DepotProxySettings *
depot_proxy_settings_new (DepotProxyMode mode,
                          const char *server,
                          guint port,
                          const char *user_name,
                          const char *exceptions)
{
  DepotProxySettings *self = g_object_new (DEPOT_TYPE_PROXY_SETTINGS, NULL);

  self->mode = mode;
  self->server = dup_trimmed (server);
  self->port = port != 0 ? port : DEPOT_PROXY_DEFAULT_PORT;
  self->user_name = dup_trimmed (user_name);
  self->exceptions = dup_trimmed (exceptions);
  return self;
}

DepotProxyMode
depot_proxy_settings_get_mode (DepotProxySettings *self)
{
  return self->mode;
}

const char *
depot_proxy_settings_get_server (DepotProxySettings *self)
{
  return self->server;
}

guint
depot_proxy_settings_get_port (DepotProxySettings *self)
{
  return self->port;
}

const char *
depot_proxy_settings_get_user_name (DepotProxySettings *self)
{
  return self->user_name;
}

const char *
depot_proxy_settings_get_exceptions (DepotProxySettings *self)
{
  return self->exceptions;
}

gboolean
depot_proxy_settings_has_user (DepotProxySettings *self)
{
  return self->mode == DEPOT_PROXY_SERVER && *self->user_name != '\0';
}

GStrv
depot_proxy_settings_split_exceptions (DepotProxySettings *self)
{
  g_auto (GStrv) words = g_strsplit_set (self->exceptions, ", ;\t\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

gboolean
depot_proxy_settings_equal (DepotProxySettings *self, DepotProxySettings *other)
{
  return self->mode == other->mode && self->port == other->port
         && g_str_equal (self->server, other->server)
         && g_str_equal (self->user_name, other->user_name)
         && g_str_equal (self->exceptions, other->exceptions);
}

static gboolean
is_host (const char *text)
{
  return depot_name_is_host_name (text) || g_hostname_is_ip_address (text);
}

static gboolean
is_network (const char *text)
{
  g_autoptr (GInetAddressMask) mask
      = strchr (text, '/') != NULL ? g_inet_address_mask_new_from_string (text, NULL) : NULL;

  return mask != NULL;
}

static gboolean
is_exception (const char *text)
{
  const char *host = g_str_has_prefix (text, "*.") ? text + 2 : text + (*text == '.');

  return is_host (host) || is_network (text);
}

const char *
depot_proxy_settings_check (DepotProxySettings *self)
{
  g_auto (GStrv) exceptions = depot_proxy_settings_split_exceptions (self);

  if (self->mode != DEPOT_PROXY_SERVER)
    return NULL;
  if (*self->server == '\0')
    return _ ("The address of the proxy server is missing.");
  if (!is_host (self->server))
    return _ ("The address of a proxy server is a host name or an IP address, without http://.");
  if (self->port > G_MAXUINT16)
    return _ ("The port is a number from 1 to 65535.");
  for (guint i = 0; exceptions[i] != NULL; i++)
    if (!is_exception (exceptions[i]))
      return _ ("An exception is a host name, a domain or a network such as 10.0.0.0/8.");
  return NULL;
}

char *
depot_proxy_settings_dup_text (DepotProxySettings *self)
{
  switch (self->mode)
    {
    case DEPOT_PROXY_SERVER:
      return g_strdup_printf (
          strchr (self->server, ':') != NULL ? "[%s]:%u" : "%s:%u", self->server, self->port);
    case DEPOT_PROXY_NONE:
      return g_strdup (_ ("None"));
    case DEPOT_PROXY_SYSTEM:
    default:
      return g_strdup (_ ("As set in the desktop"));
    }
}

JsonObject *
depot_proxy_settings_to_json (DepotProxySettings *self)
{
  JsonObject *object = depot_json_object_of_strings ("mode",
                                                     nicks[self->mode],
                                                     "server",
                                                     self->server,
                                                     "userName",
                                                     self->user_name,
                                                     "exceptions",
                                                     self->exceptions,
                                                     NULL);

  json_object_set_int_member (object, "port", self->port);
  return object;
}

static DepotProxyMode
mode_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_strcmp0 (nick, nicks[i]) == 0)
      return (DepotProxyMode) i;
  return DEPOT_PROXY_SYSTEM;
}

DepotProxySettings *
depot_proxy_settings_from_json (JsonObject *object)
{
  g_autoptr (DepotProxySettings) read
      = depot_proxy_settings_new (mode_from_nick (depot_json_peek_string (object, "mode")),
                                  depot_json_peek_string (object, "server"),
                                  (guint) depot_json_peek_int (object, "port", 0),
                                  depot_json_peek_string (object, "userName"),
                                  depot_json_peek_string (object, "exceptions"));

  if (depot_proxy_settings_check (read) == NULL)
    return g_steal_pointer (&read);
  return depot_proxy_settings_new (DEPOT_PROXY_SYSTEM, NULL, 0, NULL, NULL);
}

static void
depot_proxy_settings_finalize (GObject *object)
{
  DepotProxySettings *self = DEPOT_PROXY_SETTINGS (object);

  g_free (self->server);
  g_free (self->user_name);
  g_free (self->exceptions);
  G_OBJECT_CLASS (depot_proxy_settings_parent_class)->finalize (object);
}

static void
depot_proxy_settings_class_init (DepotProxySettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_proxy_settings_finalize;
}

static void
depot_proxy_settings_init (DepotProxySettings *self)
{
}
