/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud.h"

#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-error.h"
#include "depot-fields-private.h"

struct _DepotCloud
{
  GObject parent_instance;

  char *id, *name, *authority, *authority_alias;
  char *arm, *arm_scope, *storage_scope, *vault_scope, *classic;
  char *storage_suffix, *vault_suffix, *vm_dns_suffix, *portal, *graph;
  char *ca_pem, *identity_provider;
  char *ca_file, *default_client_id, *default_tenant;
  guint edge_port;
};

G_DEFINE_FINAL_TYPE (DepotCloud, depot_cloud, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_AUTHORITY,
  PROP_AUTHORITY_ALIAS,
  PROP_ARM,
  PROP_ARM_SCOPE,
  PROP_STORAGE_SCOPE,
  PROP_VAULT_SCOPE,
  PROP_CLASSIC,
  PROP_STORAGE_SUFFIX,
  PROP_VAULT_SUFFIX,
  PROP_VM_DNS_SUFFIX,
  PROP_PORTAL,
  PROP_GRAPH,
  PROP_CA_FILE,
  PROP_CA_PEM,
  PROP_IDENTITY_PROVIDER,
  PROP_DEFAULT_CLIENT_ID,
  PROP_DEFAULT_TENANT,
  PROP_EDGE_PORT,
} DepotCloudProperty;

#define TEXT(property, member) { property, DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (DepotCloud, member) }

static const DepotField fields[] = {
  [PROP_ID] = TEXT ("id", id),
  [PROP_NAME] = TEXT ("name", name),
  [PROP_AUTHORITY] = TEXT ("authority", authority),
  [PROP_AUTHORITY_ALIAS] = TEXT ("authority-alias", authority_alias),
  [PROP_ARM] = TEXT ("arm", arm),
  [PROP_ARM_SCOPE] = TEXT ("arm-scope", arm_scope),
  [PROP_STORAGE_SCOPE] = TEXT ("storage-scope", storage_scope),
  [PROP_VAULT_SCOPE] = TEXT ("vault-scope", vault_scope),
  [PROP_CLASSIC] = TEXT ("classic", classic),
  [PROP_STORAGE_SUFFIX] = TEXT ("storage-suffix", storage_suffix),
  [PROP_VAULT_SUFFIX] = TEXT ("vault-suffix", vault_suffix),
  [PROP_VM_DNS_SUFFIX] = TEXT ("vm-dns-suffix", vm_dns_suffix),
  [PROP_PORTAL] = TEXT ("portal", portal),
  [PROP_GRAPH] = TEXT ("graph", graph),
  [PROP_CA_FILE] = TEXT ("ca-file", ca_file),
  [PROP_CA_PEM] = TEXT ("ca-pem", ca_pem),
  [PROP_IDENTITY_PROVIDER] = TEXT ("identity-provider", identity_provider),
  [PROP_DEFAULT_CLIENT_ID] = TEXT ("default-client-id", default_client_id),
  [PROP_DEFAULT_TENANT] = TEXT ("default-tenant", default_tenant),
  [PROP_EDGE_PORT]
  = { "edge-port", DEPOT_FIELD_NUMBER, G_STRUCT_OFFSET (DepotCloud, edge_port), 443 },
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_cloud_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_cloud_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  depot_fields_set (object, &fields[id], value);
}

static void
depot_cloud_finalize (GObject *object)
{
  depot_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_cloud_parent_class)->finalize (object);
}

static void
depot_cloud_class_init (DepotCloudClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_cloud_get_property;
  object_class->set_property = depot_cloud_set_property;
  object_class->finalize = depot_cloud_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY,
                        props);
}

static void
depot_cloud_init (DepotCloud *self)
{
}

static DepotCloud *
new_public (void)
{
  return g_object_new (DEPOT_TYPE_CLOUD,
                       "id",
                       DEPOT_CLOUD_PUBLIC,
                       "name",
                       _ ("Azure public cloud"),
                       "authority",
                       "https://login.microsoftonline.com",
                       "arm",
                       "https://management.azure.com",
                       "arm-scope",
                       "https://management.azure.com/.default",
                       "storage-scope",
                       "https://storage.azure.com/.default",
                       "vault-scope",
                       "https://vault.azure.net/.default",
                       "classic",
                       "https://management.core.windows.net",
                       "storage-suffix",
                       "core.windows.net",
                       "vault-suffix",
                       "vault.azure.net",
                       "vm-dns-suffix",
                       "cloudapp.azure.com",
                       "portal",
                       "https://portal.azure.com",
                       "graph",
                       "https://graph.microsoft.com",
                       "default-tenant",
                       "organizations",
                       NULL);
}

static DepotCloud *
new_us_government (void)
{
  return g_object_new (DEPOT_TYPE_CLOUD,
                       "id",
                       DEPOT_CLOUD_US_GOVERNMENT,
                       "name",
                       _ ("Azure US Government cloud"),
                       "authority",
                       "https://login.microsoftonline.us",
                       "arm",
                       "https://management.usgovcloudapi.net",
                       "arm-scope",
                       "https://management.usgovcloudapi.net/.default",
                       "storage-scope",
                       "https://storage.azure.com/.default",
                       "vault-scope",
                       "https://vault.usgovcloudapi.net/.default",
                       "classic",
                       "https://management.core.usgovcloudapi.net",
                       "storage-suffix",
                       "core.usgovcloudapi.net",
                       "vault-suffix",
                       "vault.usgovcloudapi.net",
                       "vm-dns-suffix",
                       "cloudapp.usgovcloudapi.net",
                       "portal",
                       "https://portal.azure.us",
                       "graph",
                       "https://graph.microsoft.us",
                       "default-tenant",
                       "organizations",
                       NULL);
}

static DepotCloud *
new_china (void)
{
  return g_object_new (DEPOT_TYPE_CLOUD,
                       "id",
                       DEPOT_CLOUD_CHINA,
                       "name",
                       _ ("Azure operated by 21Vianet (China)"),
                       "authority",
                       "https://login.chinacloudapi.cn",
                       "authority-alias",
                       "https://login.partner.microsoftonline.cn",
                       "arm",
                       "https://management.chinacloudapi.cn",
                       "arm-scope",
                       "https://management.chinacloudapi.cn/.default",
                       "storage-scope",
                       "https://storage.azure.com/.default",
                       "vault-scope",
                       "https://vault.azure.cn/.default",
                       "classic",
                       "https://management.core.chinacloudapi.cn",
                       "storage-suffix",
                       "core.chinacloudapi.cn",
                       "vault-suffix",
                       "vault.azure.cn",
                       "vm-dns-suffix",
                       "cloudapp.chinacloudapi.cn",
                       "portal",
                       "https://portal.azure.cn",
                       "graph",
                       "https://microsoftgraph.chinacloudapi.cn",
                       "default-tenant",
                       "organizations",
                       NULL);
}

GListModel *
depot_cloud_list_built_in (void)
{
  GListStore *clouds = g_list_store_new (DEPOT_TYPE_CLOUD);
  DepotCloud *built_in[] = { new_public (), new_us_government (), new_china () };

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    {
      g_autoptr (DepotCloud) cloud = built_in[i];

      g_list_store_append (clouds, cloud);
    }
  return G_LIST_MODEL (clouds);
}

#define MAKE_GETTER(member)                                                                        \
  const char *depot_cloud_get_##member (DepotCloud *self)                                          \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_CLOUD (self), NULL);                                            \
    return self->member;                                                                           \
  }

MAKE_GETTER (id)
MAKE_GETTER (name)
MAKE_GETTER (authority)
MAKE_GETTER (arm)
MAKE_GETTER (arm_scope)
MAKE_GETTER (storage_scope)
MAKE_GETTER (vault_scope)
MAKE_GETTER (classic)
MAKE_GETTER (storage_suffix)
MAKE_GETTER (vault_suffix)
MAKE_GETTER (portal)
MAKE_GETTER (graph)
MAKE_GETTER (ca_file)
MAKE_GETTER (ca_pem)
MAKE_GETTER (default_client_id)
MAKE_GETTER (default_tenant)

guint
depot_cloud_get_edge_port (DepotCloud *self)
{
  g_return_val_if_fail (DEPOT_IS_CLOUD (self), 443);
  return self->edge_port;
}

gboolean
depot_cloud_is_practice (DepotCloud *self)
{
  g_return_val_if_fail (DEPOT_IS_CLOUD (self), FALSE);
  return g_str_equal (self->id, DEPOT_CLOUD_PRACTICE);
}

const char *
depot_cloud_get_identity_provider (DepotCloud *self)
{
  g_return_val_if_fail (DEPOT_IS_CLOUD (self), NULL);
  return self->identity_provider != NULL ? self->identity_provider : "AAD";
}

gboolean
depot_cloud_is_custom (DepotCloud *self)
{
  static const char *const known[] = {
    DEPOT_CLOUD_PUBLIC, DEPOT_CLOUD_US_GOVERNMENT, DEPOT_CLOUD_CHINA, DEPOT_CLOUD_PRACTICE, NULL
  };

  g_return_val_if_fail (DEPOT_IS_CLOUD (self), FALSE);
  return !g_strv_contains (known, self->id);
}

JsonObject *
depot_cloud_to_json (DepotCloud *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_CLOUD (self), object);

  depot_fields_to_json (self, fields, G_N_ELEMENTS (fields), object);
  return object;
}

/* Construct-only properties cannot be set afterwards: the fields are, before anybody sees it. */
DepotCloud *
depot_cloud_from_json (JsonObject *object, GError **error)
{
  g_autoptr (DepotCloud) self = g_object_new (DEPOT_TYPE_CLOUD, NULL);

  if (!depot_fields_fill (G_OBJECT (self), fields, G_N_ELEMENTS (fields), object, error))
    return NULL;
  return g_steal_pointer (&self);
}

DepotCloud *
depot_cloud_with_trust (DepotCloud *self, const char *ca_pem)
{
  g_autoptr (JsonObject) object = depot_cloud_to_json (self);

  if (ca_pem != NULL)
    json_object_set_string_member (object, "caPem", ca_pem);
  else
    json_object_remove_member (object, "caPem");
  return depot_cloud_from_json (object, NULL);
}

static gboolean
url_has_host (const char *url, const char *host, int port)
{
  g_autoptr (GUri) uri = url ? g_uri_parse (url, G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;

  return uri && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0
         && g_ascii_strcasecmp (g_uri_get_host (uri), host) == 0 && g_uri_get_port (uri) == port;
}

/* suffix may carry a port ("localhost:9443"); exactly one label of our own may stand before it */
static gboolean
host_is_below (const char *host, int port, const char *between, const char *suffix)
{
  const char *colon = strchr (suffix, ':');
  g_autofree char *bare = colon ? g_strndup (suffix, colon - suffix) : g_strdup (suffix);
  g_autofree char *tail = g_strconcat (".", between, bare, NULL);
  int wanted_port = colon ? atoi (colon + 1) : 443;
  gsize host_length = strlen (host), tail_length = strlen (tail);

  if (port != wanted_port || host_length <= tail_length)
    return FALSE;
  return g_ascii_strcasecmp (host + host_length - tail_length, tail) == 0
         && memchr (host, '.', host_length - tail_length) == NULL;
}

gboolean
depot_cloud_owns_host (DepotCloud *self, const char *host, int port)
{
  const char *urls[]
      = { self->authority, self->authority_alias, self->arm, self->classic, self->graph };

  g_return_val_if_fail (DEPOT_IS_CLOUD (self), FALSE);

  if (host == NULL || !depot_name_is_host_name (host))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    if (url_has_host (urls[i], host, port))
      return TRUE;
  return (self->storage_suffix != NULL && host_is_below (host, port, "blob.", self->storage_suffix))
         || (self->vault_suffix != NULL && host_is_below (host, port, "", self->vault_suffix));
}

char *
depot_cloud_dup_portal_link (DepotCloud *self, const char *resource_id)
{
  g_return_val_if_fail (DEPOT_IS_CLOUD (self), NULL);
  g_return_val_if_fail (resource_id != NULL, NULL);

  return g_strconcat (self->portal, "/#resource", resource_id, NULL);
}
