/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "depot-error-advice.h"

static void
test_every_code_has_words (void)
{
  for (int code = 0; code < DEPOT_N_ERRORS; code++)
    {
      g_autoptr (GError) error = depot_error_new (code, "It is %s.", "so");
      g_autoptr (DepotErrorAdvice) advice = depot_error_advise (error);

      g_assert_cmpstr (advice->title, ==, depot_error_code_get_title (code));
      g_assert_cmpstr (advice->remedy, ==, depot_error_code_get_remedy (code));
      g_assert_nonnull (advice->remedy_label);
      g_assert_true (g_str_has_prefix (advice->explanation, "It is so.\n"));
      g_assert_cmpuint (strlen (advice->explanation), >, strlen ("It is so.\n") + 20);
    }
}

static void
test_titles_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < DEPOT_N_ERRORS; code++)
    g_assert_true (g_hash_table_add (seen, (gpointer) depot_error_code_get_title (code)));
}

static void
test_details_carry_azures_words (void)
{
  g_autoptr (GError) error = depot_error_new (DEPOT_ERROR_POLICY, "Forbidden.");
  g_autoptr (DepotErrorAdvice) advice = NULL;

  depot_error_set_azure (error, "RequestDisallowedByPolicy", "Policy says no.", "req-1");
  advice = depot_error_advise (error);

  g_assert_nonnull (strstr (advice->details, "policy"));
  g_assert_nonnull (strstr (advice->details, "RequestDisallowedByPolicy"));
  g_assert_nonnull (strstr (advice->details, "Policy says no."));
  g_assert_nonnull (strstr (advice->details, "req-1"));
  g_assert_cmpstr (advice->remedy, ==, DEPOT_ADVICE_OPEN_PORTAL);
}

static void
test_details_hold_no_token (void)
{
  g_autoptr (GError) error = depot_error_new (
      DEPOT_ERROR_FAILED, "Authorization: Bearer abcdefghijklmnop.qrstuv failed");
  g_autoptr (DepotErrorAdvice) advice = depot_error_advise (error);

  g_assert_null (strstr (advice->details, "abcdefghijklmnop"));
}

static void
test_foreign_error (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "refused");
  g_autoptr (DepotErrorAdvice) advice = depot_error_advise (error);

  g_assert_cmpstr (advice->title, ==, depot_error_code_get_title (DEPOT_ERROR_NOT_REACHABLE));
  g_assert_cmpstr (advice->remedy, ==, DEPOT_ADVICE_RETRY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error-advice/every-code-has-words", test_every_code_has_words);
  g_test_add_func ("/error-advice/titles-differ", test_titles_differ);
  g_test_add_func ("/error-advice/azures-words", test_details_carry_azures_words);
  g_test_add_func ("/error-advice/no-token", test_details_hold_no_token);
  g_test_add_func ("/error-advice/foreign-error", test_foreign_error);
  return g_test_run ();
}
