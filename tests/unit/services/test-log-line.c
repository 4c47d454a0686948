/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-log.h"

typedef struct
{
  const char *line;
  const char *text;
  const char *component;
  const char *at; /* UTC; NULL unknown */
  DepotSeverity severity;
  guint thread;
} Row;

static const Row rows[] = {
  { "Resource group ready  $$<SMS_CLOUD_SERVICES_MANAGER><11-23-2026 14:24:33.329+000><thread=1234 "
    "(0x4D2)>",
    "Resource group ready",
    "SMS_CLOUD_SERVICES_MANAGER",
    "2026-11-23T14:24:33Z",
    DEPOT_SEVERITY_INFO,
    1234 },
  { "seven hours behind  $$<SMS_DISTRIBUTION_MANAGER><06-26-2015 14:24:33.329+420><thread=8 (0x8)>",
    "seven hours behind",
    "SMS_DISTRIBUTION_MANAGER",
    "2015-06-26T21:24:33Z",
    DEPOT_SEVERITY_INFO,
    8 },
  { "two hours ahead  $$<X><06-26-2015 01:00:00.000-120><thread=8 (0x8)>\r",
    "two hours ahead",
    "X",
    "2015-06-25T23:00:00Z",
    DEPOT_SEVERITY_INFO,
    8 },
  { "ERROR: no way  $$<X><06-26-2015 01:00:00.000+000><thread=8 (0x8)>",
    "ERROR: no way",
    "X",
    "2015-06-26T01:00:00Z",
    DEPOT_SEVERITY_ERROR,
    8 },
  { "Warning, low space  $$<X><06-26-2015 01:00:00.000+000><thread=8 (0x8)>",
    "Warning, low space",
    "X",
    "2015-06-26T01:00:00Z",
    DEPOT_SEVERITY_WARNING,
    8 },
  { "<![LOG[Looking for content]LOG]!><time=\"14:24:33.329+420\" date=\"06-26-2015\" "
    "component=\"ContentAccess\" "
    "context=\"\" type=\"1\" thread=\"1234\" file=\"a.cpp:7\">",
    "Looking for content",
    "ContentAccess",
    "2015-06-26T21:24:33Z",
    DEPOT_SEVERITY_INFO,
    1234 },
  { "<![LOG[Broken]LOG]!><time=\"14:24:33.329+000\" date=\"06-26-2015\" component=\"C\" type=\"3\" "
    "thread=\"1\">",
    "Broken",
    "C",
    "2015-06-26T14:24:33Z",
    DEPOT_SEVERITY_ERROR,
    1 },
  { "just words", "just words", "", NULL, DEPOT_SEVERITY_INFO, 0 },
  { "", "", "", NULL, DEPOT_SEVERITY_INFO, 0 },
  { "half  $$<X", "half  $$<X", "", NULL, DEPOT_SEVERITY_INFO, 0 },
  { "odd  $$<X><nonsense><thread=99999999999999 (0x0)>",
    "odd  $$<X><nonsense><thread=99999999999999 (0x0)>",
    "",
    NULL,
    DEPOT_SEVERITY_INFO,
    0 },
  { "far  $$<X><99-99-9999 99:99:99.999+000><thread=7 (0x7)>",
    "far",
    "X",
    NULL,
    DEPOT_SEVERITY_INFO,
    7 },
  { "<![LOG[no end", "<![LOG[no end", "", NULL, DEPOT_SEVERITY_INFO, 0 },
};

static gint64
seconds_of (const char *iso)
{
  g_autoptr (GDateTime) time = iso != NULL ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotLogLine) line = depot_log_line_parse (rows[i].line);

      g_test_message ("%s", rows[i].line);
      g_assert_cmpstr (depot_log_line_get_text (line), ==, rows[i].text);
      g_assert_cmpstr (depot_log_line_get_component (line), ==, rows[i].component);
      g_assert_cmpint (depot_log_line_get_at (line), ==, seconds_of (rows[i].at));
      g_assert_cmpint (depot_log_line_get_severity (line), ==, rows[i].severity);
      g_assert_cmpuint (depot_log_line_get_thread (line), ==, rows[i].thread);
    }
}

static void
test_bytes_that_are_no_text (void)
{
  g_autoptr (DepotLogLine) line = depot_log_line_parse ("caf\xe9 \xff");

  g_assert_true (g_utf8_validate (depot_log_line_get_text (line), -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-line/rows", test_rows);
  g_test_add_func ("/log-line/no-text", test_bytes_that_are_no_text);
  return g_test_run ();
}
