/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a million rows of distribution status: writing, counting, pages, opening, sorting,
 * filtering and a storm of updates; one JSON line for each. How long the main loop was held up is
 * measured by a timer of one millisecond.
 *
 * Usage: bench-status [PACKAGES POINTS]
 */
#include "config.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "content-fill.h"
#include "depot-content-list.h"
#include "depot-store-content.h"
#include "test-loop.h"

#define STORM_SECONDS 3
#define STORM_ROWS_PER_WRITE 500
#define STORM_WRITES_PER_SECOND 20
#define MILLISECONDS(from) ((double) (g_get_monotonic_time () - (from)) / 1000)

static guint n_changes;

static void
tell (const char *what, double value, const char *unit)
{
  printf ("{\"bench\": \"status\", \"what\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"}\n",
          what,
          value,
          unit);
  fflush (stdout);
}

/* Lateness of the main loop. */

static gint64 last_tick;
static double worst_late;

static gboolean
on_tick (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  worst_late = MAX (worst_late, (double) (now - last_tick) / 1000 - 1);
  last_tick = now;
  return G_SOURCE_CONTINUE;
}

static void
start_watching (void)
{
  last_tick = g_get_monotonic_time ();
  worst_late = 0;
}

static double
get_memory_mib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL)
      || (line = strstr (text, "RssAnon:")) == NULL)
    return 0;
  return (double) g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) / 1024;
}

/* The yardstick: the same rows by SQLite alone, with the store's own settings and nothing counted.
 */
static double
write_plainly (const char *folder, GArray *rows)
{
  g_autofree char *path = g_build_filename (folder, "plain.sqlite", NULL);
  sqlite3 *database;
  sqlite3_stmt *insert;
  gint64 began;

  sqlite3_open (path, &database);
  sqlite3_exec (
      database,
      "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; "
      "PRAGMA cache_size = -32768; "
      "PRAGMA cell_size_check = ON; CREATE TABLE s (package INTEGER, point INTEGER, a, b, "
      "c, d, e, f, g, h, i, j, k, l, m, PRIMARY KEY (package, point)) WITHOUT ROWID",
      NULL,
      NULL,
      NULL);
  began = g_get_monotonic_time ();
  sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  sqlite3_prepare_v2 (database,
                      "INSERT INTO s VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                      "?13, ?14, ?15) ON CONFLICT DO UPDATE SET a = ?3",
                      -1,
                      &insert,
                      NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);

      for (int column = 3; column <= 13; column++)
        sqlite3_bind_int64 (insert, column, 0);
      sqlite3_bind_int64 (insert, 1, row->package);
      sqlite3_bind_int64 (insert, 2, row->point);
      sqlite3_bind_int64 (insert, 3, row->state);
      sqlite3_bind_int64 (insert, 8, (gint64) row->size_bytes);
      sqlite3_bind_int64 (insert, 12, row->changed_at);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_exec (database, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (database);
  return MILLISECONDS (began);
}

static void
measure_writing (ContentFill *fill, GArray *rows)
{
  double plain, ours;
  gint64 began;

  plain = write_plainly (fill->folder, rows);
  began = g_get_monotonic_time ();
  content_fill_write (fill, rows);
  ours = MILLISECONDS (began);
  tell ("S1 rows written by SQLite alone", plain, "ms");
  tell ("S1 rows written with their counts", ours, "ms");
  tell ("S1 ratio (goal 1.2)", ours / plain, "");
}

/* Median of some calls. */
static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static void
tell_median (const char *what, double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  tell (what, values[n / 2], "ms");
}

static void
measure_page (ContentFill *fill, const char *what, guint n_packages, guint n_points)
{
  double took[51];
  guint32 pairs[2 * 200];

  for (guint round = 0; round < G_N_ELEMENTS (took); round++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      gint64 began;

      for (guint i = 0; i < 200; i++)
        {
          pairs[2 * i] = (round * 37 + i) % n_packages + 1;
          pairs[2 * i + 1] = (round * 101 + i * 13) % n_points + 1;
        }
      began = g_get_monotonic_time ();
      depot_store_get_content_async (fill->house->store, pairs, 200, test_keep_result, &result);
      test_wait_until (result != NULL);
      took[round] = MILLISECONDS (began);
    }
  tell_median (what, took, G_N_ELEMENTS (took));
}

static void
measure_sums (ContentFill *fill, const char *what, const char *package_id)
{
  double took[51];

  for (guint round = 0; round < G_N_ELEMENTS (took); round++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      gint64 began = g_get_monotonic_time ();

      depot_store_sum_content_async (
          fill->house->store, package_id, NULL, test_keep_result, &result);
      test_wait_until (result != NULL);
      took[round] = MILLISECONDS (began);
    }
  tell_median (what, took, G_N_ELEMENTS (took));
}

/* The list. */

static void
on_items_changed (void)
{
  n_changes++;
}

static void
show (DepotContentList *list, const char *what, DepotContentQuery query)
{
  g_autofree char *late = g_strconcat (what, ", main loop held up at most", NULL);
  gint64 began = g_get_monotonic_time ();

  start_watching ();
  depot_content_list_set_query (list, &query);
  test_wait_until (!depot_content_list_is_busy (list));
  tell (what, MILLISECONDS (began), "ms");
  tell (late, worst_late, "ms");
}

static void
measure_opening (ContentFill *fill, DepotContentList *list)
{
  DepotContentQuery query = { 0 };
  gint64 began = g_get_monotonic_time ();
  double memory = get_memory_mib ();
  g_autoptr (DepotContentStatus) first = NULL;

  depot_content_list_set_query (list, &query);
  test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  test_wait_until (depot_content_status_is_loaded (first));
  tell ("C3 open: number of rows and the first page (goal 150)", MILLISECONDS (began), "ms");
  test_wait_until (!depot_content_list_is_busy (list));
  tell ("C3 open: any row can be reached", MILLISECONDS (began), "ms");
  tell ("C3 memory with the index (goal 90)", get_memory_mib () - memory, "MiB");
}

static guint n_storm;

static gboolean
on_storm (gpointer data)
{
  ContentFill *fill = data;
  g_autoptr (GArray) rows = depot_content_rows_new ();

  for (guint i = 0; i < STORM_ROWS_PER_WRITE; i++)
    {
      DepotContentRow row = { .package = i % 100 + 1,
                              .point = (n_storm + i) % 100 + 1,
                              .state = DEPOT_CONTENT_UPDATING,
                              .size_bytes = 1000000,
                              .sent_bytes = n_storm };

      g_array_append_val (rows, row);
    }
  n_storm += STORM_ROWS_PER_WRITE;
  depot_store_write_content_async (fill->house->store, rows, NULL, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
measure_storm (ContentFill *fill, DepotContentList *list)
{
  g_autoptr (GPtrArray) on_view = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean is_over = FALSE;
  guint timer;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (on_view, g_list_model_get_item (G_LIST_MODEL (list), i));
  n_changes = 0;
  start_watching ();
  timer = g_timeout_add (1000 / STORM_WRITES_PER_SECOND, on_storm, fill);
  g_timeout_add_seconds (STORM_SECONDS, on_over, &is_over);
  test_wait_until (is_over);
  g_source_remove (timer);
  tell ("C4 rows written", n_storm / STORM_SECONDS, "1/s");
  tell ("C4 changes of the model (goal 60)", (double) n_changes / STORM_SECONDS, "1/s");
  tell ("C4 main loop held up at most (goal 20)", worst_late, "ms");
}

int
main (int argc, char *argv[])
{
  guint n_packages = argc > 2 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 500;
  guint n_points = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 2000;
  ContentFill fill;
  g_autoptr (GArray) rows = content_fill_make_rows (n_packages, n_points);
  g_autoptr (DepotContentList) list = NULL;

  content_fill_set_up (&fill);
  content_fill_add (&fill, n_packages, n_points);
  g_timeout_add (1, on_tick, NULL);
  measure_writing (&fill, rows);
  g_clear_pointer (&rows, g_array_unref);
  measure_page (&fill, "S2 page of 200 by keys (goal 1)", n_packages, n_points);
  measure_sums (&fill, "S3 states of one package (goal 0.5)", "CEN00001");
  measure_sums (&fill, "S3 states of everything (goal 1)", NULL);
  list = depot_content_list_new (fill.house);
  g_signal_connect (list, "items-changed", on_items_changed, NULL);
  measure_opening (&fill, list);
  show (list,
        "C3 sort by package (goal 1000)",
        (DepotContentQuery) { .sort = DEPOT_CONTENT_SORT_PACKAGE });
  show (list,
        "C3 sort by point (goal 1000)",
        (DepotContentQuery) { .sort = DEPOT_CONTENT_SORT_POINT });
  show (list,
        "C3 sort by size, largest first (goal 1000)",
        (DepotContentQuery) { .sort = DEPOT_CONTENT_SORT_SIZE, .is_descending = TRUE });
  show (list, "filter by a part of a name", (DepotContentQuery) { .text = "falls9999" });
  show (list, "filter by state", (DepotContentQuery) { .words = 1u << DEPOT_CONTENT_WORD_ERROR });
  show (list, "filter by package", (DepotContentQuery) { .package_id = "CEN00002" });
  show (list, "everything again", (DepotContentQuery) { 0 });
  measure_storm (&fill, list);
  g_clear_object (&list);
  content_fill_tear_down (&fill);
  return 0;
}
