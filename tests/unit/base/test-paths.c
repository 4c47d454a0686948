/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "depot-paths.h"

static void
assert_private_folder (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_true (S_ISDIR (info.st_mode));
  g_assert_cmpint (info.st_mode & 077, ==, 0);
}

static void
test_below_home (void)
{
  g_autofree char *folder = g_dir_make_tmp ("depot-paths-XXXXXX", NULL);
  g_autofree char *home = g_build_filename (folder, "home", NULL);
  g_autofree char *expected = g_build_filename (home, "depot.sqlite", NULL);
  g_autofree char *beside = g_build_filename (home, "keyring.lock", NULL);
  g_autofree char *store = NULL;
  g_autofree char *lock = NULL;
  g_autofree char *log = NULL;
  g_autofree char *practice = NULL;

  g_setenv ("DEPOT_HOME", home, TRUE);
  store = depot_paths_dup_store ();
  log = depot_paths_dup_log_dir ();
  practice = depot_paths_dup_practice ();
  g_assert_cmpstr (store, ==, expected);
  lock = depot_paths_dup_keyring_lock ();
  g_assert_cmpstr (lock, ==, beside);
  assert_private_folder (home);
  assert_private_folder (log);
  assert_private_folder (practice);
  g_assert_true (g_str_has_prefix (log, home));
  g_assert_true (g_str_has_prefix (practice, home));
  g_assert_cmpstr (log, !=, practice);

  g_rmdir (log);
  g_rmdir (practice);
  g_rmdir (home);
  g_rmdir (folder);
}

static void
test_relative_home_is_made_absolute (void)
{
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *folder = g_dir_make_tmp ("depot-paths-XXXXXX", NULL);
  g_autofree char *store = NULL;

  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_setenv ("DEPOT_HOME", "state", TRUE);
  store = depot_paths_dup_store ();
  g_assert_true (g_path_is_absolute (store));
  g_assert_true (g_str_has_suffix (store, "/state/depot.sqlite"));
  g_assert_cmpint (g_rmdir ("state"), ==, 0);
  g_assert_cmpint (g_chdir (before), ==, 0);
  g_rmdir (folder);
}

static void
test_xdg (void)
{
  g_autofree char *store = NULL;
  g_autofree char *expected
      = g_build_filename (g_get_user_data_dir (), "cloud-depot", "depot.sqlite", NULL);

  g_unsetenv ("DEPOT_HOME");
  store = depot_paths_dup_store ();
  g_assert_cmpstr (store, ==, expected);
}

static void
test_data_and_programs (void)
{
  g_autofree char *installed = NULL;
  g_autofree char *uninstalled = NULL;
  g_autofree char *program = NULL;

  g_unsetenv ("DEPOT_DATADIR");
  installed = depot_paths_dup_azure_data ("base.json");
  g_assert_cmpstr (installed, ==, PKGDATADIR "/azure/base.json");
  g_setenv ("DEPOT_DATADIR", "/somewhere/data", TRUE);
  uninstalled = depot_paths_dup_azure_data ("edge/nginx.conf");
  g_assert_cmpstr (uninstalled, ==, "/somewhere/data/azure/edge/nginx.conf");
  g_setenv ("DEPOT_LIBEXECDIR", "/somewhere/bin", TRUE);
  program = depot_paths_dup_program ("depot-practice-cloud");
  g_assert_cmpstr (program, ==, "/somewhere/bin/depot-practice-cloud");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/paths/below-home", test_below_home);
  g_test_add_func ("/paths/relative-home", test_relative_home_is_made_absolute);
  g_test_add_func ("/paths/xdg", test_xdg);
  g_test_add_func ("/paths/data-and-programs", test_data_and_programs);
  return g_test_run ();
}
