/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules for names: host names, service FQDN and service name (domain reference B1.3, F6). */
#include "config.h"

#include "depot-certificate.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_HOST_NAME 253
#define MAX_LABEL 63

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > MAX_LABEL || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (const char *at = label; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '-')
      return FALSE;
  return TRUE;
}

static gboolean
is_number (const char *label)
{
  return strspn (label, "0123456789") == strlen (label);
}

gboolean
depot_name_is_host_name (const char *text)
{
  g_auto (GStrv) labels = NULL;
  guint n_labels;

  if (text == NULL || strlen (text) > MAX_HOST_NAME)
    return FALSE;
  labels = g_strsplit (text, ".", -1);
  n_labels = g_strv_length (labels);
  for (guint i = 0; i < n_labels; i++)
    if (!is_label (labels[i]))
      return FALSE;
  /* the last label of a name is never a number: 10.0.0.4 is an address */
  return n_labels > 0 && !is_number (labels[n_labels - 1]);
}

gboolean
depot_name_is_loopback (const char *text)
{
  g_autoptr (GInetAddress) address = text != NULL ? g_inet_address_new_from_string (text) : NULL;

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return text != NULL && (g_str_equal (text, "localhost") || g_str_has_suffix (text, ".localhost"));
}

gboolean
depot_name_is_pattern (const char *text)
{
  if (text && g_str_has_prefix (text, "*."))
    return depot_name_is_host_name (text + 2) && strchr (text + 2, '.');
  return depot_name_is_host_name (text);
}

char *
depot_name_to_unicode (const char *host_name)
{
  g_autofree char *bare = NULL;

  g_return_val_if_fail (host_name != NULL, NULL);

  if (g_str_has_prefix (host_name, "*."))
    {
      bare = g_hostname_to_unicode (host_name + 2);
      return bare ? g_strconcat ("*.", bare, NULL) : g_strdup (host_name);
    }
  bare = g_hostname_to_unicode (host_name);
  return bare ? g_steal_pointer (&bare) : g_strdup (host_name);
}

char *
depot_name_suggest_service_name (const char *service_fqdn)
{
  g_autofree char *label = NULL;

  if (service_fqdn == NULL || !depot_name_is_host_name (service_fqdn))
    return NULL;
  label = g_ascii_strdown (service_fqdn, strcspn (service_fqdn, "."));
  return depot_name_check_service_name (label) ? NULL : g_steal_pointer (&label);
}

const char *
depot_name_check_service_name (const char *service_name)
{
  gsize length = service_name ? strlen (service_name) : 0;

  if (length == 0)
    return _ ("Enter a name for the service.");
  for (const char *at = service_name; *at; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at))
      return _ ("Use only the letters a to z and digits, without hyphens.");
  if (length < 3)
    return _ ("The name needs at least 3 characters.");
  if (length > 24)
    return _ ("The name has more than 24 characters.");
  return NULL;
}

const char *
depot_name_check_service_fqdn (const char *service_fqdn)
{
  g_autofree char *label = NULL;

  if (service_fqdn == NULL || *service_fqdn == '\0')
    return _ ("Enter the name under which clients reach the service.");
  if (strchr (service_fqdn, '*'))
    return _ ("Replace the asterisk with a host name, such as clouddp1.");
  if (!depot_name_is_host_name (service_fqdn))
    return _ ("This is not a host name. Use letters, digits and hyphens between dots.");
  if (strchr (service_fqdn, '.') == NULL)
    return _ ("Enter the full name with its domain, such as clouddp1.contoso.com.");

  label = g_ascii_strdown (service_fqdn, strcspn (service_fqdn, "."));
  if (depot_name_check_service_name (label))
    return _ ("The first part of the name needs 3 to 24 letters and digits, without hyphens.");
  return NULL;
}
