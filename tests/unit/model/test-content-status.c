/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-status.h"

static void
test_words (void)
{
  static const struct
  {
    DepotContentState state;
    const char *nick;
    DepotContentWord word;
  } rows[] = {
    { DEPOT_CONTENT_INSTALLED, "installed", DEPOT_CONTENT_WORD_SUCCESS },
    { DEPOT_CONTENT_INSTALL_PENDING, "install-pending", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_INSTALL_RETRYING, "install-retrying", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_INSTALL_FAILED, "install-failed", DEPOT_CONTENT_WORD_ERROR },
    { DEPOT_CONTENT_REMOVAL_PENDING, "removal-pending", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_REMOVAL_RETRYING, "removal-retrying", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_REMOVAL_FAILED, "removal-failed", DEPOT_CONTENT_WORD_ERROR },
    { DEPOT_CONTENT_UPDATING, "updating", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_MONITORING, "monitoring", DEPOT_CONTENT_WORD_IN_PROGRESS },
    { DEPOT_CONTENT_UNKNOWN, "unknown", DEPOT_CONTENT_WORD_UNKNOWN },
  };

  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, DEPOT_N_CONTENT_STATES);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DepotContentState again = -1;

      g_assert_cmpuint (rows[i].state, ==, i);
      g_assert_cmpstr (depot_content_state_get_nick (i), ==, rows[i].nick);
      g_assert_true (depot_content_state_from_nick (rows[i].nick, &again));
      g_assert_cmpuint (again, ==, i);
      g_assert_cmpuint (depot_content_state_get_word (i), ==, rows[i].word);
      g_assert_nonnull (depot_content_state_get_label (i));
    }
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    {
      DepotContentWord again = -1;

      g_assert_true (depot_content_word_from_nick (depot_content_word_get_nick (word), &again));
      g_assert_cmpuint (again, ==, word);
      g_assert_nonnull (depot_content_word_get_icon (word));
    }
  g_assert_null (depot_content_state_get_nick (DEPOT_N_CONTENT_STATES));
  g_assert_false (depot_content_state_from_nick ("sent", NULL));
}

/* one letter per action, in the order of the enum: d u r v e c */
static void
test_actions (void)
{
  static const struct
  {
    DepotContentState state;
    gboolean has_content;
    const char *allowed;
  } rows[] = {
    { DEPOT_CONTENT_INSTALLED, TRUE, ".urve." },
    { DEPOT_CONTENT_INSTALL_PENDING, FALSE, ".u..ec" },
    { DEPOT_CONTENT_INSTALL_RETRYING, TRUE, ".u..ec" },
    { DEPOT_CONTENT_INSTALL_FAILED, FALSE, "dur.e." },
    { DEPOT_CONTENT_INSTALL_FAILED, TRUE, ".urve." },
    { DEPOT_CONTENT_REMOVAL_PENDING, TRUE, ".....c" },
    { DEPOT_CONTENT_REMOVAL_RETRYING, TRUE, ".....c" },
    { DEPOT_CONTENT_REMOVAL_FAILED, TRUE, ".urve." },
    { DEPOT_CONTENT_UPDATING, TRUE, ".u..ec" },
    { DEPOT_CONTENT_MONITORING, TRUE, ".u..ec" },
    { DEPOT_CONTENT_UNKNOWN, FALSE, "dur.e." },
    { DEPOT_CONTENT_UNKNOWN, TRUE, ".urve." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint action = 0; action < DEPOT_N_CONTENT_ACTIONS; action++)
      {
        g_test_message ("%s, %s",
                        depot_content_state_get_nick (rows[i].state),
                        depot_content_action_get_nick (action));
        g_assert_cmpint (depot_content_state_allows (rows[i].state, rows[i].has_content, action),
                         ==,
                         rows[i].allowed[action] != '.');
      }
  g_assert_true (depot_content_action_starts (DEPOT_CONTENT_DISTRIBUTE));
  g_assert_false (depot_content_action_starts (DEPOT_CONTENT_UPDATE));
}

static void
test_counts (void)
{
  DepotContentCounts counts = { { 0 } };

  g_assert_cmpuint (depot_content_counts_get_compliance (&counts), ==, 100);
  g_assert_cmpuint (depot_content_counts_get_word (&counts), ==, DEPOT_CONTENT_WORD_SUCCESS);

  counts.n[DEPOT_CONTENT_INSTALLED] = 199;
  counts.n[DEPOT_CONTENT_UNKNOWN] = 1;
  g_assert_cmpuint (depot_content_counts_get_compliance (&counts), ==, 99);
  g_assert_cmpuint (depot_content_counts_get_word (&counts), ==, DEPOT_CONTENT_WORD_UNKNOWN);
  counts.n[DEPOT_CONTENT_MONITORING] = 1;
  counts.n[DEPOT_CONTENT_REMOVAL_PENDING] = 2;
  g_assert_cmpuint (depot_content_counts_get_word (&counts), ==, DEPOT_CONTENT_WORD_IN_PROGRESS);
  g_assert_cmpuint (depot_content_counts_get (&counts, DEPOT_CONTENT_WORD_IN_PROGRESS), ==, 3);
  counts.n[DEPOT_CONTENT_INSTALL_FAILED] = 1;
  g_assert_cmpuint (depot_content_counts_get_word (&counts), ==, DEPOT_CONTENT_WORD_ERROR);
  g_assert_cmpuint (depot_content_counts_get_total (&counts), ==, 204);
}

static void
test_percent (void)
{
  DepotContentRow row = { .state = DEPOT_CONTENT_UPDATING, .size_bytes = 1000 };

  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 0);
  g_assert_cmpint (depot_content_row_get_seconds_left (&row), ==, -1);
  row.sent_bytes = 409;
  row.speed = 100;
  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 40);
  g_assert_cmpint (depot_content_row_get_seconds_left (&row), ==, 5);
  /* all is sent, but not yet read back and published */
  row.sent_bytes = 1000;
  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 99);
  row.sent_bytes = 1001;
  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 99);
  g_assert_cmpint (depot_content_row_get_seconds_left (&row), ==, -1);
  row.state = DEPOT_CONTENT_INSTALLED;
  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 100);
  row = (DepotContentRow) { .state = DEPOT_CONTENT_UPDATING,
                            .size_bytes = G_MAXUINT64,
                            .sent_bytes = G_MAXUINT64 / 2 };
  g_assert_cmpuint (depot_content_row_get_percent (&row), ==, 50);
}

static void
test_text (void)
{
  DepotContentRow row = { .state = DEPOT_CONTENT_UPDATING,
                          .size_bytes = 10 * 1024 * 1024,
                          .sent_bytes = 4 * 1024 * 1024,
                          .speed = 1024 * 1024,
                          .reason = (char *) "old" };
  g_autofree char *moving = depot_content_row_dup_text (&row);
  g_autofree char *retrying = NULL;

  g_assert_true (g_str_has_prefix (moving, "Being distributed, 40 %, 1"));
  g_assert_true (g_str_has_suffix (moving, "/s, 6 seconds left"));
  row.state = DEPOT_CONTENT_INSTALL_RETRYING;
  row.retries_left = 7;
  row.reason = (char *) "The connection was lost";
  retrying = depot_content_row_dup_text (&row);
  g_assert_cmpstr (retrying, ==, "Waiting to try again, 7 retries left: The connection was lost");
}

static void
count_call (DepotContentStatus *status, guint *n)
{
  ++*n;
}

static void
test_object (void)
{
  g_autoptr (DepotContentStatus) status = depot_content_status_new ();
  DepotContentRow row = { .package = 1, .point = 2, .package_id = g_strdup ("CEN00001") };
  DepotContentRow same;
  g_autoptr (JsonObject) json = NULL;
  guint n_changed = 0;

  g_signal_connect (status, "changed", G_CALLBACK (count_call), &n_changed);
  g_assert_false (depot_content_status_is_loaded (status));
  depot_content_row_copy (&row, &same);
  depot_content_status_take (status, &row);
  g_assert_null (row.package_id);
  g_assert_true (depot_content_status_is_loaded (status));
  depot_content_status_take (status, &same);
  g_assert_cmpuint (n_changed, ==, 1);
  depot_content_row_copy (depot_content_status_get_row (status), &row);
  row.sent_bytes = 5;
  depot_content_status_take (status, &row);
  g_assert_cmpuint (n_changed, ==, 2);

  json = depot_content_row_to_json (depot_content_status_get_row (status));
  g_assert_cmpstr (json_object_get_string_member (json, "packageId"), ==, "CEN00001");
  g_assert_cmpstr (json_object_get_string_member (json, "status"), ==, "success");
  g_assert_true (json_object_get_null_member (json, "pointName"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content-status/words", test_words);
  g_test_add_func ("/content-status/actions", test_actions);
  g_test_add_func ("/content-status/counts", test_counts);
  g_test_add_func ("/content-status/percent", test_percent);
  g_test_add_func ("/content-status/text", test_text);
  g_test_add_func ("/content-status/object", test_object);
  return g_test_run ();
}
