/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transfer's judgements that need no service: how many connections, how fast. */
#include "config.h"

#include "depot-rate-limit.h"
#include "depot-tuner.h"

#define MIB (1024 * 1024)

typedef struct
{
  DepotTuner tuner;
  gint64 now_us;
  guint64 bytes;
  guint requests, busy;
} Line;

/* A tenth of a second and more on a line where each connection brings per_connection, all together
 * no more than most, in bytes a second. */
static void
go_on (Line *line, double per_connection, double most)
{
  double rate = MIN (per_connection * line->tuner.allowed, most);

  line->now_us += G_USEC_PER_SEC / 5;
  line->bytes += (guint64) (rate / 5);
  line->requests += line->tuner.allowed;
  depot_tuner_note (&line->tuner, line->now_us, line->bytes, line->requests, line->busy);
}

static void
test_grows (void)
{
  Line line = { 0 };

  depot_tuner_init (&line.tuner, 64, FALSE, 0);
  g_assert_cmpuint (line.tuner.allowed, ==, 4);
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 16);
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 64);
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 64);
}

static void
test_stops_growing (void)
{
  Line line = { 0 };

  depot_tuner_init (&line.tuner, 64, FALSE, 0);
  for (guint i = 0; i < 5; i++)
    go_on (&line, 50 * MIB, 200 * MIB);
  g_assert_cmpuint (line.tuner.allowed, ==, 4);
  /* A better line is noticed later. */
  for (guint i = 0; i < 60; i++)
    go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 64);
}

static void
test_backs_off (void)
{
  Line line = { 0 };

  depot_tuner_init (&line.tuner, 64, FALSE, 0);
  for (guint i = 0; i < 3; i++)
    go_on (&line, 50 * MIB, 1e12);
  line.busy += 5;
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 48);
  /* What was refused together counts once. */
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 48);
}

static void
test_fixed (void)
{
  Line line = { 0 };

  depot_tuner_init (&line.tuner, 7, TRUE, 0);
  for (guint i = 0; i < 5; i++)
    go_on (&line, 50 * MIB, 1e12);
  line.busy++;
  go_on (&line, 50 * MIB, 1e12);
  g_assert_cmpuint (line.tuner.allowed, ==, 7);
}

static void
test_timetable (void)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 3600);
  g_autoptr (DepotRateLimit) limit = NULL;
  const gint64 monday = 1767571200; /* 2026-01-05 0:00 UTC, 2:00 there */

  for (guint i = 0; i < DEPOT_HOURS_PER_WEEK; i++)
    week[i] = i;
  limit = depot_rate_limit_new (week, zone);
  g_assert_cmpuint (depot_rate_limit_get_at (limit, monday), ==, 2);
  g_assert_cmpuint (depot_rate_limit_get_at (limit, monday + 3599), ==, 2);
  g_assert_cmpuint (depot_rate_limit_get_at (limit, monday - 3 * 3600), ==, 167);
  g_assert_cmpuint (depot_rate_limit_get_at (limit, monday + 6 * 86400 + 21 * 3600), ==, 167);
  g_assert_cmpuint (depot_rate_limit_get_at (limit, monday + 6 * 86400 + 22 * 3600), ==, 0);
}

static void
test_keeps_time (void)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];
  g_autoptr (DepotRateLimit) limit = NULL;
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < DEPOT_HOURS_PER_WEEK; i++)
    week[i] = 8000; /* a million bytes a second */
  limit = depot_rate_limit_new (week, NULL);
  for (guint i = 0; i < 10; i++)
    g_assert_true (depot_rate_limit_take (limit, 30000, NULL, NULL));
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 290000);
}

static gpointer
cancel_it (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_closed_hour (void)
{
  static const guint32 week[DEPOT_HOURS_PER_WEEK] = { DEPOT_RATE_CLOSED };
  g_autoptr (DepotRateLimit) limit = depot_rate_limit_new (week, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_it, cancellable);

  g_assert_false (depot_rate_limit_take (limit, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  depot_rate_limit_set (limit, NULL);
  g_assert_true (depot_rate_limit_take (limit, 1 << 30, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuner/grows", test_grows);
  g_test_add_func ("/tuner/stops-growing", test_stops_growing);
  g_test_add_func ("/tuner/backs-off", test_backs_off);
  g_test_add_func ("/tuner/fixed", test_fixed);
  g_test_add_func ("/rate-limit/timetable", test_timetable);
  g_test_add_func ("/rate-limit/keeps-time", test_keeps_time);
  g_test_add_func ("/rate-limit/closed-hour", test_closed_hour);
  return g_test_run ();
}
