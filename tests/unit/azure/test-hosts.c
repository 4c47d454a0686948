/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No request of one environment reaches a host of another: every environment against every host of
 * all of them, and against names that only look like one (reliability table, P11 and T7). */
#include "config.h"

#include "depot-azure-url.h"
#include "depot-error.h"
#include "depot-json.h"

typedef struct
{
  const char *id;
  const char *hosts[12];
} Owned;

#define ACCOUNT "wallacefalls.blob."
#define VAULT "wallacefalls."

static const Owned owned[] = {
  { DEPOT_CLOUD_PUBLIC,
    { "login.microsoftonline.com",
      "management.azure.com",
      "management.core.windows.net",
      ACCOUNT "core.windows.net",
      VAULT "vault.azure.net",
      "graph.microsoft.com" } },
  { DEPOT_CLOUD_US_GOVERNMENT,
    { "login.microsoftonline.us",
      "management.usgovcloudapi.net",
      "management.core.usgovcloudapi.net",
      ACCOUNT "core.usgovcloudapi.net",
      VAULT "vault.usgovcloudapi.net",
      "graph.microsoft.us" } },
  { DEPOT_CLOUD_CHINA,
    { "login.chinacloudapi.cn",
      "login.partner.microsoftonline.cn",
      "management.chinacloudapi.cn",
      "management.core.chinacloudapi.cn",
      ACCOUNT "core.chinacloudapi.cn",
      VAULT "vault.azure.cn",
      "microsoftgraph.chinacloudapi.cn" } },
  { "management.local.contoso.com",
    { "management.local.contoso.com",
      "adfs.local.contoso.com",
      ACCOUNT "local.contoso.com",
      VAULT "vault.local.contoso.com",
      "graph.local.contoso.com" } },
};

static const char metadata[]
    = "[{\"name\": \"Contoso Stack\", \"resourceManager\": "
      "\"https://management.local.contoso.com\","
      "  \"authentication\": {\"loginEndpoint\": \"https://adfs.local.contoso.com/adfs\","
      "    \"audiences\": [\"https://management.contoso.com/1\"], \"identityProvider\": \"ADFS\"},"
      "  \"suffixes\": {\"storage\": \"local.contoso.com\","
      "    \"keyVaultDns\": \".vault.local.contoso.com\"},"
      "  \"graph\": \"https://graph.local.contoso.com\"}]";

static DepotCloud *
find (const char *id)
{
  g_autoptr (GListModel) clouds = depot_cloud_list_built_in ();
  g_autoptr (JsonNode) root = depot_json_parse (metadata, -1, NULL);
  g_autoptr (GError) error = NULL;
  DepotCloud *custom;

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      if (g_str_equal (depot_cloud_get_id (cloud), id))
        return g_steal_pointer (&cloud);
    }
  custom = depot_cloud_new_custom ("https://management.local.contoso.com/", root, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_cloud_get_id (custom), ==, id);
  return custom;
}

static gboolean
may_go (DepotCloud *cloud, const char *format, const char *host)
{
  GString *url = g_string_new (format);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean may;

  g_string_replace (url, "HOST", host, 1);
  text = g_string_free_and_steal (url);
  may = depot_azure_url_check (cloud, text, "URL", &error);
  if (!may)
    g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  return may;
}

static void
test_every_pair (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    {
      g_autoptr (DepotCloud) cloud = find (owned[i].id);

      for (guint j = 0; j < G_N_ELEMENTS (owned); j++)
        for (guint k = 0; owned[j].hosts[k] != NULL; k++)
          {
            const char *host = owned[j].hosts[k];
            g_autofree char *upper = g_ascii_strup (host, -1);

            g_test_message ("%s asks %s", owned[i].id, host);
            g_assert_cmpint (may_go (cloud, "https://HOST/a?b=c", host), ==, i == j);
            g_assert_cmpint (may_go (cloud, "https://HOST:443/", host), ==, i == j);
            g_assert_cmpint (may_go (cloud, "https://HOST/", upper), ==, i == j);
          }
    }
}

static void
test_look_alikes (void)
{
  static const char *const forms[] = {
    "http://HOST/",
    "https://HOST:8443/",
    "https://HOST:80/",
    "https://HOST./",
    "https://HOST.contoso.net/",
    "https://HOST@contoso.net/",
    "https://admin@HOST/",
    "https://admin:word@HOST/",
    "https://contoso.net/HOST",
    "https://contoso.net#HOST",
    "https://HOST#contoso.net",
    "https://xHOST.evil.contoso.net/",
    "https://HOST%2econtoso.net/",
    "https://HOST\\@contoso.net/",
    "https://HOST \t/",
    "ftp://HOST/",
    "//HOST/",
    "https:HOST/",
    "https://-HOST/",
    "https://a.b.c.HOST/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    {
      g_autoptr (DepotCloud) cloud = find (owned[i].id);

      for (guint k = 0; owned[i].hosts[k] != NULL; k++)
        for (guint f = 0; f < G_N_ELEMENTS (forms); f++)
          {
            g_test_message ("%s, %s, %s", owned[i].id, forms[f], owned[i].hosts[k]);
            g_assert_false (may_go (cloud, forms[f], owned[i].hosts[k]));
          }
    }
}

/* One label of ours, no more and no less, may stand before a suffix. */
static void
test_suffixes (void)
{
  static const char *const refused[] = {
    "blob.core.windows.net",
    ".blob.core.windows.net",
    "a.b.blob.core.windows.net",
    "wallacefalls.queue.core.windows.net",
    "wallacefallsblob.core.windows.net",
    "wallacefalls.blob.core.windows.net.cn",
    "vault.azure.net",
    "wallacefalls.vault.azure.net.contoso.com",
    "wallacefalls.evilvault.azure.net",
    "a.b.vault.azure.net",
    "management.azure.com.cn",
    "xmanagement.azure.com",
    "azure.com",
  };
  g_autoptr (DepotCloud) cloud = find (DEPOT_CLOUD_PUBLIC);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (may_go (cloud, "https://HOST/", refused[i]));
    }
}

/* Before an environment has described itself, only its own front door is asked. */
static void
test_stranger (void)
{
  g_autoptr (DepotCloud) stranger
      = depot_cloud_new_stranger ("https://Management.Local.Contoso.com", NULL);

  g_assert_true (
      may_go (stranger, "https://HOST/metadata/endpoints", "management.local.contoso.com"));
  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    for (guint k = 0; owned[i].hosts[k] != NULL; k++)
      if (!g_str_equal (owned[i].hosts[k], "management.local.contoso.com"))
        g_assert_false (may_go (stranger, "https://HOST/", owned[i].hosts[k]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hosts/every-pair", test_every_pair);
  g_test_add_func ("/hosts/look-alikes", test_look_alikes);
  g_test_add_func ("/hosts/suffixes", test_suffixes);
  g_test_add_func ("/hosts/stranger", test_stranger);
  return g_test_run ();
}
