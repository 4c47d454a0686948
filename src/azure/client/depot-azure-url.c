/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-url.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-error.h"

static gboolean
refuse (const char *what, GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_UNEXPECTED_REPLY,
          /* Translators: %s is the name of a member of an answer, such as "Location". */
          _ ("The address in “%s” does not belong to this Azure environment"),
          what));
  return FALSE;
}

/* Bytes GUri would quietly repair or hide are refused: a host must be read by everybody alike. */
static gboolean
is_plain (const char *url)
{
  gsize length = strlen (url);

  if (length > DEPOT_AZURE_URL_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (url[i] <= ' ' || url[i] >= 0x7f || url[i] == '\\')
      return FALSE;
  return TRUE;
}

gboolean
depot_azure_url_check (DepotCloud *cloud, const char *url, const char *what, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (url == NULL || !is_plain (url))
    return refuse (what, error);
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (what, error);
  host = g_uri_get_host (uri);
  if (host == NULL || !depot_name_is_host_name (host)
      || !depot_cloud_owns_host (
          cloud, host, g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 443))
    return refuse (what, error);
  return TRUE;
}

gboolean
depot_azure_url_is_loopback_page (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (url == NULL || !is_plain (url))
    return FALSE;
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL
      || !g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return FALSE;
  host = g_uri_get_host (uri);
  return g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "127.0.0.1") == 0
         || g_strcmp0 (host, "::1") == 0;
}

char *
depot_azure_url_dup_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL)
    return g_strdup ("");
  return g_strdup_printf (
      "%s:%d", g_uri_get_host (uri), g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 443);
}

char *
depot_azure_url_join (const char *base, ...)
{
  GString *url = g_string_new (base);
  const char *segment;
  va_list segments;

  va_start (segments, base);
  while ((segment = va_arg (segments, const char *)) != NULL)
    {
      g_string_append_c (url, '/');
      g_string_append_uri_escaped (url, segment, NULL, FALSE);
    }
  va_end (segments);
  return g_string_free_and_steal (url);
}
