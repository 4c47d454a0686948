/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "depot-service-log.h"

#define PATIENCE_SECONDS 15

typedef struct
{
  char *folder;
  char *path;
  char *old_path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("depot-log-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "CloudMgr.log", NULL);
  place->old_path = g_build_filename (place->folder, "CloudMgr.lo_", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_remove (place->path);
  g_remove (place->old_path);
  g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->path);
  g_free (place->old_path);
}

static gboolean
on_too_late (gpointer data)
{
  g_error ("the lines did not come in time");
  return G_SOURCE_REMOVE;
}

static void
wait_for_lines (GListModel *list, guint n)
{
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, on_too_late, NULL);

  while (g_list_model_get_n_items (list) < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
}

static void
assert_line (GListModel *list, guint position, const char *text)
{
  g_autoptr (DepotLogLine) line = g_list_model_get_item (list, position);

  g_assert_cmpstr (depot_log_line_get_text (line), ==, text);
}

static void
test_grows (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);
  g_autoptr (DepotLogFile) file = NULL;

  depot_service_log_write (log, DEPOT_SEVERITY_INFO, "C", "one");
  depot_service_log_write (log, DEPOT_SEVERITY_INFO, "C", "two");
  file = depot_log_file_new (place->folder, "CloudMgr.log");
  g_assert_cmpstr (depot_log_file_get_path (file), ==, place->path);
  wait_for_lines (G_LIST_MODEL (file), 2);
  depot_service_log_write (log, DEPOT_SEVERITY_INFO, "C", "three");
  wait_for_lines (G_LIST_MODEL (file), 3);
  assert_line (G_LIST_MODEL (file), 0, "one");
  assert_line (G_LIST_MODEL (file), 2, "three");
}

static void
test_file_comes_later (Place *place, gconstpointer data)
{
  g_autoptr (DepotLogFile) file = depot_log_file_new (place->folder, "CloudMgr.log");
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (file)), ==, 0);
  depot_service_log_write (log, DEPOT_SEVERITY_INFO, "C", "first");
  wait_for_lines (G_LIST_MODEL (file), 1);
}

static void
test_old_file_comes_first (Place *place, gconstpointer data)
{
  g_autoptr (DepotLogFile) file = NULL;

  g_assert_true (g_file_set_contents (place->old_path, "old one\nold two\n", -1, NULL));
  g_assert_true (g_file_set_contents (place->path, "new one\n", -1, NULL));
  file = depot_log_file_new (place->folder, "CloudMgr.log");
  wait_for_lines (G_LIST_MODEL (file), 3);
  assert_line (G_LIST_MODEL (file), 0, "old one");
  assert_line (G_LIST_MODEL (file), 2, "new one");
}

/* While it is followed the file is moved away: nothing is shown twice, nothing is missed. */
static void
test_rotation_is_followed (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 1500);
  g_autoptr (DepotLogFile) file = depot_log_file_new (place->folder, "CloudMgr.log");

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %u", i);

      depot_service_log_write (log, DEPOT_SEVERITY_INFO, "C", "%s", text);
      wait_for_lines (G_LIST_MODEL (file), i + 1);
      assert_line (G_LIST_MODEL (file), i, text);
    }
  g_assert_true (g_file_test (place->old_path, G_FILE_TEST_EXISTS));
}

static void
test_half_a_line_waits (Place *place, gconstpointer data)
{
  g_autoptr (DepotLogFile) file = NULL;
  g_autoptr (GFile) gfile = g_file_new_for_path (place->path);
  g_autoptr (GFileOutputStream) stream = NULL;

  g_assert_true (g_file_set_contents (place->path, "whole\nhal", -1, NULL));
  file = depot_log_file_new (place->folder, "CloudMgr.log");
  wait_for_lines (G_LIST_MODEL (file), 1);
  stream = g_file_append_to (gfile, G_FILE_CREATE_NONE, NULL, NULL);
  g_assert_true (g_output_stream_write_all (G_OUTPUT_STREAM (stream), "f\n", 2, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL));
  wait_for_lines (G_LIST_MODEL (file), 2);
  assert_line (G_LIST_MODEL (file), 1, "half");
}

#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/log-file/grows", test_grows);
  ADD ("/log-file/comes-later", test_file_comes_later);
  ADD ("/log-file/old-first", test_old_file_comes_first);
  ADD ("/log-file/rotation", test_rotation_is_followed);
  ADD ("/log-file/half-a-line", test_half_a_line_waits);
  return g_test_run ();
}
