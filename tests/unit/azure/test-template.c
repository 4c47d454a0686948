/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our templates: they load, their parameters fit, their names are known beforehand, and an instance
 * gets what it needs. */
#include "config.h"

#include <string.h>

#include "depot-azure-nouns.h"
#include "depot-cloud-init.h"
#include "depot-json.h"
#include "depot-paths.h"
#include "depot-service-template.h"
#include "depot-ssh-key.h"
#include "depot-template-name.h"

static const DepotTemplateValues values = {
  .region = "westeurope",
  .service_id = "0e6f1c9a-2d5b-4c38-9e77-1a2b3c4d5e6f",
  .service_name = "wallacefalls",
  .service_fqdn = "wallacefalls.contoso.com",
  .console_principal_id = "77777777-7777-4777-8777-777777777777",
  .console_principal_type = "User",
  .vault_uri = "https://wallacefalls.vault.azure.net/",
  .blob_endpoint = "https://wallacefalls.blob.core.windows.net/",
  .identity_client_id = "99999999-9999-4999-8999-999999999999",
  .certificate_name = DEPOT_TEMPLATE_CERTIFICATE_NAME,
  .vm_size = "Standard_B2s_v2",
  .instance_count = 2,
};

/* Every parameter given is declared, every declared one without default is given. */
static void
assert_fits (JsonObject *template_, JsonObject *parameters)
{
  JsonObject *declared = json_object_get_object_member (template_, "parameters");
  g_autoptr (GList) given = json_object_get_members (parameters);
  g_autoptr (GList) names = json_object_get_members (declared);

  for (GList *at = given; at != NULL; at = at->next)
    g_assert_true (json_object_has_member (declared, at->data));
  for (GList *at = names; at != NULL; at = at->next)
    if (!json_object_has_member (json_object_get_object_member (declared, at->data),
                                 "defaultValue"))
      g_assert_true (json_object_has_member (parameters, at->data));
}

static void
test_parameters (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) base = depot_template_load_base (&error);
  g_autoptr (JsonObject) service = depot_template_load_service (&error);
  g_autoptr (JsonObject) base_parameters = depot_template_base_parameters (&values, &error);
  g_autoptr (JsonObject) service_parameters = depot_template_service_parameters (&values, &error);
  g_autoptr (JsonObject) again = depot_template_service_parameters (&values, &error);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  g_assert_no_error (error);
  assert_fits (base, base_parameters);
  assert_fits (service, service_parameters);
  g_assert_cmpstr (
      depot_json_peek_string (base_parameters, "tags.depot-service"), ==, values.service_id);
  g_assert_cmpint (depot_json_peek_int (service_parameters, "instanceCount", 0), ==, 2);
  one = depot_json_object_to_text (service_parameters);
  two = depot_json_object_to_text (again);
  g_assert_cmpstr (one, ==, two);
}

static gboolean
has_planned (GListModel *plan, const char *kind, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (plan); i++)
    {
      g_autoptr (DepotPlannedResource) resource = g_list_model_get_item (plan, i);

      g_assert_null (strchr (depot_planned_resource_get_name (resource), '['));
      g_assert_cmpstr (depot_planned_resource_get_source (resource), ==, "template");
      if (g_str_equal (depot_planned_resource_get_kind (resource), kind)
          && g_str_equal (depot_planned_resource_get_name (resource), name))
        return TRUE;
    }
  return FALSE;
}

static void
test_plan (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) base = depot_template_load_base (&error);
  g_autoptr (JsonObject) service = depot_template_load_service (&error);
  g_autoptr (JsonObject) base_parameters = depot_template_base_parameters (&values, &error);
  g_autoptr (JsonObject) service_parameters = depot_template_service_parameters (&values, &error);
  g_autoptr (GListModel) first = depot_template_plan (base, base_parameters, &error);
  g_autoptr (GListModel) second = depot_template_plan (service, service_parameters, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (first), ==, 12);
  g_assert_cmpuint (g_list_model_get_n_items (second), ==, 6);
  g_assert_true (has_planned (first, "Microsoft.Storage/storageAccounts", "wallacefalls"));
  g_assert_true (has_planned (first,
                              "Microsoft.Storage/storageAccounts/blobServices/containers",
                              "wallacefalls/default/content"));
  g_assert_true (
      has_planned (first, "Microsoft.ManagedIdentity/userAssignedIdentities", "wallacefalls-edge"));
  g_assert_true (has_planned (first, "Microsoft.Authorization/roleAssignments", "wallacefalls"));
  g_assert_true (has_planned (second, "Microsoft.Network/publicIPAddresses", "wallacefalls-ip"));
  g_assert_true (has_planned (second, "Microsoft.Compute/virtualMachineScaleSets", "wallacefalls"));
}

/* Whatever can carry a tag carries ours: deletion goes by it. */
static void
test_everything_tagged (void)
{
  g_autoptr (JsonObject) base = depot_template_load_base (NULL);
  g_autoptr (JsonObject) service = depot_template_load_service (NULL);
  JsonObject *templates[] = { base, service };

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      JsonArray *resources = json_object_get_array_member (templates[i], "resources");

      for (guint j = 0; j < json_array_get_length (resources); j++)
        {
          JsonObject *resource = json_array_get_object_element (resources, j);
          gboolean is_tracked = json_object_has_member (resource, "location");

          g_assert_cmpstr (depot_json_peek_string (resource, "tags"),
                           ==,
                           is_tracked ? "[parameters('tags')]" : NULL);
        }
    }
}

static JsonObject *
find_file (JsonObject *cloud_config, const char *path)
{
  JsonArray *files = json_object_get_array_member (cloud_config, "write_files");

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);

      if (g_str_equal (json_object_get_string_member (file, "path"), path))
        return file;
    }
  g_test_message ("%s is not written", path);
  g_assert_not_reached ();
}

/* As cloud-init unpacks it. */
static void
expect_packed (JsonObject *file, const char *name)
{
  g_autoptr (GConverter) unzip
      = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autofree char *path = depot_paths_dup_azure_data (name);
  g_autofree char *wanted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  guchar *bytes;
  gsize length;

  g_assert_cmpstr (json_object_get_string_member (file, "encoding"), ==, "gz+b64");
  bytes = g_base64_decode (json_object_get_string_member (file, "content"), &length);
  packed = g_bytes_new_take (bytes, length);
  plain = g_converter_convert_bytes (unzip, packed, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &wanted, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), wanted, length);
}

static void
test_cloud_init (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = depot_cloud_init_make (&values, &error);
  g_autoptr (JsonObject) frame = NULL;
  g_autoptr (JsonObject) config = NULL;
  g_autofree char *decoded = NULL;
  gsize length;
  JsonObject *file;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "#cloud-config\n"));
  g_assert_cmpuint (strlen (text), <=, DEPOT_CLOUD_INIT_MAX_BYTES / 2);
  frame = depot_json_parse_object (text + strlen ("#cloud-config\n"), -1, &error);
  g_assert_no_error (error);
  file = find_file (frame, "/etc/depot-edge/config.json");
  decoded = (char *) g_base64_decode (json_object_get_string_member (file, "content"), &length);
  config = depot_json_parse_object (decoded, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (depot_json_peek_string (config, "vaultUri"), ==, values.vault_uri);
  g_assert_cmpstr (depot_json_peek_string (config, "blobEndpoint"), ==, values.blob_endpoint);
  g_assert_cmpstr (depot_json_peek_string (config, "edgeKeyName"), ==, "edge-key");
  file = find_file (frame, "/opt/depot-edge/depot-edge-agent");
  g_assert_cmpstr (json_object_get_string_member (file, "permissions"), ==, "0755");
  expect_packed (file, "edge/depot-edge-agent");
  expect_packed (find_file (frame, "/opt/depot-edge/edge_content.py"), "edge/edge_content.py");
  find_file (frame, "/opt/depot-edge/nginx.conf");
  find_file (frame, "/opt/depot-edge/depot-edge.service");
}

static void
test_names (void)
{
  g_autoptr (JsonObject) template_
      = depot_json_parse_object ("{\"parameters\":{\"a\":{\"defaultValue\":\"A\"}},"
                                 "\"variables\":{\"v\":\"[format('{0}-{0}', parameters('b'))]\","
                                 "\"loop\":\"[variables('loop')]\"}}",
                                 -1,
                                 NULL);
  g_autoptr (JsonObject) parameters = depot_json_object_of_strings ("b", "B", NULL);
  static const struct
  {
    const char *text, *value;
  } cases[] = {
    { "plain", "plain" },
    { "[parameters('a')]", "A" },
    { "[ format( '{0}/x/{1}', parameters('b') , 'it''s') ]", "B/x/it's" },
    { "[variables('v')]", "B-B" },
    { "[variables('loop')]", NULL },
    { "[parameters('c')]", NULL },
    { "[guid('x')]", NULL },
    { "[parameters('a')", NULL },
    { "[parameters('a'))]", NULL },
    { "[parameters(", NULL },
    { "['open]", NULL },
    { "[]", NULL },
    { "[", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *value = depot_template_name_evaluate (template_, parameters, cases[i].text);

      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_ssh_key (void)
{
  g_autofree char *one = depot_ssh_key_for_service ("a");
  g_autofree char *same = depot_ssh_key_for_service ("a");
  g_autofree char *other = depot_ssh_key_for_service ("b");
  g_auto (GStrv) words = g_strsplit (one, " ", -1);
  g_autofree guchar *blob = NULL;
  gsize length;

  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (words[0], ==, "ssh-ed25519");
  blob = g_base64_decode (words[1], &length);
  g_assert_cmpuint (length, ==, 4 + 11 + 4 + 32);
  g_assert_cmpmem (blob, 4 + 11, "\0\0\0\x0bssh-ed25519", 15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure/template/parameters", test_parameters);
  g_test_add_func ("/azure/template/plan", test_plan);
  g_test_add_func ("/azure/template/everything-tagged", test_everything_tagged);
  g_test_add_func ("/azure/template/cloud-init", test_cloud_init);
  g_test_add_func ("/azure/template/names", test_names);
  g_test_add_func ("/azure/template/ssh-key", test_ssh_key);
  return g_test_run ();
}
