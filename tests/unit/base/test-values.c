/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and back-off: pure values. */
#include "config.h"

#include "depot-backoff.h"
#include "depot-size.h"

static void
test_size_reaches (void)
{
  const guint64 gb = DEPOT_BYTES_PER_GB;

  g_assert_false (depot_size_reaches (gb / 2 - 1, 1, 50));
  g_assert_true (depot_size_reaches (gb / 2, 1, 50));
  g_assert_false (depot_size_reaches (
      gb * 9 / 10 - 1, 1, 90)); /* 90 % of 2^30 is no whole number: below it is below */
  g_assert_true (depot_size_reaches (gb * 9 / 10 + 1, 1, 90));
  g_assert_true (depot_size_reaches (0, 1, 0));
  g_assert_false (depot_size_reaches (G_MAXUINT64, 0, 1)); /* no quota is never reached */
  /* the largest numbers there are */
  g_assert_true (depot_size_reaches (G_MAXUINT64, G_GUINT64_CONSTANT (1) << 33, 100));
  g_assert_false (depot_size_reaches (G_MAXUINT64, G_MAXUINT64, 1));
}

static void
test_size_percent (void)
{
  const guint64 gb = DEPOT_BYTES_PER_GB;

  g_assert_cmpuint (depot_size_percent (0, 2000), ==, 0);
  g_assert_cmpuint (depot_size_percent (1000 * gb, 2000), ==, 50);
  g_assert_cmpuint (depot_size_percent (1000 * gb - 1, 2000), ==, 49);
  g_assert_cmpuint (depot_size_percent (5000 * gb, 2000), ==, 250);
  g_assert_cmpuint (depot_size_percent (5, 0), ==, 0);
  g_assert_cmpuint (depot_size_percent (G_MAXUINT64, 1), ==, G_MAXUINT);
}

static void
test_size_text (void)
{
  static const struct
  {
    guint64 bytes;
    const char *text;
  } cases[] = {
    { 0, "0 bytes" },
    { 1, "1 byte" },
    { 1023, "1023 bytes" },
    { 1024, "1 KB" },
    { 1536, "1.5 KB" },
    { 3 * DEPOT_BYTES_PER_GB / 2, "1.5 GB" },
    { 2 * DEPOT_BYTES_PER_GB, "2 GB" },
    { 2000 * DEPOT_BYTES_PER_GB, "2 TB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = depot_size_to_text (cases[i].bytes);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_backoff_doubles (void)
{
  static const double expected[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
  DepotBackoff backoff = { 0, G_N_ELEMENTS (expected) };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat (depot_backoff_next (&backoff, -1, 0), ==, expected[i]);
  g_assert_cmpfloat (depot_backoff_next (&backoff, -1, 0), <, 0);
  g_assert_cmpfloat (depot_backoff_next (&backoff, 5, 0), <, 0);
}

static void
test_backoff_asked (void)
{
  DepotBackoff backoff = { 0, 10 };

  g_assert_cmpfloat (depot_backoff_next (&backoff, 7, 0), ==, 7);
  g_assert_cmpfloat (depot_backoff_next (&backoff, 7, 1), >=, 7);
  g_assert_cmpfloat (depot_backoff_next (&backoff, 999999, 0), ==, 900);
  g_assert_cmpfloat (depot_backoff_next (&backoff, -1, 1), >, 8);
  g_assert_cmpfloat (depot_backoff_next (&backoff, 0, 0), ==, 0);
}

static void
test_retry_after (void)
{
  const gint64 now = 784111777; /* Sun, 06 Nov 1994 08:49:37 GMT */
  static const struct
  {
    const char *header;
    double seconds;
  } cases[] = {
    { NULL, -1 },
    { "", -1 },
    { "0", 0 },
    { "7", 7 },
    { " 120 ", 120 },
    { "999999", 900 },
    { "99999999999999999999999999", 900 },
    { "-5", -1 },
    { "1.5", -1 },
    { "soon", -1 },
    { "Sun, 06 Nov 1994 08:50:37 GMT", 60 },
    { "Sun, 06 Nov 1994 08:49:00 GMT", 0 },
    { "Mon, 07 Nov 1994 08:49:37 GMT", 900 },
    { "Sun, 06 Nov 1994 08:50:37 CET", -1 },
    { "Sun, 36 Nov 1994 08:50:37 GMT", -1 },
    { "Sun, 06 anF 1994 08:50:37 GMT", -1 },
    { "Sun, 06 Nov 1994 08:50:37 GMT; x", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (
        depot_backoff_parse_retry_after (cases[i].header, now), ==, cases[i].seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/size/reaches", test_size_reaches);
  g_test_add_func ("/size/percent", test_size_percent);
  g_test_add_func ("/size/text", test_size_text);
  g_test_add_func ("/backoff/doubles", test_backoff_doubles);
  g_test_add_func ("/backoff/asked", test_backoff_asked);
  g_test_add_func ("/backoff/retry-after", test_retry_after);
  return g_test_run ();
}
