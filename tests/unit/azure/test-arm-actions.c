/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent to resources that are there, and what their answers mean. */
#include "config.h"

#include <string.h>

#include "depot-arm-actions.h"
#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"

#define SET                                                                                        \
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/w"

typedef struct
{
  DepotTestServer *server;
  DepotTestTokens *tokens;
  DepotArm *arm;
  GAsyncResult *result;
} World;

static void
set_up (World *world, gconstpointer unused)
{
  g_autoptr (DepotClock) clock = depot_clock_new (1000);
  g_autoptr (DepotCloud) cloud = NULL;
  g_autoptr (DepotAzureClient) client = NULL;

  world->server = depot_test_server_new ();
  world->tokens = depot_test_tokens_new ();
  cloud = depot_test_server_dup_cloud (world->server);
  client = depot_azure_client_new (cloud, clock, NULL);
  world->arm = depot_arm_new (client, DEPOT_TOKEN_SOURCE (world->tokens));
}

static void
tear_down (World *world, gconstpointer unused)
{
  g_clear_object (&world->result);
  g_clear_object (&world->arm);
  g_clear_object (&world->tokens);
  g_clear_object (&world->server);
}

static char *
post (World *world, const char *action, const char *query, JsonObject *body, GError **error)
{
  g_clear_object (&world->result);
  depot_arm_post_action_async (world->arm,
                               SET,
                               "2024-03-01",
                               action,
                               query,
                               body,
                               NULL,
                               depot_test_keep_result,
                               &world->result);
  return depot_arm_post_action_finish (world->arm, depot_test_result (world->result), error);
}

static void
test_post (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *wanted = depot_test_server_dup_url (world->server, "/operations/1");
  const DepotTestExchange *exchange;

  depot_test_server_say (
      world->server, "POST " SET "/poweroff", "202\nLocation: {base}/operations/1\n\n");
  url = post (world, "poweroff", "skipShutdown=true", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (url, ==, wanted);
  exchange = depot_test_server_get (world->server, 0);
  g_assert_nonnull (strstr (exchange->query, "api-version=2024-03-01"));
  g_assert_nonnull (strstr (exchange->query, "skipShutdown=true"));
}

static void
test_post_done_at_once (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = depot_json_object_of_strings ("a", "b", NULL);

  depot_test_server_say (world->server, "POST " SET "/start", "200\n\n");
  g_assert_null (post (world, "start", NULL, body, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (depot_test_server_get (world->server, 0)->body, ==, "{\"a\":\"b\"}");
}

/* The same again does no harm, so a busy service is asked again. */
static void
test_post_is_repeated (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "POST " SET "/start", "503\nRetry-After: 1\n\n");
  depot_test_server_say (world->server, "POST " SET "/start", "200\n\n");
  g_assert_null (post (world, "start", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count (world->server), ==, 2);
}

static void
test_post_to_nothing (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server,
                         "POST " SET "/start",
                         "404\nContent-Type: application/json\n\n"
                         "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"It is gone.\"}}");
  g_assert_null (post (world, "start", NULL, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
}

static void
test_accepted_without_address (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (world->server, "POST " SET "/start", "202\n\n");
  g_assert_null (post (world, "start", NULL, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

/* A finished-looking 200 whose header says that the work goes on. */
static void
test_patch (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = depot_json_object_of_strings ("a", "b", NULL);
  g_autofree char *wanted = depot_test_server_dup_url (world->server, "/operations/2");
  g_autofree char *url = NULL;

  depot_test_server_say (world->server,
                         "PATCH " SET,
                         "200\nAzure-AsyncOperation: {base}/operations/2\n"
                         "Content-Type: application/json\n\n{}");
  depot_arm_patch_resource_async (
      world->arm, SET, "2024-03-01", body, NULL, depot_test_keep_result, &world->result);
  url = depot_arm_patch_resource_finish (world->arm, depot_test_result (world->result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (url, ==, wanted);
}

static void
test_polling_elsewhere (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  depot_test_server_say (
      world->server, "POST " SET "/start", "202\nLocation: https://evil.example/1\n\n");
  g_assert_null (post (world, "start", NULL, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_tagged_everywhere (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;

  depot_test_server_say_json (world->server,
                              "GET /subscriptions/s/resources",
                              "{\"value\":[{\"id\":\"/a/1\"},{\"id\":\"/b/2\"}]}");
  depot_arm_list_tagged_everywhere_async (
      world->arm, "s", "id-1", NULL, depot_test_keep_result, &world->result);
  ids = depot_arm_list_tagged_everywhere_finish (
      world->arm, depot_test_result (world->result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpstr (ids->pdata[1], ==, "/b/2");
  g_assert_nonnull (strstr (depot_test_server_get (world->server, 0)->query, "id-1"));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (World *world, gconstpointer unused);
  } tests[] = {
    { "/azure/arm-actions/post", test_post },
    { "/azure/arm-actions/post-done-at-once", test_post_done_at_once },
    { "/azure/arm-actions/post-is-repeated", test_post_is_repeated },
    { "/azure/arm-actions/post-to-nothing", test_post_to_nothing },
    { "/azure/arm-actions/accepted-without-address", test_accepted_without_address },
    { "/azure/arm-actions/patch", test_patch },
    { "/azure/arm-actions/polling-elsewhere", test_polling_elsewhere },
    { "/azure/arm-actions/tagged-everywhere", test_tagged_everywhere },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
