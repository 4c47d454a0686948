/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of distribution status over a real store. */
#include "config.h"

#include "content-fill.h"
#include "depot-content-list.h"
#include "depot-library.h"
#include "depot-store-content.h"
#include "test-loop.h"

#define N_PACKAGES 20
#define N_POINTS 60
#define N_ROWS (N_PACKAGES * N_POINTS)

typedef struct
{
  ContentFill fill;
  DepotContentList *list;
  guint n_changes;
  gboolean is_both; /* removed and added in one announcement */
} Test;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Test *test)
{
  test->n_changes++;
  test->is_both = test->is_both || (removed > 0 && added > 0);
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GArray) rows = content_fill_make_rows (N_PACKAGES, N_POINTS);

  content_fill_set_up (&test->fill);
  content_fill_add (&test->fill, N_PACKAGES, N_POINTS);
  content_fill_write (&test->fill, rows);
  test->list = depot_content_list_new (test->fill.house);
  g_signal_connect (test->list, "items-changed", G_CALLBACK (on_items_changed), test);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_assert_false (test->is_both);
  g_clear_object (&test->list);
  content_fill_tear_down (&test->fill);
}

static void
show (Test *test, const DepotContentQuery *query)
{
  depot_content_list_set_query (test->list, query);
  test_wait_until (!depot_content_list_is_busy (test->list));
}

/* The row as it is when it has been read. */
static const DepotContentRow *
get_row (Test *test, guint position)
{
  g_autoptr (DepotContentStatus) status
      = g_list_model_get_item (G_LIST_MODEL (test->list), position);

  g_assert_nonnull (status);
  test_wait_until (depot_content_status_is_loaded (status));
  return depot_content_status_get_row (status); /* the list keeps the page */
}

static guint
get_n (Test *test)
{
  return g_list_model_get_n_items (G_LIST_MODEL (test->list));
}

static void
test_order (Test *test, gconstpointer data)
{
  DepotContentQuery query = { .sort = DEPOT_CONTENT_SORT_NONE };
  g_autofree char *last = NULL;

  show (test, &query);
  g_assert_cmpuint (get_n (test), ==, N_ROWS);
  g_assert_cmpstr (get_row (test, 0)->package_id, ==, "CEN00001");
  g_assert_cmpstr (get_row (test, N_ROWS - 1)->package_id, ==, "CEN00014");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (test->list), N_ROWS));

  query.sort = DEPOT_CONTENT_SORT_PACKAGE;
  show (test, &query);
  /* names run against the ids */
  g_assert_cmpstr (get_row (test, 0)->package_id, ==, "CEN00014");
  for (guint i = 0; i < N_ROWS; i++)
    {
      const DepotContentRow *row = get_row (test, i);

      g_assert_cmpint (g_strcmp0 (last, row->package_name), <=, 0);
      g_set_str (&last, row->package_name);
    }
}

static void
test_filter (Test *test, gconstpointer data)
{
  DepotContentQuery query = { .words = 1u << DEPOT_CONTENT_WORD_ERROR };
  DepotContentCounts counts;

  show (test, &query);
  g_assert_cmpuint (get_n (test), ==, N_ROWS / 10);
  depot_content_list_get_counts (test->list, &counts);
  g_assert_cmpuint (counts.n[DEPOT_CONTENT_INSTALL_FAILED], ==, N_ROWS / 10);
  g_assert_cmpuint (get_row (test, 7)->state, ==, DEPOT_CONTENT_INSTALL_FAILED);
  query = (DepotContentQuery) { .text = "nothing is called so" };
  show (test, &query);
  g_assert_cmpuint (get_n (test), ==, 0);
}

static void
set_state (Test *test, guint package, guint point, DepotContentState state, guint64 sent_bytes)
{
  g_autoptr (GArray) rows = depot_content_rows_new ();
  DepotContentRow row = {
    .package = package, .point = point, .state = state, .size_bytes = 1000, .sent_bytes = sent_bytes
  };

  g_array_append_val (rows, row);
  content_fill_write (&test->fill, rows);
}

static void
test_rows_follow (Test *test, gconstpointer data)
{
  DepotContentQuery query = { .package_id = "CEN00002" };
  g_autoptr (DepotContentStatus) status = NULL;
  guint n_changes;

  show (test, &query);
  g_assert_cmpuint (get_n (test), ==, N_POINTS);
  get_row (test, 3);
  status = g_list_model_get_item (G_LIST_MODEL (test->list), 3);
  n_changes = test->n_changes;
  set_state (test, 2, 4, DEPOT_CONTENT_UPDATING, 400);
  test_wait_until (depot_content_status_get_row (status)->sent_bytes == 400);
  set_state (test, 2, 4, DEPOT_CONTENT_UPDATING, 800);
  test_wait_until (depot_content_status_get_row (status)->sent_bytes == 800);
  /* same rows, same order: the view hears of nothing but the row */
  g_assert_cmpuint (test->n_changes, ==, n_changes);
}

static void
test_membership_follows (Test *test, gconstpointer data)
{
  DepotContentQuery query
      = { .package_id = "CEN00003", .words = 1u << DEPOT_CONTENT_WORD_IN_PROGRESS };

  show (test, &query);
  g_assert_cmpuint (get_n (test), ==, 0);
  set_state (test, 3, 9, DEPOT_CONTENT_UPDATING, 1);
  test_wait_until (get_n (test) == 1);
  g_assert_cmpstr (get_row (test, 0)->point_id, ==, "point-00009");
  set_state (test, 3, 9, DEPOT_CONTENT_INSTALLED, 1000);
  test_wait_until (get_n (test) == 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/content-list/order", Test, NULL, set_up, test_order, tear_down);
  g_test_add ("/content-list/filter", Test, NULL, set_up, test_filter, tear_down);
  g_test_add ("/content-list/rows-follow", Test, NULL, set_up, test_rows_follow, tear_down);
  g_test_add (
      "/content-list/membership-follows", Test, NULL, set_up, test_membership_follows, tear_down);
  return g_test_run ();
}
