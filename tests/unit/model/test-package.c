/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-json.h"
#include "depot-package.h"

static void
test_id (void)
{
  static const struct
  {
    const char *id;
    gboolean good;
  } rows[] = {
    { "CEN00001", TRUE },  { "ABCFFFFF", TRUE },  { "C010000D", TRUE },  { "SS10000C", TRUE },
    { "CEN00000", FALSE }, { "cen00001", FALSE }, { "CEN0001", FALSE },  { "CEN000001", FALSE },
    { "CEN0000G", FALSE }, { "CEN0000a", FALSE }, { "SMS00001", FALSE }, { "C-N00001", FALSE },
    { "", FALSE },         { NULL, FALSE },
  };
  g_autofree char *first = depot_package_dup_id ("CEN", 1);
  g_autofree char *last = depot_package_dup_id ("CEN", DEPOT_PACKAGE_MAX_NUMBER);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].id);
      g_assert_cmpint (depot_package_check_id (rows[i].id) == NULL, ==, rows[i].good);
    }
  g_assert_cmpstr (first, ==, "CEN00001");
  g_assert_cmpstr (last, ==, "CENFFFFF");
  g_assert_null (depot_package_dup_id ("CEN", DEPOT_PACKAGE_MAX_NUMBER + 1));
  g_assert_null (depot_package_dup_id ("CEN", 0));
  g_assert_cmpuint (depot_package_id_get_number ("CEN0001A", "CEN"), ==, 26);
  g_assert_cmpuint (depot_package_id_get_number ("CEN0001A", "EU1"), ==, 0);
}

static void
test_rules (void)
{
  g_autofree char *long_name = g_strnfill (128, 'a');

  g_assert_null (depot_package_check_name ("Contoso Viewer – Überblick"));
  g_assert_nonnull (depot_package_check_name ("  "));
  g_assert_nonnull (depot_package_check_name ("two\nlines"));
  g_assert_nonnull (depot_package_check_name ("\xff"));
  g_assert_nonnull (depot_package_check_name (long_name));
  g_assert_null (depot_package_check_version (NULL));
  g_assert_null (depot_package_check_version ("1.2.3~beta"));
  g_assert_nonnull (depot_package_check_version ("1\t2"));
  g_assert_null (depot_package_check_source (NULL));
  g_assert_null (depot_package_check_source ("file:///srv/viewer"));
  g_assert_null (depot_package_check_source ("file:///srv/%FFviewer%20"));
  g_assert_nonnull (depot_package_check_source ("file:///"));
  g_assert_nonnull (depot_package_check_source ("https://contoso.com/viewer"));
  g_assert_nonnull (depot_package_check_source ("/srv/viewer"));
  g_assert_null (depot_package_check_folder (NULL));
  g_assert_null (depot_package_check_folder ("windows/x64"));
  g_assert_nonnull (depot_package_check_folder ("../other"));
  g_assert_nonnull (depot_package_check_folder ("windows/../../other"));
  g_assert_nonnull (depot_package_check_folder ("/windows"));
  g_assert_nonnull (depot_package_check_folder (""));
}

static DepotPackage *
make_application (void)
{
  static const char *const needs[] = { "CEN00002", NULL };
  DepotPackage *package = g_object_new (DEPOT_TYPE_PACKAGE,
                                        "id",
                                        "CEN00001",
                                        "name",
                                        "Contoso Viewer",
                                        "version",
                                        "1.2",
                                        "kind",
                                        (guint) DEPOT_PACKAGE_APPLICATION,
                                        "source-uri",
                                        "file:///srv/viewer",
                                        "content-guid",
                                        "0a0b0c0d-0000-4000-8000-000000000001",
                                        NULL);

  depot_package_add_deployment_type (
      package, depot_deployment_type_new ("Windows", "windows", "setup.exe /S", NULL));
  depot_package_set_dependencies (package, needs);
  return package;
}

static void
test_whole (void)
{
  static const char *const itself[] = { "CEN00001", NULL };
  static const char *const nonsense[] = { "viewer", NULL };
  g_autoptr (DepotPackage) package = make_application ();
  g_autoptr (GError) error = NULL;

  g_assert_true (depot_package_check (package, &error));
  g_assert_no_error (error);
  depot_package_set_dependencies (package, itself);
  g_assert_false (depot_package_check (package, NULL));
  depot_package_set_dependencies (package, nonsense);
  g_assert_false (depot_package_check (package, NULL));
  depot_package_set_dependencies (package, NULL);
  g_assert_true (depot_package_check (package, NULL));
  g_object_set (package, "kind", (guint) DEPOT_PACKAGE_REGULAR, NULL);
  g_assert_false (depot_package_check (package, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
}

static void
test_content_id (void)
{
  g_autoptr (DepotPackage) application = make_application ();
  g_autoptr (DepotPackage) plain = depot_package_new ("ABC00001");
  g_autofree char *of_application = depot_package_dup_content_id_for (application, 3);
  g_autofree char *of_plain = depot_package_dup_content_id_for (plain, 3);

  g_assert_cmpstr (of_application, ==, "Content_0a0b0c0d-0000-4000-8000-000000000001.3");
  g_assert_cmpstr (of_plain, ==, "ABC00001.3");
  g_assert_cmpuint (depot_package_get_shown_version (application), ==, 0);
  g_object_set (application, "source-version", 3, NULL);
  g_object_set (plain, "source-version", 3, NULL);
  g_assert_cmpuint (depot_package_get_shown_version (application), ==, 1);
  g_assert_cmpuint (depot_package_get_shown_version (plain), ==, 3);
}

static void
test_json (void)
{
  g_autoptr (DepotPackage) package = make_application ();
  DepotContentCounts counts = { { 4, 0, 0, 1 } };
  g_autoptr (DepotPackage) back = NULL;
  g_autoptr (DepotPackage) third = depot_package_new ("CEN00001");
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (JsonObject) json_back = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_back = NULL;
  g_autoptr (GError) error = NULL;
  guint n_error;

  depot_package_set_counts (package, &counts);
  json = depot_package_to_json (package);
  g_assert_false (json_object_has_member (json, "nSuccess"));
  back = depot_package_from_json (json, &error);
  g_assert_no_error (error);
  json_back = depot_package_to_json (back);
  text = depot_json_object_to_text (json);
  text_back = depot_json_object_to_text (json_back);
  g_assert_cmpstr (text, ==, text_back);
  g_assert_cmpuint (depot_package_get_deployment_types (back)->len, ==, 1);

  depot_package_update (third, package);
  g_object_get (third, "n-error", &n_error, NULL);
  g_assert_cmpuint (n_error, ==, 1);
  g_assert_cmpstr (depot_package_get_dependencies (third)[0], ==, "CEN00002");
  json_object_set_string_member (json, "kind", "floppy");
  g_assert_null (depot_package_from_json (json, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
}

static void
test_warning (void)
{
  g_autoptr (DepotPackage) package = depot_package_new ("CEN00001");

  g_assert_null (depot_package_get_warning (package));
  g_object_set (package, "kind", (guint) DEPOT_PACKAGE_UPDATES, NULL);
  g_assert_nonnull (depot_package_get_warning (package));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/id", test_id);
  g_test_add_func ("/package/rules", test_rules);
  g_test_add_func ("/package/whole", test_whole);
  g_test_add_func ("/package/content-id", test_content_id);
  g_test_add_func ("/package/json", test_json);
  g_test_add_func ("/package/warning", test_warning);
  return g_test_run ();
}
