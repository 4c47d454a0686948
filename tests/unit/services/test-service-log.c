/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "depot-service-log.h"

#define COMPONENT DEPOT_COMPONENT_CLOUD_SERVICES

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

static void
flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (depot_service_log_flush_finish (DEPOT_SERVICE_LOG (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static void
flush (DepotServiceLog *log)
{
  gboolean done = FALSE;

  depot_service_log_flush_async (log, flushed, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
read_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_line_is_read_back (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);
  g_autofree char *text = NULL;
  g_autoptr (DepotLogLine) line = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  struct stat facts;

  depot_service_log_write (log,
                           DEPOT_SEVERITY_INFO,
                           COMPONENT,
                           "Waiting for check if container exists. Will check again in %d seconds",
                           10);
  flush (log);
  text = read_all (place->path);
  line = depot_log_line_parse (text);

  g_assert_true (g_str_has_prefix (
      text,
      "Waiting for check if container exists. Will check again in 10 seconds  $$<" COMPONENT "><"));
  g_assert_true (g_str_has_suffix (text, ")>\n"));
  g_assert_cmpstr (depot_log_line_get_component (line), ==, COMPONENT);
  g_assert_cmpint (ABS (depot_log_line_get_at (line) - now), <=, 2);
  g_assert_cmpuint (depot_log_line_get_thread (line), >, 0);
  g_assert_cmpint (g_stat (place->path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
}

static void
test_severities (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (int i = DEPOT_SEVERITY_INFO; i <= DEPOT_SEVERITY_ERROR; i++)
    depot_service_log_write (log, i, COMPONENT, "told");
  flush (log);
  text = read_all (place->path);
  lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  for (int i = DEPOT_SEVERITY_INFO; i <= DEPOT_SEVERITY_ERROR; i++)
    {
      g_autoptr (DepotLogLine) line = depot_log_line_parse (lines[i]);

      g_assert_cmpint (depot_log_line_get_severity (line), ==, i);
    }
}

/* Nothing that comes from outside can forge a second line, and no token reaches the disk. */
static void
test_hostile_text (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);
  g_autofree char *text = NULL;
  g_autoptr (DepotLogLine) line = NULL;

  depot_service_log_write (
      log,
      DEPOT_SEVERITY_INFO,
      COMPONENT,
      "%s",
      "one\nERROR: two  $$<FORGED><01-01-2020 00:00:00.000+000><thread=1 (0x1)>\r"
      "Authorization: Bearer abcdefghijklmnopqrstuvwxyz");
  flush (log);
  text = read_all (place->path);
  line = depot_log_line_parse (text);

  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
  g_assert_cmpstr (depot_log_line_get_component (line), ==, COMPONENT);
  g_assert_null (strstr (text, "abcdefghijklmnop"));
}

static void
test_rotation (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) log = depot_service_log_new (place->folder, "CloudMgr.log", 4000);
  struct stat facts;

  for (int i = 0; i < 100; i++)
    depot_service_log_write (log, DEPOT_SEVERITY_INFO, COMPONENT, "line %d", i);
  flush (log);

  g_assert_cmpint (g_stat (place->path, &facts), ==, 0);
  g_assert_cmpint (facts.st_size, <=, 4000);
  g_assert_cmpint (g_stat (place->old_path, &facts), ==, 0);
  g_assert_cmpint (facts.st_size, <=, 4000);
  g_assert_cmpint (facts.st_size, >, 3000);
}

/* Two writers, as two processes are: whole lines, none lost, none twice. */
static void
test_two_writers (Place *place, gconstpointer data)
{
  g_autoptr (DepotServiceLog) one = depot_service_log_new (place->folder, "CloudMgr.log", 1000000);
  g_autoptr (DepotServiceLog) two = depot_service_log_new (place->folder, "CloudMgr.log", 1000000);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (int i = 0; i < 200; i++)
    {
      depot_service_log_write (one, DEPOT_SEVERITY_INFO, "ONE", "first %d", i);
      depot_service_log_write (two, DEPOT_SEVERITY_INFO, "TWO", "second %d", i);
    }
  flush (one);
  flush (two);
  text = read_all (place->path);
  lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 401);
  for (int i = 0; i < 400; i++)
    {
      g_autoptr (DepotLogLine) line = depot_log_line_parse (lines[i]);

      g_assert_cmpint (depot_log_line_get_at (line), >, 0);
    }
}

/* The writer outlives nothing: freeing the log waits for its lines. */
static void
test_freed_log_has_written (Place *place, gconstpointer data)
{
  DepotServiceLog *log = depot_service_log_new (place->folder, "CloudMgr.log", 250000);
  g_autofree char *text = NULL;

  depot_service_log_write (log, DEPOT_SEVERITY_INFO, COMPONENT, "last words");
  g_object_unref (log);
  text = read_all (place->path);

  g_assert_nonnull (strstr (text, "last words"));
}

#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/service-log/line-is-read-back", test_line_is_read_back);
  ADD ("/service-log/severities", test_severities);
  ADD ("/service-log/hostile-text", test_hostile_text);
  ADD ("/service-log/rotation", test_rotation);
  ADD ("/service-log/two-writers", test_two_writers);
  ADD ("/service-log/freed", test_freed_log_has_written);
  return g_test_run ();
}
