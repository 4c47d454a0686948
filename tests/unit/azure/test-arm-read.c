/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of Resource Manager's answers, and what they say to answers that are not right. */
#include "config.h"

#include <string.h>

#include "azure-fixture.h"
#include "depot-arm-read.h"
#include "depot-error.h"

typedef gboolean (*ItemReader) (JsonObject *item, gpointer list, GError **error);

static void
read_all (const char *name, ItemReader reader, gpointer list)
{
  g_autoptr (JsonObject) page = fixture_load (name);
  JsonArray *items = json_object_get_array_member (page, "value");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (reader (json_array_get_object_element (items, i), list, &error));
      g_assert_no_error (error);
    }
}

static void
test_subscriptions (void)
{
  g_autoptr (GListStore) store = g_list_store_new (DEPOT_TYPE_SUBSCRIPTION);
  g_autoptr (DepotSubscription) first = NULL;
  g_autoptr (DepotSubscription) second = NULL;
  g_autoptr (DepotSubscription) third = NULL;

  read_all ("subscriptions.json", depot_arm_read_subscription, store);
  first = g_list_model_get_item (G_LIST_MODEL (store), 0);
  second = g_list_model_get_item (G_LIST_MODEL (store), 1);
  third = g_list_model_get_item (G_LIST_MODEL (store), 2);
  g_assert_cmpstr (depot_subscription_get_name (first), ==, "Contoso Production");
  g_assert_true (depot_subscription_is_usable (first));
  g_assert_false (depot_subscription_is_usable (second));
  g_assert_cmpstr (depot_subscription_get_name (third), ==, "6a1b2c3d-0000-4000-8000-00000000000c");
  g_assert_null (depot_subscription_get_tenant_id (third));
}

static void
test_regions (void)
{
  g_autoptr (GListStore) store = g_list_store_new (DEPOT_TYPE_REGION);
  g_autoptr (JsonObject) provider = fixture_load ("provider-compute.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotRegion) region = NULL;

  read_all ("locations.json", depot_arm_read_region, store);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 3);
  g_assert_true (depot_arm_keep_offered_regions (store, provider, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 2);
  region = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_assert_cmpstr (depot_region_get_id (region), ==, "westeurope");
  g_assert_cmpstr (depot_region_get_name (region), ==, "West Europe");
  g_assert_cmpstr (depot_region_get_geography (region), ==, "Europe");
}

static void
test_what_if (void)
{
  static const char *const expected[] = {
    "Microsoft.Storage/storageAccounts wallacefalls create what-if",
    "Microsoft.Storage/storageAccounts/blobServices/containers wallacefalls/default/content create "
    "what-if",
    "Microsoft.Authorization/roleAssignments 0d5c2f3a-1111-4222-8333-444455556666 create what-if",
    "Microsoft.KeyVault/vaults wallacefalls no-change what-if",
    "Microsoft.Compute/virtualMachineScaleSets wallacefalls unsupported what-if",
  };
  g_autoptr (JsonObject) answer = fixture_load ("what-if.json");
  JsonArray *changes = depot_json_peek_array (answer, "properties.changes");
  g_autoptr (GListStore) store = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);

  for (guint i = 0; i < json_array_get_length (changes); i++)
    g_assert_true (
        depot_arm_read_planned_resource (json_array_get_object_element (changes, i), store, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (DepotPlannedResource) resource = g_list_model_get_item (G_LIST_MODEL (store), i);
      g_autofree char *text = g_strjoin (" ",
                                         depot_planned_resource_get_kind (resource),
                                         depot_planned_resource_get_name (resource),
                                         depot_planned_resource_get_change (resource),
                                         depot_planned_resource_get_source (resource),
                                         NULL);

      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static void
test_deployments (void)
{
  g_autoptr (JsonObject) good = fixture_load ("deployment-succeeded.json");
  g_autoptr (JsonObject) bad = fixture_load ("deployment-failed.json");
  g_autoptr (DepotDeploymentStatus) done = depot_arm_read_deployment (good, "r1", NULL);
  g_autoptr (DepotDeploymentStatus) failed = depot_arm_read_deployment (bad, "r2", NULL);

  g_assert_cmpstr (done->state, ==, "Succeeded");
  g_assert_null (done->error);
  g_assert_cmpstr (depot_json_peek_string (done->outputs, "blobEndpoint.value"),
                   ==,
                   "https://wallacefalls.blob.core.windows.net/");
  g_assert_cmpstr (failed->state, ==, "Failed");
  g_assert_null (failed->outputs);
  g_assert_error (failed->error, DEPOT_ERROR, DEPOT_ERROR_QUOTA_EXCEEDED);
  g_assert_cmpstr (depot_error_get_azure_code (failed->error), ==, "QuotaExceeded");
  g_assert_cmpstr (depot_error_get_request_id (failed->error), ==, "r2");
  g_assert_true (
      g_str_has_prefix (failed->error->message,
                        "virtualMachineScaleSets/wallacefalls: Operation could not be completed"));
}

static void
test_progress (void)
{
  g_autoptr (DepotDeploymentProgress) progress = g_new0 (DepotDeploymentProgress, 1);

  read_all ("operations.json", depot_arm_read_operation, progress);
  g_assert_cmpuint (progress->done, ==, 1);
  g_assert_cmpuint (progress->total, ==, 3);
  g_assert_cmpstr (progress->running_type, ==, "Microsoft.Compute/virtualMachineScaleSets");
  g_assert_cmpstr (progress->running_name, ==, "wallacefalls");
}

static void
test_roles (void)
{
  g_autoptr (GPtrArray) roles = g_ptr_array_new_with_free_func (g_free);

  read_all ("role-assignments.json", depot_arm_read_role, roles);
  g_assert_cmpstr (g_ptr_array_index (roles, 0), ==, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
}

static void
test_verdicts (void)
{
  static const struct
  {
    const char *answer;
    int verdict;
  } cases[] = {
    { "{\"available\":true}", DEPOT_NAME_FREE },
    { "{\"available\":false}", DEPOT_NAME_IS_TAKEN },
    { "{\"nameAvailable\":true}", DEPOT_NAME_FREE },
    { "{\"nameAvailable\":false,\"reason\":\"AlreadyExists\"}", DEPOT_NAME_IS_TAKEN },
    { "{\"nameAvailable\":false,\"reason\":\"AccountNameInvalid\"}", DEPOT_NAME_IS_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) answer = depot_json_parse_object (cases[i].answer, -1, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (depot_arm_read_name_verdict (answer, &error), ==, cases[i].verdict);
      g_assert_no_error (error);
    }
}

/* A name that nobody could judge is never told to be free. */
static void
test_verdicts_of_nonsense (void)
{
  static const char *const answers[]
      = { "{}", "{\"available\":\"yes\"}", "{\"nameAvailable\":1}", "{\"nameAvailable\":null}" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (JsonObject) answer = depot_json_parse_object (answers[i], -1, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (depot_arm_read_name_verdict (answer, &error), !=, DEPOT_NAME_FREE);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

/* Sizes our image does not run on are left out; those not to be had are named with the reason. */
static void
test_sizes (void)
{
  static const char *const items[] = {
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_B2s_v2\",\"capabilities\":["
    "{\"name\":\"vCPUs\",\"value\":\"2\"},{\"name\":\"MemoryGB\",\"value\":\"8\"},"
    "{\"name\":\"HyperVGenerations\",\"value\":\"V1,V2\"}],\"restrictions\":["
    "{\"type\":\"Zone\",\"reasonCode\":\"NotAvailableForSubscription\"}]}",
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_D4s_v5\",\"restrictions\":["
    "{\"type\":\"Location\",\"reasonCode\":\"QuotaId\"}]}",
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_D2ps_v5\",\"capabilities\":["
    "{\"name\":\"CpuArchitectureType\",\"value\":\"Arm64\"}]}",
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_A1\",\"capabilities\":["
    "{\"name\":\"HyperVGenerations\",\"value\":\"V1\"}]}",
    "{\"resourceType\":\"disks\",\"name\":\"Premium_LRS\"}",
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Odd\",\"capabilities\":[7,{\"name\":5}],"
    "\"restrictions\":[null,{\"type\":\"Location\"}]}",
  };
  g_autoptr (GListStore) store = g_list_store_new (DEPOT_TYPE_VM_SIZE);
  g_autoptr (DepotVmSize) good = NULL;
  g_autoptr (DepotVmSize) refused = NULL;
  g_autoptr (DepotVmSize) odd = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (JsonObject) item = depot_json_parse_object (items[i], -1, NULL);

      g_assert_true (depot_arm_read_size (item, store, NULL));
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 3);
  good = g_list_model_get_item (G_LIST_MODEL (store), 0);
  refused = g_list_model_get_item (G_LIST_MODEL (store), 1);
  odd = g_list_model_get_item (G_LIST_MODEL (store), 2);
  g_assert_cmpstr (depot_vm_size_get_name (good), ==, "Standard_B2s_v2");
  g_assert_cmpstr (depot_vm_size_get_cores (good), ==, "2");
  g_assert_cmpstr (depot_vm_size_get_memory_gb (good), ==, "8");
  g_assert_null (depot_vm_size_get_reason (good));
  g_assert_cmpstr (depot_vm_size_get_reason (refused), ==, "QuotaId");
  g_assert_nonnull (depot_vm_size_get_reason (odd));
}

/* Every member a reader needs, left out: the error names it. */
static void
test_missing_members (void)
{
  static const struct
  {
    ItemReader reader;
    const char *item, *member;
  } cases[] = {
    { depot_arm_read_subscription, "{\"state\":\"Enabled\"}", "subscriptionId" },
    { depot_arm_read_subscription, "{\"subscriptionId\":\"x\"}", "state" },
    { depot_arm_read_subscription, "{\"subscriptionId\":7,\"state\":\"x\"}", "subscriptionId" },
    { depot_arm_read_region, "{\"metadata\":{\"regionType\":\"Physical\"}}", "name" },
    { depot_arm_read_size, "{\"resourceType\":\"virtualMachines\"}", "name" },
    { depot_arm_read_group, "{\"name\":\"x\"}", "location" },
    { depot_arm_read_group, "{\"location\":\"x\"}", "name" },
    { depot_arm_read_planned_resource, "{\"changeType\":\"Create\"}", "resourceId" },
    { depot_arm_read_planned_resource, "{\"resourceId\":\"/x\"}", "changeType" },
    { depot_arm_read_role, "{\"properties\":{}}", "properties.roleDefinitionId" },
    { depot_arm_read_operation, "{\"properties\":{}}", "properties.provisioningState" },
    { depot_arm_read_resource_id, "{\"name\":\"x\"}", "id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) item = depot_json_parse_object (cases[i].item, -1, NULL);
      g_autoptr (GListStore) store = g_list_store_new (G_TYPE_OBJECT);
      g_autoptr (GError) error = NULL;

      g_assert_false (cases[i].reader (item, store, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_nonnull (strstr (error->message, cases[i].member));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure/arm-read/subscriptions", test_subscriptions);
  g_test_add_func ("/azure/arm-read/regions", test_regions);
  g_test_add_func ("/azure/arm-read/sizes", test_sizes);
  g_test_add_func ("/azure/arm-read/what-if", test_what_if);
  g_test_add_func ("/azure/arm-read/deployments", test_deployments);
  g_test_add_func ("/azure/arm-read/progress", test_progress);
  g_test_add_func ("/azure/arm-read/roles", test_roles);
  g_test_add_func ("/azure/arm-read/verdicts", test_verdicts);
  g_test_add_func ("/azure/arm-read/verdicts-of-nonsense", test_verdicts_of_nonsense);
  g_test_add_func ("/azure/arm-read/missing-members", test_missing_members);
  return g_test_run ();
}
