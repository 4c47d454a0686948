/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "content-fill.h"

#include <glib/gstdio.h>

#include "depot-store-content.h"
#include "depot-store-packages.h"
#include "depot-store-points.h"
#include "depot-store-sites.h"
#include "test-loop.h"

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_remove (path);
    }
  g_rmdir (folder);
}

void
content_fill_set_up (ContentFill *fill)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (DepotSite) site
      = depot_site_new ("CEN", "Contoso", DEPOT_SITE_STANDALONE_PRIMARY, NULL);
  g_autoptr (GError) error = NULL;

  fill->folder = g_dir_make_tmp ("depot-content-XXXXXX", NULL);
  g_setenv ("DEPOT_HOME", fill->folder, TRUE);
  fill->clock = depot_clock_new (1);
  fill->house = depot_house_new (fill->clock, FALSE);
  depot_house_open_async (fill->house, NULL, test_keep_result, &result);
  test_wait_until (result != NULL);
  depot_house_open_finish (fill->house, result, &error);
  g_assert_no_error (error);
  depot_store_save_site_async (fill->house->store, site, test_keep_result, &saved);
  test_wait_until (saved != NULL);
}

void
content_fill_tear_down (ContentFill *fill)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_house_close_async (fill->house, test_keep_result, &result);
  test_wait_until (result != NULL);
  g_clear_object (&fill->house);
  g_clear_object (&fill->clock);
  remove_folder (fill->folder);
  g_free (fill->folder);
}

static void
count_down (GObject *source, GAsyncResult *result, gpointer data)
{
  --*(guint *) data;
}

/* Points get the numbers 1, 2 … when content is first written for them. */
static void
number_points (ContentFill *fill, guint n_points)
{
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_array_set_size (rows, n_points);
  for (guint i = 0; i < n_points; i++)
    {
      g_array_index (rows, DepotContentRow, i).package = 1;
      g_array_index (rows, DepotContentRow, i).point_id = g_strdup_printf ("point-%05u", i + 1);
    }
  content_fill_write (fill, rows);
  depot_store_remove_content_async (fill->house->store, rows, NULL, test_keep_result, &result);
  test_wait_until (result != NULL);
}

static DepotPoint *
make_point (guint i)
{
  g_autofree char *id = g_strdup_printf ("point-%05u", i + 1);
  g_autofree char *name = g_strdup_printf ("falls%05u", 99999 - i);
  g_autofree char *fqdn = g_strdup_printf ("%s.contoso.com", name);
  DepotPoint *point = depot_point_new (id);

  g_object_set (point,
                "name",
                name,
                "service-name",
                name,
                "service-fqdn",
                fqdn,
                "cloud-id",
                "public",
                "site-code",
                "CEN",
                NULL);
  return point;
}

static void
add_points (ContentFill *fill, guint n_points)
{
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (fill->house->store);
  guint n_left = 1;

  for (guint i = 0; i < n_points; i++)
    {
      g_autoptr (DepotPoint) point = make_point (i);

      depot_store_batch_save_point (batch, point);
    }
  depot_store_batch_commit_async (batch, count_down, &n_left);
  test_wait_until (n_left == 0);
}

void
content_fill_add (ContentFill *fill, guint n_packages, guint n_points)
{
  guint n_left = n_packages;

  add_points (fill, n_points);
  for (guint i = 0; i < n_packages; i++)
    {
      g_autofree char *id = depot_package_dup_id ("CEN", i + 1);
      g_autofree char *name = g_strdup_printf ("Viewer %05u", 99999 - i);
      g_autoptr (DepotPackage) package = depot_package_new (id);

      g_object_set (package, "name", name, NULL);
      depot_store_save_package_async (fill->house->store, package, count_down, &n_left);
    }
  test_wait_until (n_left == 0);
  number_points (fill, n_points);
}

GArray *
content_fill_make_rows (guint n_packages, guint n_points)
{
  GArray *rows = depot_content_rows_new ();

  g_array_set_size (rows, n_packages * n_points);
  for (guint i = 0; i < rows->len; i++)
    {
      DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);

      row->package = i / n_points + 1;
      row->point = i % n_points + 1;
      row->state = i % 10 == 0 ? DEPOT_CONTENT_INSTALL_FAILED : DEPOT_CONTENT_INSTALLED;
      row->size_bytes = (i * 2654435761u) % 1000000;
      row->changed_at = 1795435200 + i % 86400;
    }
  return rows;
}

void
content_fill_write (ContentFill *fill, GArray *rows)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_store_write_content_async (fill->house->store, rows, NULL, test_keep_result, &result);
  test_wait_until (result != NULL);
  depot_store_write_content_finish (fill->house->store, result, &error);
  g_assert_no_error (error);
}
