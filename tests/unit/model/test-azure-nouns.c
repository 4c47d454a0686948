/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-nouns.h"

static void
test_subscription (void)
{
  static const struct
  {
    const char *state;
    gboolean usable;
  } rows[] = {
    { "Enabled", TRUE },   { "Warned", TRUE },   { "PastDue", TRUE },
    { "Disabled", FALSE }, { "Deleted", FALSE }, { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotSubscription) subscription = depot_subscription_new (
          "11111111-2222-3333-4444-555555555555", "Contoso", "tid", rows[i].state);

      g_assert_cmpint (depot_subscription_is_usable (subscription), ==, rows[i].usable);
      g_assert_cmpstr (depot_subscription_get_name (subscription), ==, "Contoso");
      g_assert_cmpstr (depot_subscription_get_tenant_id (subscription), ==, "tid");
    }
}

static void
test_account (void)
{
  g_autoptr (DepotAccount) account
      = depot_account_new ("o.t", "practice", "t", "c", "o", "admin@contoso.com", "Admin");
  g_autofree char *name = NULL;

  g_object_get (account, "user-name", &name, NULL);
  g_assert_cmpstr (name, ==, "admin@contoso.com");
  g_assert_cmpstr (depot_account_get_id (account), ==, "o.t");
  g_assert_cmpstr (depot_account_get_cloud_id (account), ==, "practice");
  g_assert_cmpstr (depot_account_get_client_id (account), ==, "c");
  g_assert_cmpstr (depot_account_get_object_id (account), ==, "o");
  g_assert_cmpstr (depot_account_get_display_name (account), ==, "Admin");
}

static void
test_planned (void)
{
  g_autoptr (DepotPlannedResource) storage = depot_planned_resource_new (
      "microsoft.storage/STORAGEACCOUNTS", "wallacefalls", "create", "what-if");
  g_autoptr (DepotPlannedResource) other
      = depot_planned_resource_new ("Contoso.Things/thing", "x", "create", "template");

  g_assert_cmpstr (depot_planned_resource_get_label (storage), ==, "Storage account");
  g_assert_cmpstr (depot_planned_resource_get_label (other), ==, "Contoso.Things/thing");
  g_assert_cmpstr (depot_planned_resource_get_change (other), ==, "create");
  g_assert_cmpstr (depot_planned_resource_get_source (other), ==, "template");
}

static void
test_places (void)
{
  g_autoptr (DepotRegion) region = depot_region_new ("westeurope", "West Europe", "Europe");
  g_autoptr (DepotResourceGroup) group = depot_resource_group_new ("depots", "westeurope");

  g_assert_cmpstr (depot_region_get_id (region), ==, "westeurope");
  g_assert_cmpstr (depot_region_get_geography (region), ==, "Europe");
  g_assert_cmpstr (depot_resource_group_get_name (group), ==, "depots");
  g_assert_cmpstr (depot_resource_group_get_region (group), ==, depot_region_get_id (region));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure-nouns/subscription", test_subscription);
  g_test_add_func ("/azure-nouns/account", test_account);
  g_test_add_func ("/azure-nouns/planned", test_planned);
  g_test_add_func ("/azure-nouns/places", test_places);
  return g_test_run ();
}
