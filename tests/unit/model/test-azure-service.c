/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-service.h"

#define NOON G_GINT64_CONSTANT (1795435200)
#define DAY (24 * 60 * 60)

static void
test_stages (void)
{
  static const struct
  {
    gint64 left;
    int stage;
  } rows[] = {
    { 31 * DAY, -1 }, { 30 * DAY, 30 }, { 14 * DAY + 1, 30 }, { 14 * DAY, 14 }, { 7 * DAY + 1, 14 },
    { 7 * DAY, 7 },   { DAY + 1, 7 },   { DAY, 1 },           { 1, 1 },         { 0, 0 },
    { -DAY, 0 },
  };
  g_autoptr (DepotAzureService) service
      = depot_azure_service_new ("public", "contoso.com", "Contoso", NULL);

  g_object_set (service, "credential", DEPOT_CREDENTIAL_SECRET, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_object_set (service, "expires", NOON + rows[i].left, NULL);
      g_assert_cmpint (depot_azure_service_get_expiry_stage (service, NOON), ==, rows[i].stage);
    }
}

/* Without a credential, or a date, there is no end to speak of. */
static void
test_nothing_to_end (void)
{
  g_autoptr (DepotAzureService) service
      = depot_azure_service_new ("public", "contoso.com", "Contoso", NULL);

  g_object_set (service, "credential", DEPOT_CREDENTIAL_SECRET, NULL);
  g_assert_cmpint (depot_azure_service_get_expiry_stage (service, NOON), ==, -1);
  g_object_set (service, "credential", DEPOT_CREDENTIAL_NONE, "expires", NOON - DAY, NULL);
  g_assert_cmpint (depot_azure_service_get_expiry_stage (service, NOON), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure-service/expiry-stages", test_stages);
  g_test_add_func ("/azure-service/nothing-to-end", test_nothing_to_end);
  return g_test_run ();
}
