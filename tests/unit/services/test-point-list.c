/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-list.h"

#define MANY 10000

typedef struct
{
  guint n_signals;
  guint n_added;
  guint n_removed;
} Changes;

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;

  changes->n_signals++;
  changes->n_added += added;
  changes->n_removed += removed;
}

static DepotPoint *
make_point (guint number, const char *description)
{
  g_autofree char *id = g_strdup_printf ("id-%u", number);
  g_autofree char *name = g_strdup_printf ("falls%u", number);
  DepotPoint *point = depot_point_new (id);

  g_object_set (point, "name", name, "description", description, NULL);
  return point;
}

static GPtrArray *
make_points (guint n)
{
  GPtrArray *points = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (points, make_point (i, NULL));
  return points;
}

static void
test_first_load_is_one_change (void)
{
  g_autoptr (DepotPointList) list = depot_point_list_new ();
  g_autoptr (GPtrArray) points = make_points (MANY);
  Changes changes = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  depot_point_list_apply (list, points, NULL);

  g_assert_cmpuint (changes.n_signals, ==, 1);
  g_assert_cmpuint (changes.n_added, ==, MANY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, MANY);
  g_assert_nonnull (depot_point_list_find (list, "id-9999"));
  g_assert_nonnull (depot_point_list_find_by_name (list, "falls42"));
  g_assert_null (depot_point_list_find (list, "falls42"));
  g_assert_null (depot_point_list_find (list, NULL));
}

/* One changed point keeps its object and moves no row. */
static void
test_change_touches_one_row (void)
{
  g_autoptr (DepotPointList) list = depot_point_list_new ();
  g_autoptr (GPtrArray) points = make_points (MANY);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  Changes changes = { 0 };
  g_autofree char *description = NULL;
  DepotPoint *before;

  depot_point_list_apply (list, points, NULL);
  before = depot_point_list_find (list, "id-77");
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  g_ptr_array_add (changed, make_point (77, "new words"));
  depot_point_list_apply (list, changed, NULL);

  g_assert_cmpuint (changes.n_signals, ==, 0);
  g_assert_true (depot_point_list_find (list, "id-77") == before);
  g_object_get (before, "description", &description, NULL);
  g_assert_cmpstr (description, ==, "new words");
}

static void
test_removed (void)
{
  g_autoptr (DepotPointList) list = depot_point_list_new ();
  g_autoptr (GPtrArray) points = make_points (3);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  char *removed[] = { (char *) "id-1", (char *) "id-unknown", NULL };
  Changes changes = { 0 };

  depot_point_list_apply (list, points, NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  depot_point_list_apply (list, none, removed);

  g_assert_cmpuint (changes.n_removed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_null (depot_point_list_find (list, "id-1"));
  g_assert_nonnull (depot_point_list_find (list, "id-2"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/point-list/first-load", test_first_load_is_one_change);
  g_test_add_func ("/point-list/change", test_change_touches_one_row);
  g_test_add_func ("/point-list/removed", test_removed);
  return g_test_run ();
}
