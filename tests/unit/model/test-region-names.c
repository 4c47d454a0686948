/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-nouns.h"
#include "depot-point.h"
#include "depot-region-names.h"

static GListModel *
make_regions (void)
{
  GListStore *regions = g_list_store_new (DEPOT_TYPE_REGION);
  g_autoptr (DepotRegion) west = depot_region_new ("westus", "West US", "US");
  g_autoptr (DepotRegion) north = depot_region_new ("northeurope", "North Europe", "Europe");

  g_list_store_append (regions, west);
  g_list_store_append (regions, north);
  return G_LIST_MODEL (regions);
}

static void
test_unknown (void)
{
  g_assert_null (depot_region_names_get ("public", NULL));
  g_assert_cmpstr (depot_region_names_get ("public", "mars"), ==, "mars");
  g_assert_cmpstr (depot_region_names_get (NULL, "mars"), ==, "mars");
  g_assert_false (depot_region_names_load ("public", NULL));
  g_assert_false (depot_region_names_load ("public", "{\"westus\":"));
  g_assert_false (depot_region_names_load ("public", "{\"westus\":7,\"eastus\":\"\"}"));
  g_assert_cmpstr (depot_region_names_get ("public", "westus"), ==, "westus");
}

/* What one process lists, another one reads. */
static void
test_kept (void)
{
  g_autoptr (GListModel) regions = make_regions ();
  g_autofree char *text = depot_region_names_add ("lists", regions);

  g_assert_cmpstr (depot_region_names_get ("lists", "westus"), ==, "West US");
  g_assert_true (depot_region_names_load ("reads", text));
  g_assert_false (depot_region_names_load ("reads", text));
  g_assert_cmpstr (depot_region_names_get ("reads", "northeurope"), ==, "North Europe");
  g_assert_cmpstr (depot_region_names_get ("custom", "northeurope"), ==, "northeurope");
  g_assert_cmpstr (depot_region_names_get (NULL, "northeurope"), ==, "North Europe");
}

/* A subscription may see fewer regions than another: what was known stays. */
static void
test_earlier_lists_stay (void)
{
  g_autoptr (GListModel) regions = make_regions ();
  g_autofree char *text = NULL;

  g_assert_true (depot_region_names_load ("stays", "{\"eastus\":\"East US\",\"westus\":\"Old\"}"));
  text = depot_region_names_add ("stays", regions);
  g_assert_true (depot_region_names_load ("stays-too", text));
  g_assert_cmpstr (depot_region_names_get ("stays-too", "eastus"), ==, "East US");
  g_assert_cmpstr (depot_region_names_get ("stays-too", "westus"), ==, "West US");
}

static void
test_point (void)
{
  g_autoptr (DepotPoint) point = g_object_new (
      DEPOT_TYPE_POINT, "id", "p", "cloud-id", "of-point", "region", "westus", NULL);

  g_assert_cmpstr (depot_point_get_region_name (point), ==, "westus");
  g_assert_true (depot_region_names_load ("of-point", "{\"westus\":\"West US\"}"));
  g_assert_cmpstr (depot_point_get_region_name (point), ==, "West US");
  g_assert_cmpstr (depot_point_get_region (point), ==, "westus");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/region-names/unknown", test_unknown);
  g_test_add_func ("/region-names/kept", test_kept);
  g_test_add_func ("/region-names/earlier-lists-stay", test_earlier_lists_stay);
  g_test_add_func ("/region-names/point", test_point);
  return g_test_run ();
}
