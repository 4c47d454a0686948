/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud.h"
#include "depot-error.h"
#include "depot-json.h"

static DepotCloud *
find (const char *id)
{
  g_autoptr (GListModel) clouds = depot_cloud_list_built_in ();

  g_assert_cmpuint (g_list_model_get_n_items (clouds), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      if (g_str_equal (depot_cloud_get_id (cloud), id))
        return g_steal_pointer (&cloud);
    }
  g_assert_not_reached ();
}

static JsonObject *
make_endpoints (void)
{
  static const char *text
      = "{ \"name\": \"PracticeCloud\", \"pid\": 123, \"authority\": \"https://localhost:9443\","
        "  \"resourceManager\": \"https://localhost:9443\","
        "  \"managementScope\": \"https://localhost:9443/.default\","
        "  \"classic\": \"https://localhost:9444\", \"storageSuffix\": \"localhost:9443\","
        "  \"storageScope\": \"https://storage.azure.com/.default\","
        "  \"vaultSuffix\": \"vault.localhost:9443\","
        "  \"vaultScope\": \"https://vault.localhost/.default\","
        "  \"vmDnsSuffix\": \"cloudapp.localhost\", \"graph\": \"https://localhost:9443/graph\","
        "  \"portal\": \"http://localhost:9080\", \"edgePort\": 9445, \"caFile\": \"/srv/ca.pem\","
        "  \"tenantId\": \"10000000-0000-0000-0000-000000000001\","
        "  \"clientId\": \"10000000-0000-0000-0000-000000000002\" }";

  return depot_json_parse_object (text, -1, NULL);
}

static void
test_built_in (void)
{
  static const struct
  {
    const char *id, *host;
    int port;
    gboolean owned;
  } rows[] = {
    { DEPOT_CLOUD_PUBLIC, "login.microsoftonline.com", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "management.azure.com", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "MANAGEMENT.azure.com", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "management.azure.com", 8443, FALSE },
    { DEPOT_CLOUD_PUBLIC, "management.azure.com.contoso.com", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, "wallacefalls.blob.core.windows.net", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "a.b.blob.core.windows.net", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, ".blob.core.windows.net", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, "blob.core.windows.net", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, "wallacefalls.vault.azure.net", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "wallacefallsvault.azure.net", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, "management.core.windows.net", 443, TRUE },
    { DEPOT_CLOUD_PUBLIC, "management.usgovcloudapi.net", 443, FALSE },
    { DEPOT_CLOUD_PUBLIC, NULL, 443, FALSE },
    { DEPOT_CLOUD_US_GOVERNMENT, "login.microsoftonline.us", 443, TRUE },
    { DEPOT_CLOUD_US_GOVERNMENT, "x.blob.core.usgovcloudapi.net", 443, TRUE },
    { DEPOT_CLOUD_CHINA, "login.chinacloudapi.cn", 443, TRUE },
    { DEPOT_CLOUD_CHINA, "login.partner.microsoftonline.cn", 443, TRUE },
    { DEPOT_CLOUD_CHINA, "login.microsoftonline.com", 443, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotCloud) cloud = find (rows[i].id);

      g_test_message ("%s %s", rows[i].id, rows[i].host);
      g_assert_cmpint (
          depot_cloud_owns_host (cloud, rows[i].host, rows[i].port), ==, rows[i].owned);
      g_assert_false (depot_cloud_is_practice (cloud));
      g_assert_cmpuint (depot_cloud_get_edge_port (cloud), ==, 443);
      g_assert_null (depot_cloud_get_ca_file (cloud));
      g_assert_null (depot_cloud_get_default_client_id (cloud));
      g_assert_cmpstr (depot_cloud_get_default_tenant (cloud), ==, "organizations");
    }
}

static void
test_practice (void)
{
  g_autoptr (JsonObject) endpoints = make_endpoints ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = depot_cloud_new_practice (endpoints, &error);
  g_autofree char *link = NULL;

  g_assert_no_error (error);
  g_assert_true (depot_cloud_is_practice (cloud));
  g_assert_cmpuint (depot_cloud_get_edge_port (cloud), ==, 9445);
  g_assert_cmpstr (
      depot_cloud_get_default_client_id (cloud), ==, "10000000-0000-0000-0000-000000000002");
  g_assert_true (depot_cloud_owns_host (cloud, "localhost", 9443));
  g_assert_true (depot_cloud_owns_host (cloud, "localhost", 9444));
  g_assert_false (depot_cloud_owns_host (cloud, "localhost", 9445));
  g_assert_true (depot_cloud_owns_host (cloud, "wallacefalls.blob.localhost", 9443));
  g_assert_true (depot_cloud_owns_host (cloud, "wallacefalls.vault.localhost", 9443));
  g_assert_false (depot_cloud_owns_host (cloud, "wallacefalls.vault.localhost", 443));
  g_assert_false (depot_cloud_owns_host (cloud, "management.azure.com", 443));
  link = depot_cloud_dup_portal_link (cloud, "/subscriptions/1");
  g_assert_cmpstr (link, ==, "http://localhost:9080/#resource/subscriptions/1");
}

/* an endpoints file of somebody else must not turn the practice cloud's trust against real hosts */
static void
test_practice_refused (void)
{
  static const struct
  {
    const char *member, *value;
  } rows[] = {
    { "authority", "https://login.microsoftonline.com" },
    { "authority", "http://localhost:9443" },
    { "authority", "localhost" },
    { "authority", "https://localhost.contoso.com" },
    { "resourceManager", "https://10.1.2.3" },
    { "classic", "https://contoso.com" },
    { "storageSuffix", "core.windows.net" },
    { "vaultSuffix", "notlocalhost" },
    { "vmDnsSuffix", "cloudapp.azure.com" },
    { "portal", "https://portal.azure.com" },
    { "portal", "file:///etc/passwd" },
    { "caFile", NULL },
    { "edgePort", NULL },
    { "tenantId", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) endpoints = make_endpoints ();
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotCloud) cloud = NULL;

      if (rows[i].value)
        json_object_set_string_member (endpoints, rows[i].member, rows[i].value);
      else
        json_object_remove_member (endpoints, rows[i].member);
      cloud = depot_cloud_new_practice (endpoints, &error);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_nonnull (strstr (error->message, rows[i].member));
      g_assert_null (cloud);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/built-in", test_built_in);
  g_test_add_func ("/cloud/practice", test_practice);
  g_test_add_func ("/cloud/practice-refused", test_practice_refused);
  return g_test_run ();
}
