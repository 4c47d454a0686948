/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clock.h"
#include "test-loop.h"

typedef struct
{
  DepotClock *clock;
  GString *story;
  guint id;
  guint n_left;
} Bell;

static gboolean
ring (gpointer data)
{
  Bell *bell = data;

  g_string_append_printf (bell->story, "%" G_GINT64_FORMAT " ", depot_clock_now (bell->clock));
  return --bell->n_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
ring_and_forget (gpointer data)
{
  Bell *bell = data;

  ring (data);
  depot_clock_forget (bell->clock, bell->id);
  return G_SOURCE_CONTINUE;
}

static gboolean
ring_and_set_another (gpointer data)
{
  Bell *bell = data;

  depot_clock_call_after (bell->clock, 5, ring, bell, NULL);
  return ring (data);
}

static gboolean
ring_nothing (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
count_down (gpointer data)
{
  (*(int *) data)--;
}

static void
test_by_hand (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new_by_hand (100);
  g_autoptr (GString) story = g_string_new (NULL);
  Bell once = { clock, story, 0, 1 };
  Bell thrice = { clock, story, 0, 3 };

  depot_clock_call_after (clock, 10, ring, &once, NULL);
  depot_clock_call_after (clock, 4, ring, &thrice, NULL);
  depot_clock_advance (clock, 3);
  g_assert_cmpstr (story->str, ==, "");
  depot_clock_advance (clock, 97);
  g_assert_cmpstr (story->str, ==, "104 108 110 112 ");
  g_assert_cmpint (depot_clock_now (clock), ==, 200);
}

static void
test_forgetting (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new_by_hand (0);
  g_autoptr (GString) story = g_string_new (NULL);
  Bell bell = { clock, story, 0, 9 };
  Bell within = { clock, story, 0, 9 };
  int n_kept = 3;
  guint id = depot_clock_call_after (clock, 1, ring, &bell, NULL);

  depot_clock_forget (clock, id);
  within.id = depot_clock_call_after (clock, 1, ring_and_forget, &within, NULL);
  depot_clock_advance (clock, 10);
  g_assert_cmpstr (story->str, ==, "1 ");

  /* what was given to a timer is given back: forgotten, run or left over */
  depot_clock_forget (clock, depot_clock_call_after (clock, 1, ring, &n_kept, count_down));
  g_assert_cmpint (n_kept, ==, 2);
  depot_clock_call_after (clock, 1, ring_nothing, &n_kept, count_down);
  depot_clock_advance (clock, 1);
  g_assert_cmpint (n_kept, ==, 1);
  depot_clock_call_after (clock, 1, ring, &n_kept, count_down);
  g_clear_object (&clock);
  g_assert_cmpint (n_kept, ==, 0);
}

static void
test_setting_within (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new_by_hand (0);
  g_autoptr (GString) story = g_string_new (NULL);
  Bell bell = { clock, story, 0, 1 };

  depot_clock_call_after (clock, 1, ring_and_set_another, &bell, NULL);
  depot_clock_advance (clock, 20);
  g_assert_true (g_str_has_prefix (story->str, "1 6 "));
}

static void
test_real (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new (1000);
  g_autoptr (GString) story = g_string_new (NULL);
  Bell bell = { clock, story, 0, 1 };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 started = g_get_monotonic_time ();
  guint id;

  g_assert_cmpint (ABS (depot_clock_now (clock) - now), <=, 1);
  id = depot_clock_call_after (clock, 60, ring, &bell, NULL);
  depot_clock_forget (clock, id);
  depot_clock_call_after (clock, 20, ring, &bell, NULL); /* 20 ms at this speed */
  test_wait_until (story->len > 0);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 19 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 15 * G_USEC_PER_SEC);
}

static void
test_iso8601 (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } cases[] = {
    { "2026-11-23T12:00:00Z", 1795435200 },
    { "2026-11-23T12:00:00.123456Z", 1795435200 },
    { "2026-11-23T13:00:00+01:00", 1795435200 },
    { "2026-11-23T12:00:00", 1795435200 },
    { "1970-01-01T00:00:00Z", 0 },
    { "2024-02-29T23:59:59Z", 1709251199 },
  };
  static const char *const wrong[] = { "",
                                       "soon",
                                       "2026-11-23",
                                       "2026-13-01T00:00:00Z",
                                       "2025-02-29T00:00:00Z",
                                       "2026-11-23T25:00:00Z",
                                       "2026-11-23T12:00:00Zx" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (depot_time_from_iso8601 (cases[i].text), ==, cases[i].seconds);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (depot_time_from_iso8601 (wrong[i]), ==, -1);
  g_assert_cmpint (depot_time_from_iso8601 (NULL), ==, -1);
  {
    g_autofree char *text = depot_time_to_iso8601 (1795435200);

    g_assert_cmpstr (text, ==, "2026-11-23T12:00:00Z");
    g_assert_null (depot_time_to_iso8601 (G_MAXINT64));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/by-hand", test_by_hand);
  g_test_add_func ("/clock/forgetting", test_forgetting);
  g_test_add_func ("/clock/setting-within", test_setting_within);
  g_test_add_func ("/clock/real", test_real);
  g_test_add_func ("/clock/iso8601", test_iso8601);
  return g_test_run ();
}
