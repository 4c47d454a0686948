/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-test.h"

#include <glib/gstdio.h>

#include "depot-store-sites.h"

void
store_test_remove_tree (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        store_test_remove_tree (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_rmdir (folder);
}

void
store_test_make_folder (StoreTest *test)
{
  g_autoptr (GError) error = NULL;

  *test = (StoreTest) { 0 };
  test->folder = g_dir_make_tmp ("depot-store-XXXXXX", &error);
  g_assert_no_error (error);
  test->path = g_build_filename (test->folder, "depot.sqlite", NULL);
  test->clock = depot_clock_new_by_hand (NOON);
}

DepotStore *
store_test_open (StoreTest *test, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_store_open_async (test->path, test->clock, NULL, test_keep_result, &result);
  test_wait_until (result != NULL);
  return depot_store_open_finish (result, error);
}

static void
on_changed (DepotStore *store, gpointer data)
{
  ((StoreTest *) data)->n_changed++;
}

void
store_test_set_up (StoreTest *test)
{
  g_autoptr (DepotSite) site
      = depot_site_new ("CEN", "Contoso", DEPOT_SITE_STANDALONE_PRIMARY, NULL);
  g_autoptr (GError) error = NULL;

  store_test_make_folder (test);
  test->store = store_test_open (test, &error);
  g_assert_no_error (error);
  g_signal_connect (test->store, "changed", G_CALLBACK (on_changed), test);
  g_assert_true (STORE_CALL (depot_store_save_site, &error, test->store, site));
  g_assert_no_error (error);
}

void
store_test_tear_down (StoreTest *test)
{
  if (test->store != NULL)
    {
      depot_store_close (test->store);
      test_settle_loop ();
      g_clear_object (&test->store);
    }
  store_test_remove_tree (test->folder);
  g_clear_object (&test->clock);
  g_clear_pointer (&test->path, g_free);
  g_clear_pointer (&test->folder, g_free);
}
