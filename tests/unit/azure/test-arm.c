/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of Resource Manager that are more than one request, and the paths they take. */
#include "config.h"

#include <string.h>

#include "depot-arm.h"
#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"

#define S "/subscriptions/5f0a3c1e-7d42-4c55-9b1b-0d8a3f6f2a10"
#define SUBSCRIPTION "5f0a3c1e-7d42-4c55-9b1b-0d8a3f6f2a10"
#define DEPLOYMENT S "/resourcegroups/depots/providers/Microsoft.Resources/deployments/depot-1"

typedef struct
{
  DepotTestServer *server;
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotTestTokens *tokens;
  DepotArm *arm;
  GAsyncResult *result;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->server = depot_test_server_new ();
  world->cloud = depot_test_server_dup_cloud (world->server);
  world->clock = depot_clock_new (50);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->tokens = depot_test_tokens_new ();
  world->arm = depot_arm_new (world->client, DEPOT_TOKEN_SOURCE (world->tokens));
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->result);
  g_clear_object (&world->arm);
  g_clear_object (&world->client);
  g_clear_object (&world->tokens);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_object (&world->server);
}

/* Calls, waits, and leaves the result in world->result. */
#define CALL(name, ...)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_clear_object (&world->result);                                                               \
    depot_arm_##name##_async (                                                                     \
        world->arm, __VA_ARGS__, NULL, depot_test_keep_result, &world->result);                    \
    depot_test_wait_for ((gpointer *) &world->result, #name);                                      \
  }                                                                                                \
  G_STMT_END

static void
test_pages (World *world, gconstpointer data)
{
  g_autoptr (GListModel) groups = NULL;
  g_autoptr (GError) error = NULL;

  depot_test_server_say_json (world->server,
                              "GET " S "/resourcegroups",
                              "{\"value\":[{\"name\":\"a\",\"location\":\"westeurope\"}],"
                              "\"nextLink\":\"{base}" S "/resourcegroups?page=2\"}");
  depot_test_server_say_json (world->server,
                              "GET " S "/resourcegroups",
                              "{\"value\":[{\"name\":\"b\",\"location\":\"northeurope\"}],"
                              "\"nextLink\":\"\"}");
  CALL (list_groups, SUBSCRIPTION);
  groups = depot_arm_list_groups_finish (world->arm, world->result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (groups), ==, 2);
  g_assert_cmpstr (depot_test_server_get (world->server, 1)->query, ==, "page=2");
  g_assert_cmpstr (
      depot_test_tokens_get_scope (world->tokens), ==, depot_cloud_get_arm_scope (world->cloud));
}

static void
test_hostile_pages (World *world, gconstpointer data)
{
  static const char *const pages[] = {
    "{\"value\":[],\"nextLink\":\"https://evil.example/\"}",
    "{\"value\":[],\"nextLink\":\"{base}" S "/resourcegroups?api-version=2024-03-01\"}",
    "{\"value\":{}}",
    "{\"value\":[7]}",
    "{}",
    "[]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    depot_test_server_say_json (world->server, "GET " S "/resourcegroups", pages[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", pages[i]);
      CALL (list_groups, SUBSCRIPTION);
      g_assert_null (depot_arm_list_groups_finish (world->arm, world->result, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
  g_assert_cmpuint (depot_test_server_count (world->server), ==, G_N_ELEMENTS (pages));
}

/* An endless list ends. */
static void
test_endless_pages (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *page = g_strdup_printf (
          "{\"value\":[],\"nextLink\":\"{base}" S "/resourcegroups?page=%u\"}", i);

      depot_test_server_say_json (world->server, "GET " S "/resourcegroups", page);
    }
  CALL (list_groups, SUBSCRIPTION);
  g_assert_null (depot_arm_list_groups_finish (world->arm, world->result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_absent (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  depot_test_server_say (
      world->server,
      "GET " S "/resourcegroups/depots",
      "404\n\n{\"error\":{\"code\":\"ResourceGroupNotFound\",\"message\":\"none\"}}");
  depot_test_server_say (
      world->server,
      "GET " S "/resourcegroups/depots",
      "404\n\n{\"error\":{\"code\":\"SubscriptionNotFound\",\"message\":\"gone\"}}");
  CALL (get_group, SUBSCRIPTION, "depots");
  g_assert_null (depot_arm_get_group_finish (world->arm, world->result, &error));
  g_assert_no_error (error);
  CALL (get_group, SUBSCRIPTION, "depots");
  g_assert_null (depot_arm_get_group_finish (world->arm, world->result, &refusal));
  g_assert_error (refusal, DEPOT_ERROR, DEPOT_ERROR_SUBSCRIPTION);
}

static void
test_put_group (World *world, gconstpointer data)
{
  g_autoptr (GHashTable) tags = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  gboolean created = FALSE;

  g_hash_table_insert (tags, "depot-service", "id");
  depot_test_server_say (world->server, "PUT " S "/resourcegroups/a%20b", "201\n\n{}");
  depot_test_server_say (world->server, "PUT " S "/resourcegroups/a b", "201\n\n{}");
  CALL (put_group, SUBSCRIPTION, "a b", "westeurope", tags);
  g_assert_true (depot_arm_put_group_finish (world->arm, world->result, &created, &error));
  g_assert_no_error (error);
  g_assert_true (created);
  g_assert_cmpstr (depot_test_server_get (world->server, 0)->body,
                   ==,
                   "{\"location\":\"westeurope\",\"tags\":{\"depot-service\":\"id\"}}");
}

static void
test_delete (World *world, gconstpointer data)
{
  g_autofree char *polling = NULL;
  g_autofree char *expected = depot_test_server_dup_url (world->server, "/operations/1");
  g_autoptr (GError) error = NULL;

  depot_test_server_say (
      world->server, "DELETE /x", "202\nLocation: {base}/operations/1\nRetry-After: 15\n\n");
  depot_test_server_say (world->server, "DELETE /x", "204\n\n");
  depot_test_server_say (world->server, "DELETE /x", "404\n\n{}");
  depot_test_server_say (world->server, "DELETE /x", "202\n\n");
  CALL (delete_resource, "/x", "1");
  polling = depot_arm_delete_resource_finish (world->arm, world->result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (polling, ==, expected);
  for (guint i = 0; i < 2; i++)
    {
      CALL (delete_resource, "/x", "1");
      g_assert_null (depot_arm_delete_resource_finish (world->arm, world->result, &error));
      g_assert_no_error (error);
    }
  CALL (delete_resource, "/x", "1");
  g_assert_null (depot_arm_delete_resource_finish (world->arm, world->result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_poll (World *world, gconstpointer data)
{
  static const struct
  {
    const char *reply;
    gboolean is_finished;
    int code; /* -1: no error */
  } cases[] = {
    { "200\nRetry-After: 7\n\n{\"status\":\"Running\"}", FALSE, -1 },
    { "200\n\n{\"status\":\"BrandNewWord\"}", FALSE, -1 },
    { "200\n\n{\"status\":\"Succeeded\"}", TRUE, -1 },
    { "202\nLocation: {base}/y\n\n", FALSE, -1 },
    { "204\n\n", TRUE, -1 },
    { "200\n\n{\"id\":\"/x\",\"properties\":{\"provisioningState\":\"Creating\"}}", FALSE, -1 },
    { "200\n\n{\"id\":\"/x\"}", TRUE, -1 },
    { "200\n\n{\"status\":\"Canceled\"}", FALSE, DEPOT_ERROR_CANCELLED },
    { "200\n\n{\"status\":\"Failed\",\"error\":{\"code\":\"ScopeLocked\",\"message\":\"m\"}}",
      FALSE,
      DEPOT_ERROR_LOCKED },
    { "404\n\n{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"m\"}}",
      FALSE,
      DEPOT_ERROR_NOT_FOUND },
  };
  g_autofree char *url = depot_test_server_dup_url (world->server, "/poll");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    depot_test_server_say (world->server, "GET /poll", cases[i].reply);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean finished = FALSE;
      double pause = 0;

      g_test_message ("%s", cases[i].reply);
      CALL (poll, url);
      g_assert_cmpint (depot_arm_poll_finish (world->arm, world->result, &finished, &pause, &error),
                       ==,
                       cases[i].is_finished);
      if (cases[i].code >= 0)
        {
          g_assert_error (error, DEPOT_ERROR, cases[i].code);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (finished, ==, cases[i].is_finished);
      g_assert_cmpfloat (pause, ==, i == 0 ? 7 : -1);
    }
}

static gboolean
put_deployment (World *world, GError **error)
{
  g_autoptr (JsonObject) template_ = depot_json_object_of_strings ("contentVersion", "1", NULL);
  g_autoptr (JsonObject) parameters = depot_json_object_of_strings ("region", "x", NULL);

  CALL (put_deployment, SUBSCRIPTION, "depots", "depot-1", template_, parameters);
  return depot_arm_put_deployment_finish (world->arm, world->result, error);
}

#define ABSENT "404\n\n{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"m\"}}"

static void
test_put_deployment (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "GET " DEPLOYMENT, ABSENT);
  depot_test_server_say (world->server,
                         "PUT " DEPLOYMENT,
                         "201\nAzure-AsyncOperation: {base}/operationStatuses/1\n\n"
                         "{\"properties\":{\"provisioningState\":\"Accepted\"}}");
  g_assert_true (put_deployment (world, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (depot_test_server_get (world->server, 1)->body,
                   ==,
                   "{\"properties\":{\"mode\":\"Incremental\","
                   "\"template\":{\"contentVersion\":\"1\"},"
                   "\"parameters\":{\"region\":{\"value\":\"x\"}}}}");
}

/* The answer to the first PUT was lost: the second finds it at work, in one way or the other. */
static void
test_put_deployment_twice (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say_json (
      world->server, "GET " DEPLOYMENT, "{\"properties\":{\"provisioningState\":\"Running\"}}");
  g_assert_true (put_deployment (world, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "PUT", DEPLOYMENT), ==, 0);

  depot_test_server_say (world->server, "GET " DEPLOYMENT, ABSENT);
  depot_test_server_say (world->server,
                         "PUT " DEPLOYMENT,
                         "409\n\n{\"error\":{\"code\":\"DeploymentActive\",\"message\":\"m\"}}");
  g_assert_true (put_deployment (world, &error));
  g_assert_no_error (error);

  /* one that failed is started anew under its name */
  depot_test_server_say_json (
      world->server, "GET " DEPLOYMENT, "{\"properties\":{\"provisioningState\":\"Failed\"}}");
  depot_test_server_say (world->server, "PUT " DEPLOYMENT, "200\n\n{}");
  g_assert_true (put_deployment (world, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count_of (world->server, "PUT", DEPLOYMENT), ==, 2);
}

static void
test_put_deployment_refused (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "GET " DEPLOYMENT, ABSENT);
  depot_test_server_say (
      world->server,
      "PUT " DEPLOYMENT,
      "403\n\n{\"error\":{\"code\":\"RequestDisallowedByPolicy\",\"message\":\"m\"}}");
  g_assert_false (put_deployment (world, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_POLICY);
}

static GListModel *
what_if (World *world, GError **error)
{
  g_autoptr (JsonObject) template_ = json_object_new ();
  g_autoptr (JsonObject) parameters = json_object_new ();

  CALL (what_if, SUBSCRIPTION, "depots", "depot-1", template_, parameters);
  return depot_arm_what_if_finish (world->arm, world->result, error);
}

static void
test_what_if (World *world, gconstpointer data)
{
  g_autoptr (GListModel) resources = NULL;
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server,
                         "POST " DEPLOYMENT "/whatIf",
                         "202\nLocation: {base}/whatif/1\nRetry-After: 1\n\n");
  depot_test_server_say (world->server, "GET /whatif/1", "202\nLocation: {base}/whatif/1\n\n");
  depot_test_server_say_json (
      world->server,
      "GET /whatif/1",
      "{\"status\":\"Succeeded\",\"properties\":{\"changes\":[{\"resourceId\":\"" S
      "/resourceGroups/depots/providers/Microsoft.KeyVault/vaults/wallacefalls\","
      "\"changeType\":\"Create\"}]}}");
  resources = what_if (world, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (resources), ==, 1);
  g_assert_nonnull (strstr (depot_test_server_get (world->server, 0)->body,
                            "\"resultFormat\":\"ResourceIdOnly\""));
}

static void
test_what_if_refused (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) endless = NULL;

  depot_test_server_say (
      world->server, "POST " DEPLOYMENT "/whatIf", "202\nLocation: {base}/whatif/1\n\n");
  depot_test_server_say_json (
      world->server,
      "GET /whatif/1",
      "{\"status\":\"Failed\",\"error\":{\"code\":\"InvalidTemplateDeployment\",\"message\":\"m\","
      "\"details\":[{\"code\":\"SkuNotAvailable\",\"message\":\"not here\"}]}}");
  g_assert_null (what_if (world, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_OFFERED);
  g_assert_cmpstr (error->message, ==, "not here");
}

static void
test_names (World *world, gconstpointer data)
{
  static const char dns[]
      = "GET " S "/providers/Microsoft.Network/locations/westeurope/CheckDnsNameAvailability";
  static const char storage[] = "POST " S "/providers/Microsoft.Storage/checkNameAvailability";
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  depot_test_server_say_json (world->server, dns, "{\"available\":true}");
  depot_test_server_say_json (
      world->server, storage, "{\"nameAvailable\":false,\"reason\":\"AlreadyExists\"}");
  depot_test_server_say (world->server,
                         storage,
                         "403\n\n{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"m\"}}");
  CALL (check_dns_label, SUBSCRIPTION, "westeurope", "wallacefalls");
  g_assert_cmpint (
      depot_arm_check_dns_label_finish (world->arm, world->result, &error), ==, DEPOT_NAME_FREE);
  g_assert_nonnull (
      strstr (depot_test_server_get (world->server, 0)->query, "domainNameLabel=wallacefalls"));
  CALL (check_storage_name, SUBSCRIPTION, "wallacefalls");
  g_assert_cmpint (depot_arm_check_storage_name_finish (world->arm, world->result, &error),
                   ==,
                   DEPOT_NAME_IS_TAKEN);
  g_assert_no_error (error);
  CALL (check_storage_name, SUBSCRIPTION, "wallacefalls");
  g_assert_cmpint (depot_arm_check_storage_name_finish (world->arm, world->result, &refusal),
                   !=,
                   DEPOT_NAME_FREE);
  g_assert_error (refusal, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED);
}

static void
test_regions (World *world, gconstpointer data)
{
  g_autoptr (GListModel) regions = NULL;
  g_autoptr (GError) error = NULL;

  depot_test_server_say_json (
      world->server,
      "GET " S "/locations",
      "{\"value\":[{\"name\":\"westeurope\",\"displayName\":\"West Europe\","
      "\"metadata\":{\"regionType\":\"Physical\"}},{\"name\":\"japanwest\","
      "\"displayName\":\"Japan West\",\"metadata\":{\"regionType\":\"Physical\"}}]}");
  depot_test_server_say_json (
      world->server,
      "GET " S "/providers/Microsoft.Compute",
      "{\"registrationState\":\"Registered\",\"resourceTypes\":[{\"resourceType\":"
      "\"virtualMachineScaleSets\",\"locations\":[\"West Europe\"]}]}");
  CALL (list_regions, SUBSCRIPTION);
  regions = depot_arm_list_regions_finish (world->arm, world->result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (regions), ==, 1);
}

static void
test_tagged (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *query = NULL;

  depot_test_server_say_json (
      world->server, "GET " S "/resourceGroups/depots/resources", "{\"value\":[{\"id\":\"/a\"}]}");
  CALL (list_tagged, SUBSCRIPTION, "depots", "7f7f");
  ids = depot_arm_list_tagged_finish (world->arm, world->result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  query = g_uri_unescape_string (depot_test_server_get (world->server, 0)->query, NULL);
  g_assert_cmpstr (query,
                   ==,
                   "api-version=2024-03-01&$filter=tagName eq 'depot-service' and tagValue eq "
                   "'7f7f'");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/azure/arm/" path, World, NULL, set_up, func, tear_down)
  ADD ("pages", test_pages);
  ADD ("hostile-pages", test_hostile_pages);
  ADD ("endless-pages", test_endless_pages);
  ADD ("absent", test_absent);
  ADD ("put-group", test_put_group);
  ADD ("delete", test_delete);
  ADD ("poll", test_poll);
  ADD ("put-deployment", test_put_deployment);
  ADD ("put-deployment-twice", test_put_deployment_twice);
  ADD ("put-deployment-refused", test_put_deployment_refused);
  ADD ("what-if", test_what_if);
  ADD ("what-if-refused", test_what_if_refused);
  ADD ("names", test_names);
  ADD ("regions", test_regions);
  ADD ("tagged", test_tagged);
  return g_test_run ();
}
