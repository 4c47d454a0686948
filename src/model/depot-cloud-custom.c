/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments that no table knows: Azure Stack, sovereign clouds. They say themselves what belongs
 * to them; what they say is believed only where it has the shape it must have.
 */
#include "config.h"

#include "depot-cloud.h"

#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-error.h"
#include "depot-json.h"

#define MAX_ADDRESS 300

const char *
depot_cloud_check_address (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (text == NULL || *text == '\0')
    return _ ("The address of the Resource Manager is needed.");
  if (strlen (text) > MAX_ADDRESS)
    return _ ("The address is too long.");
  for (const char *at = text; *at != '\0'; at++)
    if (*at <= ' ' || *at >= 0x7f || *at == '\\')
      return _ ("The address has a character that no address has.");
  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    return _ ("The address begins with “https://”.");
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL
      || !(*g_uri_get_path (uri) == '\0' || g_str_equal (g_uri_get_path (uri), "/")))
    return _ ("Only a host name and perhaps a port follow “https://”.");
  if (g_uri_get_host (uri) == NULL || !depot_name_is_host_name (g_uri_get_host (uri)))
    return _ ("The host name in the address is none.");
  return NULL;
}

/* "host" or "host:port", lower case. */
static char *
dup_place (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  int port = g_uri_get_port (uri);

  return port > 0 && port != 443 ? g_strdup_printf ("%s:%d", host, port) : g_steal_pointer (&host);
}

static char *
dup_plain_address (const char *address)
{
  g_autofree char *place = dup_place (address);

  return g_strconcat ("https://", place, NULL);
}

DepotCloud *
depot_cloud_new_stranger (const char *resource_manager, const char *ca_pem)
{
  g_autofree char *place = dup_place (resource_manager);
  g_autofree char *arm = dup_plain_address (resource_manager);

  return g_object_new (
      DEPOT_TYPE_CLOUD, "id", place, "name", place, "arm", arm, "ca-pem", ca_pem, NULL);
}

/* Reading. */

static void
complain (GError **error, const char *member)
{
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      /* Translators: name of a member of an answer */
                                      _ ("What the environment says of itself cannot be used: "
                                         "“%s” is missing or not what it should be."),
                                      member));
}

static gboolean
is_of (JsonObject *entry, const char *resource_manager)
{
  const char *said = depot_json_peek_string (entry, "resourceManager");
  g_autofree char *place = dup_place (resource_manager);
  g_autofree char *its = NULL;

  if (said == NULL || depot_cloud_check_address (said) != NULL)
    return FALSE;
  its = dup_place (said);
  return g_str_equal (its, place);
}

/* The list names sister environments as well; ours is the one at this address. */
static JsonObject *
find_entry (JsonNode *metadata, const char *resource_manager, GError **error)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (metadata))
    return json_node_get_object (metadata);
  if (!JSON_NODE_HOLDS_ARRAY (metadata))
    {
      complain (error, "[]");
      return NULL;
    }
  array = json_node_get_array (metadata);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node) && is_of (json_node_get_object (node), resource_manager))
        return json_node_get_object (node);
    }
  complain (error, "resourceManager");
  return NULL;
}

static gboolean
is_suffix (const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *host
      = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  guint64 port;

  return depot_name_is_host_name (host)
         && (colon == NULL
             || g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL));
}

/* ".vault.contoso.com" and "vault.contoso.com" mean the same. */
static const char *
read_suffix (JsonObject *entry, const char *path, GError **error)
{
  const char *text = depot_json_get_string (entry, path, error);

  if (text == NULL)
    return NULL;
  if (*text == '.')
    text++;
  if (is_suffix (text))
    return text;
  complain (error, path);
  return NULL;
}

static const char *
read_provider (JsonObject *entry, GError **error)
{
  const char *provider = depot_json_peek_string (entry, "authentication.identityProvider");

  if (provider == NULL || g_ascii_strcasecmp (provider, "AAD") == 0)
    return "AAD";
  if (g_ascii_strcasecmp (provider, "ADFS") == 0)
    return "ADFS";
  complain (error, "authentication.identityProvider");
  return NULL;
}

/* ADFS tells its path as well ("https://adfs.contoso.com/adfs"): there it takes the tenant's place.
 */
static char *
read_authority (JsonObject *entry, const char *provider, GError **error)
{
  const char *text = depot_json_get_string (entry, "authentication.loginEndpoint", error);
  g_autofree char *plain = g_strdup (text);

  if (text == NULL)
    return NULL;
  if (g_str_has_suffix (plain, "/"))
    plain[strlen (plain) - 1] = '\0';
  if (g_str_equal (provider, "ADFS") && g_str_has_suffix (plain, "/adfs"))
    plain[strlen (plain) - strlen ("/adfs")] = '\0';
  if (depot_cloud_check_address (plain) == NULL)
    return dup_plain_address (plain);
  complain (error, "authentication.loginEndpoint");
  return NULL;
}

static char *
read_scope (JsonObject *entry, GError **error)
{
  JsonArray *audiences = depot_json_get_array (entry, "authentication.audiences", error);
  JsonNode *first;
  const char *text;

  if (audiences == NULL)
    return NULL;
  first = json_array_get_length (audiences) > 0 ? json_array_get_element (audiences, 0) : NULL;
  text = first != NULL && JSON_NODE_HOLDS_VALUE (first)
                 && json_node_get_value_type (first) == G_TYPE_STRING
             ? json_node_get_string (first)
             : NULL;
  if (text == NULL || !g_str_has_prefix (text, "https://") || strlen (text) > MAX_ADDRESS
      || strpbrk (text, " \r\n\t\"") != NULL)
    {
      complain (error, "authentication.audiences");
      return NULL;
    }
  return g_str_has_suffix (text, "/") ? g_strconcat (text, ".default", NULL)
                                      : g_strconcat (text, "/.default", NULL);
}

static char *
make_vault_scope (const char *vault_suffix)
{
  g_auto (GStrv) parts = g_strsplit (vault_suffix, ":", 2);

  return g_strconcat ("https://", parts[0], "/.default", NULL);
}

static const char *
read_tenant (JsonObject *entry, const char *provider)
{
  const char *tenant = depot_json_peek_string (entry, "authentication.tenant");

  if (g_str_equal (provider, "ADFS"))
    return "adfs";
  return tenant == NULL || g_ascii_strcasecmp (tenant, "common") == 0 ? "organizations" : tenant;
}

/* Optional, and only shown or asked when it is an address. */
static const char *
read_address (JsonObject *entry, const char *member)
{
  const char *text = depot_json_peek_string (entry, member);

  return text != NULL && strlen (text) <= MAX_ADDRESS
                 && (g_str_has_prefix (text, "https://")
                     || g_str_has_prefix (text, "http://localhost"))
             ? text
             : NULL;
}

static DepotCloud *
read_entry (JsonObject *entry, const char *resource_manager, const char *ca_pem, GError **error)
{
  const char *provider = read_provider (entry, error);
  g_autofree char *authority = provider != NULL ? read_authority (entry, provider, error) : NULL;
  g_autofree char *scope = authority != NULL ? read_scope (entry, error) : NULL;
  const char *storage = scope != NULL ? read_suffix (entry, "suffixes.storage", error) : NULL;
  const char *vault = storage != NULL ? read_suffix (entry, "suffixes.keyVaultDns", error) : NULL;
  g_autofree char *vault_scope = vault != NULL ? make_vault_scope (vault) : NULL;
  g_autofree char *id = dup_place (resource_manager);
  g_autofree char *arm = dup_plain_address (resource_manager);
  const char *name = depot_json_peek_string (entry, "name");

  if (vault == NULL)
    return NULL;
  return g_object_new (DEPOT_TYPE_CLOUD,
                       "id",
                       id,
                       "name",
                       name != NULL && *name != '\0' ? name : id,
                       "authority",
                       authority,
                       "arm",
                       arm,
                       "arm-scope",
                       scope,
                       "storage-scope",
                       "https://storage.azure.com/.default",
                       "vault-scope",
                       vault_scope,
                       "storage-suffix",
                       storage,
                       "vault-suffix",
                       vault,
                       "portal",
                       read_address (entry, "portal"),
                       "graph",
                       read_address (entry, "graph"),
                       "identity-provider",
                       provider,
                       "default-tenant",
                       read_tenant (entry, provider),
                       "ca-pem",
                       ca_pem,
                       NULL);
}

DepotCloud *
depot_cloud_new_custom (const char *resource_manager,
                        JsonNode *metadata,
                        const char *ca_pem,
                        GError **error)
{
  const char *wrong = depot_cloud_check_address (resource_manager);
  JsonObject *entry;

  if (wrong != NULL)
    {
      g_propagate_error (error, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", wrong));
      return NULL;
    }
  entry = find_entry (metadata, resource_manager, error);
  return entry != NULL ? read_entry (entry, resource_manager, ca_pem, error) : NULL;
}
