/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud.h"

#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-error.h"
#include "depot-json.h"

static gboolean
refuse (const char *member, GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                       _ ("The practice cloud's “%s” is not an address of this computer."),
                       member));
  return FALSE;
}

/* Everything the practice cloud is trusted with stays on this machine: its own certificate
 * authority may vouch for loopback names only, so an endpoints file that points elsewhere is
 * refused as a whole. */
static gboolean
check_url (JsonObject *endpoints, const char *member, const char *const *schemes, GError **error)
{
  const char *text = depot_json_get_string (endpoints, member, error);
  g_autoptr (GUri) uri = NULL;

  if (text == NULL)
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !g_strv_contains (schemes, g_uri_get_scheme (uri))
      || !depot_name_is_loopback (g_uri_get_host (uri)))
    return refuse (member, error);
  return TRUE;
}

static gboolean
check_suffix (JsonObject *endpoints, const char *member, GError **error)
{
  const char *text = depot_json_get_string (endpoints, member, error);
  g_autoptr (GSocketConnectable) address = NULL;

  if (text == NULL)
    return FALSE;
  address = g_network_address_parse (text, 443, NULL);
  if (address == NULL
      || !depot_name_is_loopback (g_network_address_get_hostname (G_NETWORK_ADDRESS (address))))
    return refuse (member, error);
  return TRUE;
}

static gboolean
check_endpoints (JsonObject *endpoints, GError **error)
{
  static const char *const https[] = { "https", NULL };
  static const char *const any[] = { "https", "http", NULL };
  static const char *const urls[] = { "authority", "resourceManager", "classic", "graph" };
  static const char *const suffixes[] = { "storageSuffix", "vaultSuffix", "vmDnsSuffix" };
  static const char *const texts[]
      = { "managementScope", "storageScope", "vaultScope", "caFile", "tenantId", "clientId" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    if (!check_url (endpoints, urls[i], https, error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (!check_suffix (endpoints, suffixes[i], error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (depot_json_get_string (endpoints, texts[i], error) == NULL)
      return FALSE;
  return check_url (endpoints, "portal", any, error);
}

DepotCloud *
depot_cloud_new_practice (JsonObject *endpoints, GError **error)
{
  gint64 edge_port;

  g_return_val_if_fail (endpoints != NULL, NULL);

  if (!check_endpoints (endpoints, error)
      || !depot_json_get_int (endpoints, "edgePort", 1, G_MAXUINT16, &edge_port, error))
    return NULL;
  return g_object_new (DEPOT_TYPE_CLOUD,
                       "id",
                       DEPOT_CLOUD_PRACTICE,
                       "name",
                       _ ("Practice cloud on this computer"),
                       "authority",
                       depot_json_peek_string (endpoints, "authority"),
                       "arm",
                       depot_json_peek_string (endpoints, "resourceManager"),
                       "arm-scope",
                       depot_json_peek_string (endpoints, "managementScope"),
                       "storage-scope",
                       depot_json_peek_string (endpoints, "storageScope"),
                       "vault-scope",
                       depot_json_peek_string (endpoints, "vaultScope"),
                       "classic",
                       depot_json_peek_string (endpoints, "classic"),
                       "storage-suffix",
                       depot_json_peek_string (endpoints, "storageSuffix"),
                       "vault-suffix",
                       depot_json_peek_string (endpoints, "vaultSuffix"),
                       "vm-dns-suffix",
                       depot_json_peek_string (endpoints, "vmDnsSuffix"),
                       "portal",
                       depot_json_peek_string (endpoints, "portal"),
                       "graph",
                       depot_json_peek_string (endpoints, "graph"),
                       "ca-file",
                       depot_json_peek_string (endpoints, "caFile"),
                       "default-client-id",
                       depot_json_peek_string (endpoints, "clientId"),
                       "default-tenant",
                       depot_json_peek_string (endpoints, "tenantId"),
                       "edge-port",
                       (guint) edge_port,
                       NULL);
}
