/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-index.h"
#include "depot-error.h"
#include "depot-store-content.h"
#include "depot-store-groups.h"
#include "depot-store-packages.h"
#include "depot-store-points.h"
#include "store-test.h"

#define N_PACKAGES 5
#define N_POINTS 7

static DepotPackage *
add_package (StoreTest *test, const char *name)
{
  g_autofree char *id = STORE_CALL (depot_store_reserve_package_id, NULL, test->store, "CEN");
  DepotPackage *package = g_object_new (DEPOT_TYPE_PACKAGE, "id", id, "name", name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (STORE_CALL (depot_store_save_package, &error, test->store, package));
  g_assert_no_error (error);
  return package;
}

static void
add_point (StoreTest *test, const char *id, const char *name)
{
  g_autofree char *fqdn = g_strdup_printf ("%s.contoso.com", name);
  g_autoptr (DepotPoint) point = depot_point_new (id);

  g_object_set (point,
                "name",
                name,
                "service-name",
                name,
                "service-fqdn",
                fqdn,
                "cloud-id",
                "public",
                "site-code",
                "CEN",
                NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test->store, point));
}

/* Five packages whose names run against their IDs, and seven points. */
static void
set_up (StoreTest *test)
{
  store_test_set_up (test);
  for (guint i = 0; i < N_PACKAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("Viewer %c", 'Z' - i);

      g_object_unref (add_package (test, name));
    }
  for (guint i = 0; i < N_POINTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i + 1);
      g_autofree char *name = g_strdup_printf ("falls%u", i + 1);

      add_point (test, id, name);
    }
}

static void
add_row (GArray *rows, guint package, guint point, DepotContentState state, guint64 size_bytes)
{
  DepotContentRow row = { .state = state, .version = 1, .size_bytes = size_bytes };

  row.package_id = g_strdup_printf ("CEN%05X", package);
  row.point_id = g_strdup_printf ("p%u", point);
  g_array_append_val (rows, row);
}

static void
write_rows (StoreTest *test, GArray *rows, const char *only_operation)
{
  g_autoptr (GAsyncResult) result
      = STORE_START (depot_store_write_content, test->store, rows, only_operation);
  g_autoptr (GError) error = NULL;

  g_assert_true (depot_store_write_content_finish (test->store, result, &error));
  g_assert_no_error (error);
}

static void
remove_rows (StoreTest *test, GArray *rows, const char *only_operation)
{
  g_autoptr (GAsyncResult) result
      = STORE_START (depot_store_remove_content, test->store, rows, only_operation);

  g_assert_true (depot_store_write_content_finish (test->store, result, NULL));
}

static GArray *
list_rows (StoreTest *test, const char *package_id, const char *point_id, guint limit)
{
  g_autoptr (GAsyncResult) result
      = STORE_START (depot_store_list_content, test->store, package_id, point_id, 0, 0, limit);
  g_autoptr (GError) error = NULL;
  GArray *rows = depot_store_get_content_finish (test->store, result, &error);

  g_assert_no_error (error);
  return rows;
}

static DepotContentSums
sum (StoreTest *test, const char *package_id, const char *point_id)
{
  g_autoptr (GAsyncResult) result
      = STORE_START (depot_store_sum_content, test->store, package_id, point_id);
  DepotContentSums sums;

  g_assert_true (depot_store_sum_content_finish (test->store, result, &sums, NULL));
  return sums;
}

static guint64
count_rows (StoreTest *test, const char *package_id, const char *point_id)
{
  DepotContentSums sums = sum (test, package_id, point_id);

  return depot_content_counts_get_total (&sums.counts);
}

static GPtrArray *
list_packages (StoreTest *test, gint64 since, char ***removed, gint64 *serial)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_list_packages, test->store, since);
  g_autoptr (GError) error = NULL;
  GPtrArray *packages
      = depot_store_list_packages_finish (test->store, result, removed, serial, &error);

  g_assert_no_error (error);
  return packages;
}

/* Packages. */

static void
test_packages (void)
{
  StoreTest test;
  g_autoptr (DepotPackage) first = NULL;
  g_autoptr (DepotPackage) second = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  g_auto (GStrv) removed = NULL;
  g_autoptr (GError) error = NULL;
  gint64 serial = 0;

  store_test_set_up (&test);
  first = add_package (&test, "Contoso Viewer");
  second = add_package (&test, "Contoso Editor");
  g_assert_cmpstr (depot_package_get_id (first), ==, "CEN00001");
  g_assert_cmpstr (depot_package_get_id (second), ==, "CEN00002");
  all = list_packages (&test, 0, NULL, &serial);
  g_assert_cmpuint (all->len, ==, 2);

  /* two windows read the same package; the second to save is told */
  g_object_set (first, "version", "2", NULL);
  g_assert_true (STORE_CALL (depot_store_save_package, &error, test.store, first));
  g_assert_false (STORE_CALL (depot_store_save_package, &error, test.store, all->pdata[0]));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_true (STORE_CALL (depot_store_remove_package, NULL, test.store, "CEN00002"));
  changed = list_packages (&test, serial, &removed, &serial);
  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_cmpstr (depot_package_get_version (changed->pdata[0]), ==, "2");
  g_assert_cmpuint (g_strv_length (removed), ==, 1);
  g_assert_cmpstr (removed[0], ==, "CEN00002");
  g_assert_false (STORE_CALL (depot_store_save_package, NULL, test.store, second));
  store_test_tear_down (&test);
}

static void
test_ids (void)
{
  StoreTest test;
  g_autoptr (DepotPackage) imported
      = g_object_new (DEPOT_TYPE_PACKAGE, "id", "CEN000FF", "name", "Contoso Viewer", NULL);
  g_autoptr (DepotPackage) again
      = g_object_new (DEPOT_TYPE_PACKAGE, "id", "CEN000FF", "name", "Other", NULL);
  g_autofree char *next = NULL;
  g_autofree char *other_site = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_package, &error, test.store, imported));
  g_assert_false (STORE_CALL (depot_store_save_package, &error, test.store, again));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  next = STORE_CALL (depot_store_reserve_package_id, NULL, test.store, "CEN");
  g_assert_cmpstr (next, ==, "CEN00100");
  other_site = STORE_CALL (depot_store_reserve_package_id, NULL, test.store, "EU1");
  g_assert_cmpstr (other_site, ==, "EU100001");
  store_test_tear_down (&test);
}

static void
test_versions (void)
{
  StoreTest test;
  g_autoptr (DepotPackage) package = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;
  DepotPackageVersion version = { 1, (char *) "CEN00001.1", 4096, 3, (char *) "abc", NOON };

  store_test_set_up (&test);
  package = add_package (&test, "Contoso Viewer");
  g_object_set (package, "source-version", 1, "content-id", "CEN00001.1", NULL);
  g_assert_true (STORE_CALL (depot_store_add_version, &error, test.store, package, &version));
  /* the same version is not made twice */
  g_assert_false (STORE_CALL (depot_store_add_version, &error, test.store, package, &version));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
  g_object_set (package, "source-version", 2, NULL);
  version.version = 2;
  g_assert_true (STORE_CALL (depot_store_add_version, NULL, test.store, package, &version));
  versions = STORE_CALL (depot_store_list_versions, NULL, test.store, "CEN00001");
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpuint (((DepotPackageVersion *) versions->pdata[0])->version, ==, 2);
  g_assert_cmpuint (((DepotPackageVersion *) versions->pdata[1])->size_bytes, ==, 4096);
  store_test_tear_down (&test);
}

/* Status. */

static void
test_rows (void)
{
  StoreTest test;
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GArray) of_package = NULL;
  g_autoptr (GArray) of_point = NULL;
  g_autoptr (GArray) page = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  const DepotContentRow *row;
  gint64 serial = 0;
  guint n_success;

  set_up (&test);
  g_ptr_array_unref (list_packages (&test, 0, NULL, &serial));
  add_row (rows, 2, 3, DEPOT_CONTENT_INSTALLED, 100);
  add_row (rows, 2, 1, DEPOT_CONTENT_UPDATING, 100);
  add_row (rows, 4, 3, DEPOT_CONTENT_INSTALL_FAILED, 50);
  g_array_index (rows, DepotContentRow, 2).reason = g_strdup ("The disk is full");
  write_rows (&test, rows, NULL);

  of_package = list_rows (&test, "CEN00002", NULL, 100);
  g_assert_cmpuint (of_package->len, ==, 2);
  of_point = list_rows (&test, NULL, "p3", 100);
  g_assert_cmpuint (of_point->len, ==, 2);
  row = &g_array_index (of_point, DepotContentRow, 1);
  g_assert_cmpstr (row->package_id, ==, "CEN00004");
  g_assert_cmpstr (row->package_name, ==, "Viewer W");
  g_assert_cmpstr (row->point_name, ==, "falls3");
  g_assert_cmpstr (row->reason, ==, "The disk is full");
  page = list_rows (&test, NULL, NULL, 2);
  g_assert_cmpuint (page->len, ==, 2);

  /* the package's own row has the counts, and was called changed for it */
  changed = list_packages (&test, serial, NULL, NULL);
  g_assert_cmpuint (changed->len, ==, 2);
  g_object_get (changed->pdata[0], "n-success", &n_success, NULL);
  g_assert_cmpuint (
      n_success + (g_strcmp0 (depot_package_get_id (changed->pdata[0]), "CEN00002") != 0), ==, 1);
  store_test_tear_down (&test);
}

static void
test_unknown (void)
{
  StoreTest test;
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&test);
  add_row (rows, 1, 1, DEPOT_CONTENT_INSTALLED, 1);
  add_row (rows, 1, N_POINTS + 1, DEPOT_CONTENT_INSTALLED, 1);
  result = STORE_START (depot_store_write_content, test.store, rows, NULL);
  g_assert_false (depot_store_write_content_finish (test.store, result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  /* all or nothing */
  g_assert_cmpuint (sum (&test, NULL, NULL).counts.n[DEPOT_CONTENT_INSTALLED], ==, 0);
  store_test_tear_down (&test);
}

static void
test_operation_guard (void)
{
  StoreTest test;
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GArray) found = NULL;
  DepotContentRow *row;

  set_up (&test);
  add_row (rows, 1, 1, DEPOT_CONTENT_INSTALL_PENDING, 10);
  row = &g_array_index (rows, DepotContentRow, 0);
  row->operation_id = g_strdup ("new");
  write_rows (&test, rows, NULL);
  row->state = DEPOT_CONTENT_INSTALLED;
  row->published_version = 7;
  g_set_str (&row->operation_id, "old");
  write_rows (&test, rows, "old");
  remove_rows (&test, rows, "old");
  found = list_rows (&test, "CEN00001", NULL, 10);
  g_assert_cmpuint (found->len, ==, 1);
  row = &g_array_index (found, DepotContentRow, 0);
  g_assert_cmpuint (row->state, ==, DEPOT_CONTENT_INSTALL_PENDING);
  g_assert_cmpuint (row->published_version, ==, 7);
  g_assert_cmpstr (row->operation_id, ==, "new");

  remove_rows (&test, rows, NULL);
  g_set_str (&g_array_index (rows, DepotContentRow, 0).operation_id, "new");
  write_rows (&test, rows, "new");
  g_assert_cmpuint (count_rows (&test, NULL, NULL), ==, 0);
  store_test_tear_down (&test);
}

/* What the counters say must be what a scan says, whatever was written. */
static void
check_sums (StoreTest *test, GArray *all, const char *package_id, const char *point_id)
{
  DepotContentSums kept = sum (test, package_id, point_id);
  DepotContentSums counted = { .serial = kept.serial };

  for (guint i = 0; i < all->len; i++)
    {
      const DepotContentRow *row = &g_array_index (all, DepotContentRow, i);

      if ((package_id != NULL && g_strcmp0 (row->package_id, package_id) != 0)
          || (point_id != NULL && g_strcmp0 (row->point_id, point_id) != 0))
        continue;
      counted.counts.n[row->state]++;
      counted.bytes[row->state] += row->size_bytes;
    }
  for (guint state = 0; state < DEPOT_N_CONTENT_STATES; state++)
    {
      g_assert_cmpuint (kept.counts.n[state], ==, counted.counts.n[state]);
      g_assert_cmpuint (kept.bytes[state], ==, counted.bytes[state]);
    }
}

static void
check_all_sums (StoreTest *test)
{
  g_autoptr (GArray) all = list_rows (test, NULL, NULL, 1000);

  check_sums (test, all, NULL, NULL);
  for (guint package = 1; package <= N_PACKAGES; package++)
    {
      g_autofree char *id = g_strdup_printf ("CEN%05X", package);

      check_sums (test, all, id, NULL);
    }
  for (guint point = 1; point <= N_POINTS; point++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", point);

      check_sums (test, all, NULL, id);
    }
}

static void
test_counters (void)
{
  StoreTest test;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  set_up (&test);
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (GArray) rows = depot_content_rows_new ();

      for (guint i = g_rand_int_range (rand, 1, 12); i > 0; i--)
        add_row (rows,
                 (guint) g_rand_int_range (rand, 1, N_PACKAGES + 1),
                 (guint) g_rand_int_range (rand, 1, N_POINTS + 1),
                 (DepotContentState) g_rand_int_range (rand, 0, DEPOT_N_CONTENT_STATES),
                 (guint64) g_rand_int_range (rand, 0, 1000));
      if (g_rand_int_range (rand, 0, 4) == 0)
        remove_rows (&test, rows, NULL);
      else
        write_rows (&test, rows, NULL);
      check_all_sums (&test);
    }
  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p3"));
  check_all_sums (&test);
  g_assert_cmpuint (count_rows (&test, NULL, "p3"), ==, 0);
  store_test_tear_down (&test);
}

static void
test_removal_refused (void)
{
  StoreTest test;
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GError) error = NULL;

  set_up (&test);
  add_row (rows, 1, 1, DEPOT_CONTENT_INSTALLED, 1);
  write_rows (&test, rows, NULL);
  g_assert_false (STORE_CALL (depot_store_remove_package, &error, test.store, "CEN00001"));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  remove_rows (&test, rows, NULL);
  g_assert_true (STORE_CALL (depot_store_remove_package, NULL, test.store, "CEN00001"));
  check_all_sums (&test);
  store_test_tear_down (&test);
}

/* The index. */

static void
fill_grid (StoreTest *test)
{
  g_autoptr (GArray) rows = depot_content_rows_new ();

  for (guint package = 1; package <= N_PACKAGES; package++)
    for (guint point = 1; point <= N_POINTS; point++)
      {
        add_row (rows,
                 package,
                 point,
                 (package + point) % 2 == 0 ? DEPOT_CONTENT_INSTALLED : DEPOT_CONTENT_UPDATING,
                 1000 * package);
        g_array_index (rows, DepotContentRow, rows->len - 1).sent_bytes = 10 * point;
        g_array_index (rows, DepotContentRow, rows->len - 1).changed_at = NOON + point;
      }
  write_rows (test, rows, NULL);
}

static DepotContentIndex *
make_index (StoreTest *test, const DepotContentQuery *query)
{
  g_autoptr (GAsyncResult) result
      = STORE_START (depot_store_index_content, test->store, query, NULL);
  g_autoptr (GError) error = NULL;
  DepotContentIndex *index = depot_store_index_content_finish (test->store, result, &error);

  g_assert_no_error (error);
  return index;
}

static GArray *
read_index (StoreTest *test, DepotContentIndex *index)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_get_content,
                                                 test->store,
                                                 depot_content_index_get_pairs (index),
                                                 depot_content_index_get_n (index));
  GArray *rows = depot_store_get_content_finish (test->store, result, NULL);

  g_assert_nonnull (rows);
  return rows;
}

static int
compare_by (DepotContentSort sort, const DepotContentRow *one, const DepotContentRow *other)
{
  int by_package = g_strcmp0 (one->package_name, other->package_name);
  int by_point = g_strcmp0 (one->point_name, other->point_name);

  switch (sort)
    {
    case DEPOT_CONTENT_SORT_PACKAGE:
      return by_package != 0 ? by_package : by_point;
    case DEPOT_CONTENT_SORT_POINT:
      return by_point != 0 ? by_point : by_package;
    case DEPOT_CONTENT_SORT_STATE:
      return (int) one->state - (int) other->state;
    case DEPOT_CONTENT_SORT_PERCENT:
      return (int) depot_content_row_get_percent (one)
             - (int) depot_content_row_get_percent (other);
    case DEPOT_CONTENT_SORT_SIZE:
      return (int) one->size_bytes - (int) other->size_bytes;
    case DEPOT_CONTENT_SORT_CHANGED:
      return (int) (one->changed_at - other->changed_at);
    case DEPOT_CONTENT_SORT_NONE:
    default:
      return 0;
    }
}

static void
test_sorts (void)
{
  StoreTest test;

  set_up (&test);
  fill_grid (&test);
  for (DepotContentSort sort = DEPOT_CONTENT_SORT_NONE; sort <= DEPOT_CONTENT_SORT_CHANGED; sort++)
    for (guint descending = 0; descending < 2; descending++)
      {
        DepotContentQuery query = { .sort = sort, .is_descending = descending };
        g_autoptr (DepotContentIndex) index = make_index (&test, &query);
        g_autoptr (GArray) rows = read_index (&test, index);

        g_assert_cmpuint (rows->len, ==, N_PACKAGES * N_POINTS);
        for (guint i = 1; i < rows->len; i++)
          {
            int order = compare_by (sort,
                                    &g_array_index (rows, DepotContentRow, i - 1),
                                    &g_array_index (rows, DepotContentRow, i));

            g_assert_true (descending ? order >= 0 : order <= 0);
          }
      }
  store_test_tear_down (&test);
}

static guint
count_found (StoreTest *test, const DepotContentQuery *query)
{
  g_autoptr (DepotContentIndex) index = make_index (test, query);

  g_assert_cmpuint (depot_content_counts_get_total (depot_content_index_get_counts (index)),
                    ==,
                    depot_content_index_get_n (index));
  return depot_content_index_get_n (index);
}

static void
test_filters (void)
{
  static const char *const members[] = { "p1", "p2", NULL };
  static const char *const packages[] = { "CEN00001", "CEN00002", "CEN00003", NULL };
  StoreTest test;
  g_autoptr (DepotPointGroup) group = depot_point_group_new ("g1", "Europe");
  const struct
  {
    DepotContentQuery query;
    guint n;
  } rows[] = {
    { { 0 }, 35 },
    { { .package_id = "CEN00002" }, 7 },
    { { .point_id = "p4" }, 5 },
    { { .package_id = "CEN00002", .point_id = "p4" }, 1 },
    { { .package_id = "CEN0000F" }, 0 },
    { { .group_id = "g1" }, 6 },
    { { .group_id = "g2" }, 0 },
    { { .text = "" }, 35 },
    { { .text = "viewer z" }, 7 },
    { { .text = "FALLS7" }, 5 },
    { { .text = "cen00003" }, 7 },
    { { .text = "%" }, 0 },
    { { .text = "falls7", .package_id = "CEN00001" }, 1 },
    { { .words = 1u << DEPOT_CONTENT_WORD_SUCCESS }, 18 },
    { { .words = 1u << DEPOT_CONTENT_WORD_IN_PROGRESS }, 17 },
    { { .words = 1u << DEPOT_CONTENT_WORD_IN_PROGRESS | 1u << DEPOT_CONTENT_WORD_SUCCESS }, 35 },
    { { .words = 1u << DEPOT_CONTENT_WORD_ERROR }, 0 },
  };

  set_up (&test);
  fill_grid (&test);
  g_assert_true (STORE_CALL (depot_store_save_group, NULL, test.store, group));
  g_assert_true (
      STORE_CALL (depot_store_change_group, NULL, test.store, "g1", members, NULL, packages, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %u", i);
      g_assert_cmpuint (count_found (&test, &rows[i].query), ==, rows[i].n);
    }
  store_test_tear_down (&test);
}

static void
test_gone (void)
{
  StoreTest test;
  DepotContentQuery query = { .package_id = "CEN00001" };
  g_autoptr (DepotContentIndex) index = NULL;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) found = NULL;

  set_up (&test);
  fill_grid (&test);
  index = make_index (&test, &query);
  all = list_rows (&test, "CEN00001", "p2", 10);
  remove_rows (&test, all, NULL);
  found = read_index (&test, index);
  g_assert_cmpuint (found->len, ==, N_POINTS);
  g_assert_null (g_array_index (found, DepotContentRow, 1).package_id);
  g_assert_cmpstr (g_array_index (found, DepotContentRow, 2).point_id, ==, "p3");
  store_test_tear_down (&test);
}

/* Groups. */

static DepotPointGroup *
find_group (StoreTest *test, GPtrArray **groups)
{
  g_autoptr (GError) error = NULL;

  *groups = STORE_CALL (depot_store_list_groups, &error, test->store);
  g_assert_no_error (error);
  return (*groups)->len > 0 ? (*groups)->pdata[0] : NULL;
}

static void
test_groups (void)
{
  static const char *const members[] = { "p1", "p2", NULL };
  static const char *const leaver[] = { "p1", NULL };
  static const char *const stranger[] = { "p99", NULL };
  static const char *const packages[] = { "CEN00001", "CEN00002", NULL };
  StoreTest test;
  g_autoptr (DepotPointGroup) group = depot_point_group_new ("g1", "Europe");
  g_autoptr (DepotPointGroup) twin = depot_point_group_new ("g2", "EUROPE");
  g_autoptr (GArray) rows = depot_content_rows_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) third = NULL;
  g_autoptr (GPtrArray) missing = NULL;
  g_autoptr (GArray) kept = NULL;
  g_autoptr (GError) error = NULL;
  DepotPointGroup *found;
  guint n;

  set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_group, NULL, test.store, group));
  g_assert_false (STORE_CALL (depot_store_save_group, &error, test.store, twin));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (
      STORE_CALL (depot_store_change_group, &error, test.store, "g1", stranger, NULL, NULL, NULL));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  g_assert_true (
      STORE_CALL (depot_store_change_group, NULL, test.store, "g1", members, NULL, packages, NULL));
  found = find_group (&test, &first);
  g_assert_cmpuint (g_strv_length ((char **) depot_point_group_get_members (found)), ==, 2);
  g_object_get (found, "n-out-of-sync", &n, NULL);
  g_assert_cmpuint (n, ==, 4);

  /* one there, one on its way, one failed, one never sent */
  add_row (rows, 1, 1, DEPOT_CONTENT_INSTALLED, 1);
  add_row (rows, 1, 2, DEPOT_CONTENT_UPDATING, 1);
  add_row (rows, 2, 1, DEPOT_CONTENT_INSTALL_FAILED, 1);
  write_rows (&test, rows, NULL);
  found = find_group (&test, &second);
  g_object_get (found, "n-out-of-sync", &n, NULL);
  g_assert_cmpuint (n, ==, 3);
  missing = STORE_CALL (depot_store_list_out_of_sync, NULL, test.store, "g1");
  g_assert_cmpuint (missing->len, ==, 2);
  g_assert_cmpstr (((DepotOutOfSync *) missing->pdata[0])->point_id, ==, "p1");
  g_assert_true (((DepotOutOfSync *) missing->pdata[0])->is_assigned);
  g_assert_cmpstr (((DepotOutOfSync *) missing->pdata[1])->point_id, ==, "p2");
  g_assert_false (((DepotOutOfSync *) missing->pdata[1])->is_assigned);

  /* leaving removes nothing */
  g_assert_true (
      STORE_CALL (depot_store_change_group, NULL, test.store, "g1", NULL, leaver, NULL, NULL));
  kept = list_rows (&test, NULL, "p1", 10);
  g_assert_cmpuint (kept->len, ==, 2);
  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p2"));
  found = find_group (&test, &third);
  g_assert_null (depot_point_group_get_members (found)[0]);
  g_assert_true (STORE_CALL (depot_store_remove_group, NULL, test.store, "g1"));
  store_test_tear_down (&test);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/packages", test_packages);
  g_test_add_func ("/content/ids", test_ids);
  g_test_add_func ("/content/versions", test_versions);
  g_test_add_func ("/content/rows", test_rows);
  g_test_add_func ("/content/unknown", test_unknown);
  g_test_add_func ("/content/operation-guard", test_operation_guard);
  g_test_add_func ("/content/counters", test_counters);
  g_test_add_func ("/content/removal-refused", test_removal_refused);
  g_test_add_func ("/content/sorts", test_sorts);
  g_test_add_func ("/content/filters", test_filters);
  g_test_add_func ("/content/gone", test_gone);
  g_test_add_func ("/content/groups", test_groups);
  return g_test_run ();
}
