/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud.h"
#include "depot-error.h"
#include "depot-json.h"

#define ADDRESS "https://management.local.contoso.com"
#define LOGIN "\"loginEndpoint\": \"https://login.local.contoso.com/\""
#define AUDIENCES "\"audiences\": [\"https://management.contoso.com/\"]"
#define SUFFIXES                                                                                   \
  "\"suffixes\": {\"storage\": \"local.contoso.com\", \"keyVaultDns\": "                           \
  "\".vault.local.contoso.com\"}"
#define ENTRY(address, authentication, suffixes)                                                   \
  "{\"name\": \"Contoso\", \"resourceManager\": \"" address                                        \
  "\", \"authentication\": {" authentication "}, " suffixes "}"
#define GOOD ENTRY (ADDRESS "/", LOGIN ", " AUDIENCES, SUFFIXES)
#define SISTER                                                                                     \
  ENTRY ("https://management.other.contoso.com",                                                   \
         "\"loginEndpoint\": \"https://login.other.contoso.com\", " AUDIENCES,                     \
         SUFFIXES)

static DepotCloud *
read_text (const char *address, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = depot_json_parse (text, -1, error);

  return root != NULL ? depot_cloud_new_custom (address, root, NULL, error) : NULL;
}

static void
test_reads (void)
{
  static const char *const forms[] = { "[" SISTER ", " GOOD "]", "[" GOOD "]", GOOD };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotCloud) cloud = read_text (ADDRESS, forms[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (depot_cloud_get_id (cloud), ==, "management.local.contoso.com");
      g_assert_cmpstr (depot_cloud_get_authority (cloud), ==, "https://login.local.contoso.com");
      g_assert_cmpstr (
          depot_cloud_get_arm_scope (cloud), ==, "https://management.contoso.com/.default");
      g_assert_cmpstr (depot_cloud_get_vault_suffix (cloud), ==, "vault.local.contoso.com");
      g_assert_cmpstr (depot_cloud_get_identity_provider (cloud), ==, "AAD");
      g_assert_cmpstr (depot_cloud_get_default_tenant (cloud), ==, "organizations");
      g_assert_true (depot_cloud_is_custom (cloud));
      g_assert_cmpuint (depot_cloud_get_edge_port (cloud), ==, 443);
    }
}

static void
test_adfs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud
      = read_text (ADDRESS,
                   ENTRY (ADDRESS,
                          "\"loginEndpoint\": \"https://adfs.local.contoso.com/adfs\", "
                          "\"identityProvider\": \"ADFS\", " AUDIENCES,
                          SUFFIXES),
                   &error);

  g_assert_no_error (error);
  g_assert_cmpstr (depot_cloud_get_authority (cloud), ==, "https://adfs.local.contoso.com");
  g_assert_cmpstr (depot_cloud_get_default_tenant (cloud), ==, "adfs");
  g_assert_cmpstr (depot_cloud_get_identity_provider (cloud), ==, "ADFS");
}

static void
test_refuses (void)
{
  static const char *const texts[] = {
    "[]",
    "[" SISTER "]",
    "\"contoso\"",
    "[1, null]",
    "{}",
    ENTRY (ADDRESS, AUDIENCES, SUFFIXES),
    ENTRY (ADDRESS, "\"loginEndpoint\": \"http://login.local.contoso.com\", " AUDIENCES, SUFFIXES),
    ENTRY (ADDRESS, "\"loginEndpoint\": \"https://a@login.contoso.com\", " AUDIENCES, SUFFIXES),
    ENTRY (ADDRESS, "\"loginEndpoint\": \"https://login.contoso.com/x?y\", " AUDIENCES, SUFFIXES),
    ENTRY (ADDRESS, LOGIN, SUFFIXES),
    ENTRY (ADDRESS, LOGIN ", \"audiences\": []", SUFFIXES),
    ENTRY (ADDRESS, LOGIN ", \"audiences\": [7]", SUFFIXES),
    ENTRY (ADDRESS, LOGIN ", \"audiences\": [\"http://management\"]", SUFFIXES),
    ENTRY (ADDRESS, LOGIN ", " AUDIENCES, "\"suffixes\": {\"storage\": \"local.contoso.com\"}"),
    ENTRY (ADDRESS,
           LOGIN ", " AUDIENCES,
           "\"suffixes\": {\"storage\": \"a/b\", \"keyVaultDns\": \"vault.contoso.com\"}"),
    ENTRY (ADDRESS,
           LOGIN ", " AUDIENCES,
           "\"suffixes\": {\"storage\": \"contoso.com:0\", \"keyVaultDns\": \"v.contoso.com\"}"),
    ENTRY (ADDRESS, LOGIN ", \"identityProvider\": \"Other\", " AUDIENCES, SUFFIXES),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_null (read_text (ADDRESS, texts[i], &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } rows[] = {
    { ADDRESS, TRUE },
    { ADDRESS "/", TRUE },
    { "https://localhost:9443", TRUE },
    { NULL, FALSE },
    { "", FALSE },
    { "management.contoso.com", FALSE },
    { "http://management.contoso.com", FALSE },
    { "https://management.contoso.com/path", FALSE },
    { "https://management.contoso.com?query", FALSE },
    { "https://admin@management.contoso.com", FALSE },
    { "https://management.contoso.com#part", FALSE },
    { "https://management .contoso.com", FALSE },
    { "https://management_.contoso.com", FALSE },
    { "https://", FALSE },
    { "https://b\303\274ro.contoso.com", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (depot_cloud_check_address (rows[i].text) == NULL, ==, rows[i].good);
    }
}

static void
test_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = read_text (ADDRESS, GOOD, &error);
  g_autoptr (DepotCloud) trusting = depot_cloud_with_trust (cloud, "-----BEGIN\nx");
  g_autoptr (JsonObject) json = depot_cloud_to_json (trusting);
  g_autoptr (DepotCloud) again = depot_cloud_from_json (json, &error);

  g_assert_no_error (error);
  g_assert_null (depot_cloud_get_ca_pem (cloud));
  g_assert_cmpstr (depot_cloud_get_ca_pem (again), ==, "-----BEGIN\nx");
  g_assert_cmpstr (depot_cloud_get_arm (again), ==, ADDRESS);
  g_assert_true (depot_cloud_owns_host (again, "wallacefalls.blob.local.contoso.com", 443));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud-custom/reads", test_reads);
  g_test_add_func ("/cloud-custom/adfs", test_adfs);
  g_test_add_func ("/cloud-custom/refuses", test_refuses);
  g_test_add_func ("/cloud-custom/addresses", test_addresses);
  g_test_add_func ("/cloud-custom/kept", test_kept);
  return g_test_run ();
}
