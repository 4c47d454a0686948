/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-group.h"

static void
test_name (void)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (256, 'a');

  g_assert_null (depot_point_group_check_name ("Europe"));
  g_assert_null (depot_point_group_check_name (longest));
  g_assert_nonnull (depot_point_group_check_name (too_long));
  g_assert_nonnull (depot_point_group_check_name (" "));
  g_assert_nonnull (depot_point_group_check_name (NULL));
  g_assert_nonnull (depot_point_group_check_name ("\xc3("));
}

static void
test_lists (void)
{
  static const char *const members[] = { "p1", "p2", NULL };
  static const char *const packages[] = { "CEN00001", NULL };
  g_autoptr (DepotPointGroup) group = depot_point_group_new ("g1", "Europe");
  g_autoptr (DepotPointGroup) row = depot_point_group_new ("g1", "old");
  g_autoptr (JsonObject) json = NULL;
  DepotContentCounts counts = { { 1, 1 } };

  g_assert_null (depot_point_group_get_members (group)[0]);
  g_assert_true (depot_point_group_is_in_sync (group));
  depot_point_group_set_members (group, members);
  depot_point_group_set_packages (group, packages);
  depot_point_group_set_counts (group, &counts, 1);
  g_assert_false (depot_point_group_is_in_sync (group));

  depot_point_group_update (row, group);
  g_assert_cmpstr (depot_point_group_get_name (row), ==, "Europe");
  g_assert_cmpstr (depot_point_group_get_members (row)[1], ==, "p2");
  json = depot_point_group_to_json (row);
  g_assert_cmpint (json_object_get_int_member (json, "nMembers"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json, "nInProgress"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json, "nOutOfSync"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json, "packages")), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/point-group/name", test_name);
  g_test_add_func ("/point-group/lists", test_lists);
  return g_test_run ();
}
