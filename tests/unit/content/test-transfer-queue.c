/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers to places in memory: whose turn it is, what two consoles do to one place, and what a
 * place that goes away or cannot copy leads to. */
#include "config.h"

#include "depot-transfer-queue.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "content-fixture.h"
#include "depot-content-place.h"
#include "depot-error.h"
#include "depot-rate-week.h"
#include "depot-scan.h"
#include "depot-transfer-flag.h"
#include "memory-place.h"

#define DEADLINE_US (20 * G_USEC_PER_SEC)
#define MIB (1024 * 1024)

typedef struct
{
  char *top;
  DepotFolder *folder;
  DepotManifest *manifest;
  DepotTransferQueue *queue;
  GPtrArray *places;
  GString *order; /* package IDs, as they ended */
  guint ended, failed;
} World;

static void
world_scan (World *world)
{
  DepotScanOptions options = { .leaves_hashing = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotScanResult) scanned = NULL;

  g_clear_pointer (&world->folder, depot_folder_unref);
  g_clear_pointer (&world->manifest, depot_manifest_unref);
  world->folder = depot_folder_open (world->top, &error);
  g_assert_no_error (error);
  scanned = depot_scan_run (world->folder, &options, NULL, &error);
  g_assert_no_error (error);
  world->manifest = depot_manifest_ref (scanned->manifest);
}

static void
world_set_up (World *world, gconstpointer data)
{
  world->top = content_make_folder ();
  content_write (world->top, "file", "content", 7);
  world_scan (world);
  world->queue = depot_transfer_queue_new ();
  world->places = g_ptr_array_new_with_free_func (g_object_unref);
  world->order = g_string_new (NULL);
}

static void
world_tear_down (World *world, gconstpointer data)
{
  depot_folder_unref (world->folder);
  depot_manifest_unref (world->manifest);
  g_assert_finalize_object (world->queue);
  g_ptr_array_unref (world->places);
  g_string_free (world->order, TRUE);
  content_remove_folder (world->top);
  g_free (world->top);
}

static DepotTransfer *
make_transfer (World *world, const char *package_id, MemoryPlace *place)
{
  DepotTransferOptions options = { .package_id = package_id, .version = 1 };

  return depot_transfer_new (
      world->manifest, world->folder, DEPOT_BLOB_PLACE (place), NULL, &options);
}

typedef struct
{
  World *world;
  char *package_id;
} Run;

static void
run_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  if (depot_transfer_queue_run_finish (DEPOT_TRANSFER_QUEUE (source), result, &error))
    g_string_append_printf (run->world->order, "%s ", run->package_id);
  else
    run->world->failed++;
  run->world->ended++;
  g_free (run->package_id);
  g_free (run);
}

/* To a closed place of its own. */
static void
enqueue (World *world,
         const char *package_id,
         DepotTransferPriority priority,
         GCancellable *cancellable)
{
  MemoryPlace *place = memory_place_new ();
  g_autoptr (DepotTransfer) transfer = make_transfer (world, package_id, place);
  Run *run = g_new0 (Run, 1);

  g_ptr_array_add (world->places, place);
  memory_place_set_closed (place, TRUE);
  run->world = world;
  run->package_id = g_strdup (package_id);
  depot_transfer_queue_run_async (world->queue, transfer, priority, cancellable, run_ended, run);
}

static void
wait_until_ended (World *world, guint count)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_US;

  while (world->ended < count && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (world->ended, ==, count);
}

static void
open_place (World *world, guint index)
{
  memory_place_set_closed (world->places->pdata[index], FALSE);
}

static void
test_limits (World *world, gconstpointer data)
{
  const char *packages[] = { "AAA00001", "AAA00002", "AAA00003", "AAA00004" };

  for (guint i = 0; i < G_N_ELEMENTS (packages); i++)
    for (guint point = 0; point < 7; point++)
      enqueue (world, packages[i], DEPOT_TRANSFER_NORMAL, NULL);
  g_assert_cmpuint (depot_transfer_queue_count_running (world->queue), ==, 15);
  g_assert_cmpuint (depot_transfer_queue_count_waiting (world->queue), ==, 13);
  depot_transfer_queue_set_limits (world->queue, 4, 6);
  g_assert_cmpuint (depot_transfer_queue_count_running (world->queue), ==, 24);
  depot_transfer_queue_set_limits (world->queue, 0, 1000);
  g_assert_cmpuint (depot_transfer_queue_get_max_packages (world->queue), ==, 1);
  g_assert_cmpuint (
      depot_transfer_queue_get_max_transfers (world->queue), ==, DEPOT_TRANSFER_QUEUE_MOST);
  for (guint i = 0; i < world->places->len; i++)
    open_place (world, i);
  wait_until_ended (world, 28);
  g_assert_cmpuint (world->failed, ==, 0);
  g_assert_cmpuint (depot_transfer_queue_count_running (world->queue), ==, 0);
}

static void
test_priority (World *world, gconstpointer data)
{
  depot_transfer_queue_set_limits (world->queue, 1, 1);
  enqueue (world, "LOW", DEPOT_TRANSFER_LOW, NULL);
  enqueue (world, "LOW", DEPOT_TRANSFER_LOW, NULL);
  enqueue (world, "NORMAL", DEPOT_TRANSFER_NORMAL, NULL);
  enqueue (world, "RAISED", DEPOT_TRANSFER_LOW, NULL);
  enqueue (world, "HIGH", DEPOT_TRANSFER_HIGH, NULL);
  g_assert_cmpuint (depot_transfer_queue_count_running (world->queue), ==, 1);
  depot_transfer_queue_set_priority (world->queue, "RAISED", DEPOT_TRANSFER_HIGH);
  for (guint i = 0; i < world->places->len; i++)
    open_place (world, i);
  wait_until_ended (world, 5);
  g_assert_cmpstr (world->order->str, ==, "LOW HIGH RAISED NORMAL LOW ");
}

static void
test_cancel_waiting (World *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  depot_transfer_queue_set_limits (world->queue, 1, 1);
  enqueue (world, "FIRST", DEPOT_TRANSFER_NORMAL, NULL);
  enqueue (world, "SECOND", DEPOT_TRANSFER_NORMAL, cancellable);
  enqueue (world, "THIRD", DEPOT_TRANSFER_NORMAL, NULL);
  g_cancellable_cancel (cancellable);
  wait_until_ended (world, 1);
  g_assert_cmpuint (world->failed, ==, 1);
  open_place (world, 0);
  open_place (world, 2);
  wait_until_ended (world, 3);
  g_assert_cmpstr (world->order->str, ==, "FIRST THIRD ");
}

static void
test_shared_place (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) one = memory_place_new ();
  g_autoptr (MemoryPlace) two = memory_place_new ();
  g_autoptr (DepotBlobPlace) first = depot_transfer_queue_share_place (
      world->queue, "https://a/content", DEPOT_BLOB_PLACE (one));
  g_autoptr (DepotBlobPlace) second = depot_transfer_queue_share_place (
      world->queue, "https://a/content", DEPOT_BLOB_PLACE (two));
  g_autoptr (DepotBlobPlace) other = depot_transfer_queue_share_place (
      world->queue, "https://b/content", DEPOT_BLOB_PLACE (two));

  g_assert_true (first == DEPOT_BLOB_PLACE (one));
  g_assert_true (second == first);
  g_assert_true (other == DEPOT_BLOB_PLACE (two));
}

/* ---- two consoles, one place --------------------------------------------------------------------
 */

static void
test_flags (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) memory = memory_place_new ();
  DepotBlobPlace *place = DEPOT_BLOB_PLACE (memory);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean may;

  g_assert_true (depot_flag_raise (place, "MINE", NULL, NULL));
  g_assert_true (depot_flag_lock (place, "MINE", &may, NULL, NULL) && may);
  g_assert_true (depot_flag_lock (place, "OTHER", &may, NULL, NULL) && !may);
  g_assert_true (depot_flag_unlock (place, "MINE", NULL, NULL));
  g_assert_true (depot_flag_lock (place, "OTHER", &may, NULL, NULL) && !may);
  g_assert_cmpuint (memory_place_count (memory, "t/OTHER.lock"), ==, 0);
  memory_place_set_bytes (memory, "t/MINE", "", now - 8 * 24 * 60 * 60);
  g_assert_true (depot_flag_lock (place, "OTHER", &may, NULL, NULL) && may);
  g_assert_true (depot_flag_unlock (place, "OTHER", NULL, NULL));
  /* killed while it removed: its own lock does not keep it waiting */
  memory_place_set_bytes (memory, "t/MINE.lock", "", now);
  g_assert_true (depot_flag_raise (place, "MINE", NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "t/MINE.lock"), ==, 0);
  memory_place_set_bytes (memory, "t/clean.lock", "", now - 2 * 60 * 60);
  g_assert_true (depot_flag_raise (place, "MINE", NULL, NULL));
  g_assert_true (depot_flag_lower (place, "MINE", NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "t/"), ==, 1);
}

static void
test_cleaning_waits (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) memory = memory_place_new ();
  DepotBlobPlace *place = DEPOT_BLOB_PLACE (memory);
  g_autoptr (GPtrArray) unused = NULL;
  g_autofree char *name = g_strnfill (66, 'a');
  g_autofree char *left = g_strnfill (66, 'a');
  gboolean is_busy;

  memcpy (name, "b/", 2);
  memcpy (left, "u/", 2);
  memory_place_set_bytes (memory, name, "unused", 5);
  memory_place_set_bytes (memory, left, "left by a kill", 5);
  unused = depot_content_find_unused (place, 60, NULL, NULL);
  g_assert_cmpuint (unused->len, ==, 2);
  g_assert_true (depot_flag_raise (place, "OTHER", NULL, NULL));
  g_assert_true (depot_content_remove_unused (place, unused, &is_busy, NULL, NULL));
  g_assert_true (is_busy);
  g_assert_cmpuint (unused->len, ==, 0);
  g_assert_cmpuint (memory_place_count (memory, "b/"), ==, 1);
  g_assert_true (depot_flag_lower (place, "OTHER", NULL, NULL));
  g_ptr_array_unref (unused);
  unused = depot_content_find_unused (place, 60, NULL, NULL);
  g_assert_true (depot_content_remove_unused (place, unused, &is_busy, NULL, NULL));
  g_assert_false (is_busy);
  g_assert_cmpuint (unused->len, ==, 2);
  g_assert_cmpuint (memory_place_count (memory, ""), ==, 0);
}

/* A version that is replaced stays whole until its time is over, whoever cleans up. */
static void
test_retired (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) memory = memory_place_new ();
  DepotBlobPlace *place = DEPOT_BLOB_PLACE (memory);
  DepotTransferOptions options
      = { .package_id = "CEN00001", .version = 1, .keep_seconds = 3600, .writer = "one" };
  g_autoptr (GPtrArray) unused = NULL;
  g_autoptr (DepotTransfer) first
      = depot_transfer_new (world->manifest, world->folder, place, NULL, &options);
  g_autoptr (DepotTransfer) second = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_assert_true (depot_transfer_run (first, NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "o/"), ==, 0);
  content_write (world->top, "file", "another", 7);
  world_scan (world);
  options.version = 2;
  second = depot_transfer_new (world->manifest, world->folder, place, NULL, &options);
  g_assert_true (depot_transfer_run (second, NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "b/"), ==, 4);
  g_assert_cmpuint (memory_place_count (memory, "o/CEN00001."), ==, 1);
  unused = depot_content_find_unused (place, 0, NULL, NULL);
  g_assert_cmpuint (unused->len, ==, 0);
  g_ptr_array_unref (unused);

  /* its time is over */
  name = memory_place_dup_first (memory, "o/");
  memory_place_set_bytes (memory, name, "{\"manifest\":\"nowhere\"}", 5);
  g_assert_null (depot_content_find_unused (place, 0, NULL, NULL));
  text = g_strdup_printf ("{\"manifest\":\"b/%064d\",\"keepUntil\":5}", 0);
  memory_place_set_bytes (memory, name, text, 5);
  unused = depot_content_find_unused (place, 0, NULL, NULL);
  g_assert_cmpuint (unused->len, ==, 3);
  g_assert_true (depot_content_remove_unused (place, unused, NULL, NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "b/"), ==, 2);
  g_assert_cmpuint (memory_place_count (memory, "o/"), ==, 0);
}

/* Two consoles send the same package: each has a flag of its own, and a failure takes its own away.
 */
static void
test_own_flags (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) memory = memory_place_new ();
  DepotBlobPlace *place = DEPOT_BLOB_PLACE (memory);
  DepotTransferOptions options = { .package_id = "CEN00001", .version = 1, .writer = "one" };
  g_autoptr (DepotTransfer) one
      = depot_transfer_new (world->manifest, world->folder, place, NULL, &options);
  g_autoptr (DepotTransfer) broken = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_assert_true (depot_flag_raise (place, "CEN00001.other", NULL, NULL));
  g_assert_true (depot_transfer_run (one, NULL, NULL));
  g_assert_cmpuint (memory_place_count (memory, "t/CEN00001.other"), ==, 1);
  g_assert_cmpuint (memory_place_count (memory, "t/"), ==, 1);

  content_write (world->top, "file", "gone in a moment", 16);
  world_scan (world);
  path = g_build_filename (world->top, "file", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  broken = depot_transfer_new (world->manifest, world->folder, place, NULL, &options);
  g_assert_false (depot_transfer_run (broken, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_FILE);
  g_assert_cmpuint (memory_place_count (memory, "t/"), ==, 1);
}

static void
test_week (World *world, gconstpointer data)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];
  const char *bad[] = { "mon 8-18",   "xyz 8 5",  "fri-mon 8-9 5", "mon 24 5",        "mon 9-9 5",
                        "mon 8-25 5", "mon 8 -5", "mon 8 5 5",     "mon 8 4294967295" };
  g_autoptr (GError) error = NULL;

  depot_rate_week_parse ("mon-fri 8-18 5000; wed 12 100;sat-sun 0-24 0;", week, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (week[7], ==, DEPOT_RATE_UNLIMITED);
  g_assert_cmpuint (week[8], ==, 5000);
  g_assert_cmpuint (week[4 * 24 + 17], ==, 5000);
  g_assert_cmpuint (week[4 * 24 + 18], ==, DEPOT_RATE_UNLIMITED);
  g_assert_cmpuint (week[2 * 24 + 12], ==, 100);
  g_assert_cmpuint (week[2 * 24 + 13], ==, 5000);
  g_assert_cmpuint (week[5 * 24], ==, DEPOT_RATE_CLOSED);
  g_assert_cmpuint (week[DEPOT_HOURS_PER_WEEK - 1], ==, DEPOT_RATE_CLOSED);
  g_assert_true (depot_rate_week_parse ("", week, NULL));
  g_assert_cmpuint (week[8], ==, DEPOT_RATE_UNLIMITED);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (depot_rate_week_parse (bad[i], week, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
      g_clear_error (&error);
    }
}

/* ---- places that go away or cannot copy
 * ---------------------------------------------------------- */

static void
write_large (World *world, gsize size)
{
  g_autofree guint8 *bytes = content_random (size, 42);

  content_write (world->top, "large", bytes, size);
  world_scan (world);
}

static void
check_content (World *world, MemoryPlace *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPublished) published
      = depot_content_get_published (DEPOT_BLOB_PLACE (place), "CEN00001", NULL, &error);
  g_autoptr (GPtrArray) flaws = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (published);
  flaws = depot_content_validate (
      DEPOT_BLOB_PLACE (place), world->manifest, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (flaws->len, ==, 0);
  g_assert_cmpuint (memory_place_count (place, "u/"), ==, 0);
  g_assert_cmpuint (memory_place_count (place, "t/"), ==, 0);
}

static void
test_staged (World *world, gconstpointer data)
{
  gboolean copies = GPOINTER_TO_INT (data);
  g_autoptr (MemoryPlace) place = memory_place_new ();
  g_autoptr (DepotTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 40 * MIB + 1;

  write_large (world, size);
  memory_place_set_copies (place, copies);
  transfer = make_transfer (world, "CEN00001", place);
  depot_transfer_run (transfer, NULL, &error);
  g_assert_no_error (error);
  check_content (world, place);
  g_assert_cmpuint (memory_place_get_received (place), <, (copies ? 1 : 2) * size + MIB);
}

static void
test_container_gone (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) place = memory_place_new ();
  g_autoptr (DepotTransfer) transfer = NULL;
  g_autoptr (DepotTransfer) again = NULL;
  g_autoptr (GError) error = NULL;

  write_large (world, 40 * MIB);
  memory_place_set_gone (place, TRUE);
  transfer = make_transfer (world, "CEN00001", place);
  g_assert_false (depot_transfer_run (transfer, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  memory_place_set_gone (place, FALSE);
  again = make_transfer (world, "CEN00001", place);
  depot_transfer_run (again, NULL, &error);
  g_assert_no_error (error);
  check_content (world, place);
}

/* ---- files that do not hold still while they are sent
 * --------------------------------------------- */

typedef enum
{
  REWRITTEN,
  REPLACED,
  GROWN,
  SHRUNK,
  GONE,
} Change;

static void
change_file (World *world, Change change)
{
  g_autofree char *path = g_build_filename (world->top, "large", NULL);
  g_autofree guint8 *bytes = content_random (40 * MIB, 7);

  if (change == REPLACED || change == GONE)
    g_assert_cmpint (g_unlink (path), ==, 0);
  if (change == GROWN)
    g_assert_cmpint (truncate (path, 41 * MIB), ==, 0);
  else if (change == SHRUNK)
    g_assert_cmpint (truncate (path, 3 * MIB), ==, 0);
  else if (change != GONE)
    content_write (world->top, "large", bytes, 40 * MIB);
}

static void
transfer_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **) data, result);
}

/* What is published is one state of the file, which may have been read to its end before, or
 * nothing is. */
static void
test_changes (World *world, gconstpointer data)
{
  Change change = GPOINTER_TO_UINT (data);
  g_autoptr (MemoryPlace) place = memory_place_new ();
  g_autoptr (DepotTransfer) transfer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  write_large (world, 40 * MIB);
  memory_place_set_closed (place, TRUE);
  transfer = make_transfer (world, "CEN00001", place);
  depot_transfer_run_async (transfer, NULL, transfer_ended, &result);
  while (memory_place_count_waiting (place) == 0)
    g_main_context_iteration (NULL, FALSE);
  change_file (world, change);
  memory_place_set_closed (place, FALSE);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (depot_transfer_run_finish (transfer, result, &error))
    check_content (world, place);
  else
    {
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_FILE);
      g_assert_cmpuint (memory_place_count (place, "CEN00001/"), ==, 0);
    }
}

/* A limit on the size of files stands for a disk without room: writing ends in the middle. */
static void
test_disk_full (World *world, gconstpointer data)
{
  g_autofree char *path = g_build_filename (world->top, "manifest", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotManifest) old = NULL;
  struct rlimit before, small;

  g_assert_true (depot_manifest_save (world->manifest, path, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 20;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (depot_manifest_save (world->manifest, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  old = depot_manifest_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_manifest_get_count (old), ==, 1);
  g_assert_true (depot_manifest_save (world->manifest, path, NULL));
}

/* One package to four places: bytes go out once, and the source may be gone by then. */
static void
test_fan_out (World *world, gconstpointer data)
{
  g_autoptr (MemoryPlace) first = memory_place_new ();
  g_autoptr (DepotTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  write_large (world, 40 * MIB);
  transfer = make_transfer (world, "CEN00001", first);
  depot_transfer_run (transfer, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      DepotTransferOptions options = { .package_id = "CEN00001", .version = 1 };
      g_autoptr (MemoryPlace) place = memory_place_new ();
      g_autoptr (DepotTransfer) copy = depot_transfer_new (
          world->manifest, NULL, DEPOT_BLOB_PLACE (place), DEPOT_BLOB_PLACE (first), &options);

      depot_transfer_run (copy, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (memory_place_get_received (place), <, MIB);
      check_content (world, place);
    }
}

#define ADD(path, function, data)                                                                  \
  g_test_add ("/content/" path, World, data, world_set_up, function, world_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("queue/limits", test_limits, NULL);
  ADD ("queue/priority", test_priority, NULL);
  ADD ("queue/cancel-waiting", test_cancel_waiting, NULL);
  ADD ("queue/shared-place", test_shared_place, NULL);
  ADD ("queue/week", test_week, NULL);
  ADD ("flags/two-consoles", test_flags, NULL);
  ADD ("flags/cleaning-waits", test_cleaning_waits, NULL);
  ADD ("flags/own", test_own_flags, NULL);
  ADD ("flags/retired", test_retired, NULL);
  ADD ("stage/copied", test_staged, GINT_TO_POINTER (TRUE));
  ADD ("stage/service-does-not-copy", test_staged, GINT_TO_POINTER (FALSE));
  ADD ("stage/rewritten", test_changes, GUINT_TO_POINTER (REWRITTEN));
  ADD ("stage/replaced", test_changes, GUINT_TO_POINTER (REPLACED));
  ADD ("stage/grown", test_changes, GUINT_TO_POINTER (GROWN));
  ADD ("stage/shrunk", test_changes, GUINT_TO_POINTER (SHRUNK));
  ADD ("stage/gone", test_changes, GUINT_TO_POINTER (GONE));
  ADD ("manifest/disk-full", test_disk_full, NULL);
  ADD ("place/container-gone", test_container_gone, NULL);
  ADD ("place/fan-out", test_fan_out, NULL);
  return g_test_run ();
}
