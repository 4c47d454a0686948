/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console's blob client on whatever blob service DEPOT_TEST_BLOB_PLACE describes: Azurite,
 * which Microsoft wrote, and the practice cloud pass the same tests. blob-place.mjs makes the
 * place.
 */
#include "config.h"

#include <string.h>

#include "depot-base.h"
#include "depot-data-plane.h"
#include "depot-test-wait.h"
#include "fixed-token.h"

typedef struct
{
  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureClient *client;
  DepotTokenSource *tokens;
  char *container;
} World;

static JsonObject *
read_place (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  JsonObject *place;

  g_file_get_contents (g_getenv ("DEPOT_TEST_BLOB_PLACE"), &text, &length, &error);
  g_assert_no_error (error);
  place = depot_json_parse_object (text, (gssize) length, &error);
  g_assert_no_error (error);
  return place;
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) place = read_place ();
  g_autoptr (GError) error = NULL;

  world->cloud
      = depot_cloud_new_practice (json_object_get_object_member (place, "endpoints"), &error);
  g_assert_no_error (error);
  world->clock = depot_clock_new (50.0);
  world->client = depot_azure_client_new (world->cloud, world->clock, NULL);
  world->tokens
      = DEPOT_TOKEN_SOURCE (fixed_token_new (json_object_get_string_member (place, "token")));
  world->container = g_strdup (json_object_get_string_member (place, "container"));
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_object (&world->client);
  g_clear_object (&world->tokens);
  g_clear_object (&world->clock);
  g_clear_object (&world->cloud);
  g_clear_pointer (&world->container, g_free);
}

static gboolean
exists (World *world, const char *container)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean answer = FALSE;

  depot_blob_container_exists_async (
      world->client, world->tokens, container, NULL, depot_test_keep_result, &result);
  depot_blob_container_exists_finish (world->client, depot_test_result (result), &answer, &error);
  g_assert_no_error (error);
  return answer;
}

static char *
url_of (World *world, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, "/", FALSE);

  return g_strconcat (world->container, "/", escaped, NULL);
}

static void
put (World *world, const char *name, GBytes *bytes)
{
  g_autofree char *url = url_of (world, name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_blob_put_async (world->client,
                        world->tokens,
                        url,
                        "application/octet-stream",
                        bytes,
                        NULL,
                        depot_test_keep_result,
                        &result);
  depot_blob_put_finish (world->client, depot_test_result (result), &error);
  g_assert_no_error (error);
}

static void
put_text (World *world, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  put (world, name, bytes);
}

static GBytes *
get (World *world, const char *name, gint64 offset, gint64 length, GError **error)
{
  g_autofree char *url = url_of (world, name);
  g_autoptr (GAsyncResult) result = NULL;

  depot_blob_get_async (
      world->client, world->tokens, url, offset, length, NULL, depot_test_keep_result, &result);
  return depot_blob_get_finish (world->client, depot_test_result (result), error);
}

static void
assert_holds (World *world, const char *name, gint64 offset, gint64 length, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = get (world, name, offset, length, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), wanted, strlen (wanted));
}

static void delete (World *world, const char *name)
{
  g_autofree char *url = url_of (world, name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_blob_delete_async (
      world->client, world->tokens, url, NULL, depot_test_keep_result, &result);
  depot_blob_delete_finish (world->client, depot_test_result (result), &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (World *world, const char *prefix)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *items;

  depot_blob_list_async (world->client,
                         world->tokens,
                         world->container,
                         prefix,
                         NULL,
                         depot_test_keep_result,
                         &result);
  items = depot_blob_list_finish (world->client, depot_test_result (result), &error);
  g_assert_no_error (error);
  return items;
}

static void
test_container (World *world, gconstpointer data)
{
  g_autofree char *other = g_strconcat (world->container, "-that-is-not-there", NULL);

  g_assert_true (exists (world, world->container));
  g_assert_false (exists (world, other));
}

static void
test_put_and_get (World *world, gconstpointer data)
{
  put_text (world, "put/one.txt", "first words");
  assert_holds (world, "put/one.txt", 0, 0, "first words");
  put_text (world, "put/one.txt", "other words");
  assert_holds (world, "put/one.txt", 0, 0, "other words");
}

static void
test_range (World *world, gconstpointer data)
{
  put_text (world, "range.txt", "0123456789");
  assert_holds (world, "range.txt", 2, 3, "234");
  assert_holds (world, "range.txt", 7, 0, "789");
  assert_holds (world, "range.txt", 8, 50, "89");
}

static void
test_names (World *world, gconstpointer data)
{
  static const char *const names[]
      = { "names/a b.txt", "names/a+b.txt", "names/ä&<>'.txt", "names/100%.txt" };
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      put_text (world, names[i], names[i]);
      assert_holds (world, names[i], 0, 0, names[i]);
    }
  items = list (world, "names/");
  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < items->len; i++)
    {
      const DepotBlobItem *item = g_ptr_array_index (items, i);
      gboolean known = FALSE;

      for (guint n = 0; n < G_N_ELEMENTS (names); n++)
        known |= g_str_equal (names[n], item->name);
      g_test_message ("%s", item->name);
      g_assert_true (known);
      g_assert_cmpuint (item->size_bytes, ==, strlen (item->name));
      g_assert_nonnull (item->etag);
    }
}

static void
test_sizes (World *world, gconstpointer data)
{
  const gsize sizes[] = { 0, 1, 3 * 1024 * 1024 + 17 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      char *memory = g_malloc0 (sizes[i] + 1);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize at = 0; at < sizes[i]; at++)
        memory[at] = (char) (at * 31 + i);
      bytes = g_bytes_new_take (memory, sizes[i]);
      put (world, "sizes.bin", bytes);
      back = get (world, "sizes.bin", 0, 0, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, back));
    }
}

static void
test_delete (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;

  put_text (world, "delete/me.txt", "soon gone");
  delete (world, "delete/me.txt");
  g_assert_null (get (world, "delete/me.txt", 0, 0, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  delete (world, "delete/me.txt");
  items = list (world, "delete/");
  g_assert_cmpuint (items->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, World, NULL, set_up, func, tear_down)
  ADD ("/blob/container", test_container);
  ADD ("/blob/put-and-get", test_put_and_get);
  ADD ("/blob/range", test_range);
  ADD ("/blob/names", test_names);
  ADD ("/blob/sizes", test_sizes);
  ADD ("/blob/delete", test_delete);
#undef ADD
  return g_test_run ();
}
