/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-json.h"

static void
test_refused (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "{",
    "{\"a\":}",
    "{'a':1}",
    "{\"a\":1,}",
    "// note\n{}",
    "{\"a\":1} x",
    "[1,2",
    "nul",
    "{\"a\":\"\\u0000\"}",
    "{\"a\":\"x\\u0000y\"}",
    "{\"\\u0000\":1}",
    "{\"a\":\"\xff\"}",
    "\xef\xbb\xbf{",
    "[\"\\\\\\u0000\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (depot_json_parse (cases[i], -1, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

static void
test_accepted (void)
{
  /* an escaped backslash before u0000 is six harmless characters */
  static const char *const cases[]
      = { "{}", "[]", "1", "null", "\"\\\\u0000\"", "{\"a\":[{\"b\":-1.5e3}]}", "\"\\u00e4\"" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = depot_json_parse (cases[i], -1, &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_nul_byte_and_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) part = depot_json_parse ("[1]garbage", 3, &error);

  g_assert_no_error (error);
  g_assert_nonnull (part);
  g_assert_null (depot_json_parse ("[1]\0", 4, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static void
test_cap (void)
{
  g_autofree char *big = g_malloc (DEPOT_JSON_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) largest = NULL;

  memset (big, ' ', DEPOT_JSON_MAX_BYTES + 1);
  big[0] = '[';
  big[1] = ']';
  largest = depot_json_parse (big, DEPOT_JSON_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_null (depot_json_parse (big, DEPOT_JSON_MAX_BYTES + 1, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  g_assert_nonnull (strstr (error->message, "16 MiB"));
}

static void
test_not_an_object (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (depot_json_parse_object ("[]", -1, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

static JsonObject *
make_sample (void)
{
  JsonObject *object = depot_json_parse_object (
      "{\"name\":\"falls\",\"n\":3,\"half\":1.5,\"yes\":true,\"none\":null,"
      "\"properties\":{\"dns\":{\"fqdn\":\"a.b\"},\"list\":[1],\"text\":\"x\"}}",
      -1,
      NULL);

  g_assert_nonnull (object);
  return object;
}

static void
test_look_ups (void)
{
  g_autoptr (JsonObject) object = make_sample ();
  g_autoptr (GError) error = NULL;
  gboolean yes = FALSE;
  gint64 n = 0;

  g_assert_cmpstr (depot_json_get_string (object, "properties.dns.fqdn", &error), ==, "a.b");
  g_assert_true (depot_json_get_int (object, "n", 0, 10, &n, &error));
  g_assert_cmpint (n, ==, 3);
  g_assert_true (depot_json_get_bool (object, "yes", &yes, &error));
  g_assert_true (yes);
  g_assert_nonnull (depot_json_get_object (object, "properties.dns", &error));
  g_assert_nonnull (depot_json_get_array (object, "properties.list", &error));
  g_assert_no_error (error);

  g_assert_null (depot_json_peek_string (object, "nothing"));
  g_assert_null (depot_json_peek_string (object, "n"));
  g_assert_cmpint (depot_json_peek_int (object, "n", 9), ==, 3);
  g_assert_cmpint (depot_json_peek_int (object, "name", 9), ==, 9);
  g_assert_true (depot_json_peek_bool (object, "none", TRUE));
  g_assert_null (depot_json_peek_object (object, "properties.text.deeper"));
  g_assert_null (depot_json_peek_array (object, "properties"));
}

static void
assert_complaint (const char *path,
                  const char *expected,
                  gboolean (*get) (JsonObject *, const char *, GError **))
{
  g_autoptr (JsonObject) object = make_sample ();
  g_autoptr (GError) error = NULL;

  g_assert_false (get (object, path, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
  g_assert_cmpstr (error->message, ==, expected);
}

static gboolean
get_string (JsonObject *object, const char *path, GError **error)
{
  return depot_json_get_string (object, path, error) != NULL;
}

static gboolean
get_small_int (JsonObject *object, const char *path, GError **error)
{
  return depot_json_get_int (object, path, 0, 2, NULL, error);
}

static gboolean
get_bool (JsonObject *object, const char *path, GError **error)
{
  return depot_json_get_bool (object, path, NULL, error);
}

static gboolean
get_object (JsonObject *object, const char *path, GError **error)
{
  return depot_json_get_object (object, path, error) != NULL;
}

static gboolean
get_array (JsonObject *object, const char *path, GError **error)
{
  return depot_json_get_array (object, path, error) != NULL;
}

static void
test_complaints_name_the_member (void)
{
  assert_complaint ("properties.dns.name", "properties.dns.name is missing", get_string);
  assert_complaint ("properties.gone.fqdn", "properties.gone.fqdn is missing", get_string);
  assert_complaint ("none", "none is missing", get_string);
  assert_complaint ("n", "n is not text", get_string);
  assert_complaint ("properties.dns", "properties.dns is not text", get_string);
  assert_complaint ("properties.text.fqdn", "properties.text is not an object", get_string);
  assert_complaint ("properties.dns.fqdn.x.y", "properties.dns.fqdn is not an object", get_string);
  assert_complaint ("half", "half is not a whole number", get_small_int);
  assert_complaint ("n", "n is outside its range", get_small_int);
  assert_complaint ("n", "n is neither true nor false", get_bool);
  assert_complaint ("name", "name is not an object", get_object);
  assert_complaint ("properties", "properties is not a list", get_array);
}

static void
test_writing (void)
{
  g_autoptr (JsonObject) object
      = depot_json_object_of_strings ("a", "1", "b", NULL, "c", "“q”\"", NULL);
  g_autofree char *text = depot_json_object_to_text (object);
  g_autofree char *pretty = depot_json_object_to_pretty_text (object);
  g_autoptr (JsonObject) back = depot_json_parse_object (pretty, -1, NULL);

  g_assert_cmpstr (text, ==, "{\"a\":\"1\",\"c\":\"“q”\\\"\"}");
  g_assert_nonnull (strchr (pretty, '\n'));
  g_assert_cmpstr (depot_json_peek_string (back, "c"), ==, "“q”\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/accepted", test_accepted);
  g_test_add_func ("/json/nul-byte-and-length", test_nul_byte_and_length);
  g_test_add_func ("/json/cap", test_cap);
  g_test_add_func ("/json/not-an-object", test_not_an_object);
  g_test_add_func ("/json/look-ups", test_look_ups);
  g_test_add_func ("/json/complaints", test_complaints_name_the_member);
  g_test_add_func ("/json/writing", test_writing);
  return g_test_run ();
}
