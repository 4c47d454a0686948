/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "depot-error-json.h"
#include "depot-error.h"
#include "depot-json.h"

static void
test_nicks (void)
{
  for (int code = 0; code < DEPOT_N_ERRORS; code++)
    {
      g_autoptr (GError) error = depot_error_new (code, "number %d", code);

      g_assert_nonnull (depot_error_get_nick (error));
      g_assert_cmpint (depot_error_code_from_nick (depot_error_get_nick (error)), ==, code);
    }
  g_assert_cmpint (depot_error_code_from_nick ("from-the-future"), ==, DEPOT_ERROR_FAILED);
  g_assert_cmpint (depot_error_code_from_nick (NULL), ==, DEPOT_ERROR_FAILED);
}

static GError *
make_full (void)
{
  GError *error = depot_error_new (DEPOT_ERROR_SECOND_FACTOR_NEEDED, "Sign in again");

  depot_error_set_azure (error, "RequestDisallowedByAzure", "Resource was disallowed", "0123");
  depot_error_set_claims (error, "{\"access_token\":{}}");
  depot_error_set_retry_after_seconds (error, 7);
  return error;
}

static void
assert_full (const GError *error)
{
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED);
  g_assert_cmpstr (error->message, ==, "Sign in again");
  g_assert_cmpstr (depot_error_get_azure_code (error), ==, "RequestDisallowedByAzure");
  g_assert_cmpstr (depot_error_get_azure_text (error), ==, "Resource was disallowed");
  g_assert_cmpstr (depot_error_get_request_id (error), ==, "0123");
  g_assert_cmpstr (depot_error_get_claims (error), ==, "{\"access_token\":{}}");
  g_assert_cmpuint (depot_error_get_retry_after_seconds (error), ==, 7);
}

static void
test_azures_words_ride_along (void)
{
  g_autoptr (GError) error = make_full ();
  g_autoptr (GError) copy = g_error_copy (error);
  g_autoptr (GError) same = depot_error_from_any (error);

  assert_full (error);
  assert_full (copy);
  assert_full (same);
}

static void
test_json (void)
{
  g_autoptr (GError) error = make_full ();
  g_autoptr (JsonObject) json = depot_error_to_json (error);
  g_autoptr (GError) back = depot_error_from_json (json);
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (GError) unknown = depot_error_from_json (nothing);

  g_assert_cmpstr (depot_json_peek_string (json, "code"), ==, "second-factor-needed");
  assert_full (back);
  g_assert_null (depot_error_from_json (NULL));
  g_assert_error (unknown, DEPOT_ERROR, DEPOT_ERROR_FAILED);
}

static void
test_json_holds_no_secret (void)
{
  g_autoptr (GError) error
      = depot_error_new (DEPOT_ERROR_FAILED, "GET https://x/?sig=canary123&x=1");
  g_autoptr (JsonObject) json = NULL;
  g_autofree char *text = NULL;

  depot_error_set_azure (error, "X", "Authorization: Bearer canary123", NULL);
  json = depot_error_to_json (error);
  text = depot_json_object_to_text (json);
  g_assert_null (strstr (text, "canary"));
}

static void
test_foreign_errors (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int code;
    DepotErrorCode expected;
  } cases[] = {
    { g_io_error_quark, G_IO_ERROR_CANCELLED, DEPOT_ERROR_CANCELLED },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, DEPOT_ERROR_NOT_REACHABLE },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, DEPOT_ERROR_NOT_REACHABLE },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, DEPOT_ERROR_NOT_REACHABLE },
    { g_io_error_quark, G_IO_ERROR_PROXY_NEED_AUTH, DEPOT_ERROR_PROXY },
    { g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED, DEPOT_ERROR_FILE },
    { g_io_error_quark, G_IO_ERROR_NO_SPACE, DEPOT_ERROR_FILE },
    { g_io_error_quark, G_IO_ERROR_FAILED, DEPOT_ERROR_FAILED },
    { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, DEPOT_ERROR_NOT_REACHABLE },
    { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, DEPOT_ERROR_TLS },
    { g_tls_error_quark, G_TLS_ERROR_EOF, DEPOT_ERROR_NOT_REACHABLE },
    { g_file_error_quark, G_FILE_ERROR_NOENT, DEPOT_ERROR_FILE },
    { g_markup_error_quark, G_MARKUP_ERROR_PARSE, DEPOT_ERROR_UNEXPECTED_REPLY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) foreign = g_error_new_literal (cases[i].domain (), cases[i].code, "words");
      g_autoptr (GError) error = depot_error_from_any (foreign);

      g_assert_error (error, DEPOT_ERROR, (int) cases[i].expected);
      g_assert_cmpstr (error->message, ==, "words");
      /* asking a foreign error for Azure's words is harmless */
      g_assert_null (depot_error_get_azure_code (foreign));
      g_assert_null (depot_error_get_nick (foreign));
      depot_error_set_azure (foreign, "a", "b", "c");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/nicks", test_nicks);
  g_test_add_func ("/error/azure", test_azures_words_ride_along);
  g_test_add_func ("/error/json", test_json);
  g_test_add_func ("/error/json-holds-no-secret", test_json_holds_no_secret);
  g_test_add_func ("/error/foreign", test_foreign_errors);
  return g_test_run ();
}
