/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "depot-arm.h"
#include "depot-json.h"
#include "depot-requirements.h"

#define CONTRIBUTOR "B24988AC-6180-42A0-AB88-20F7382DD24C"
#define ACCESS "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"

static void
test_unattended (void)
{
  static const char *const may[] = { ACCESS, CONTRIBUTOR, NULL };
  static const char *const may_not[] = { ACCESS, NULL };

  g_assert_true (depot_roles_suffice_unattended (may));
  g_assert_false (depot_roles_suffice_unattended (may_not));
  g_assert_false (depot_roles_suffice_unattended (NULL));
}

static void
add_permission (GPtrArray *permissions, const char *json)
{
  g_ptr_array_add (permissions, depot_json_parse_object (json, -1, NULL));
}

static char *
dup_missing (const char *first, const char *second)
{
  g_autoptr (GPtrArray) permissions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree const char **missing = NULL;

  add_permission (permissions, first);
  if (second != NULL)
    add_permission (permissions, second);
  missing = depot_arm_find_missing_actions (permissions, depot_required_actions);
  return depot_requirements_dup_missing_roles (missing);
}

#define AS_CONTRIBUTOR "{\"actions\":[\"*\"],\"notActions\":[\"Microsoft.Authorization/*/Write\"]}"
#define AS_READER "{\"actions\":[\"*/read\"],\"notActions\":[]}"

/* A role takes away only what it would have given itself: what another gives stays. */
static void
test_missing_roles (void)
{
  static const struct
  {
    const char *first, *second, *missing;
  } rows[] = {
    { "{\"actions\":[\"*\"],\"notActions\":[]}", NULL, NULL },
    { AS_CONTRIBUTOR, NULL, "User Access Administrator" },
    { AS_CONTRIBUTOR, "{\"actions\":[\"microsoft.authorization/roleassignments/*\"]}", NULL },
    { AS_READER, NULL, "Contributor, User Access Administrator" },
    { AS_READER, "{\"actions\":[\"Microsoft.Authorization/*\"]}", "Contributor" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *missing = dup_missing (rows[i].first, rows[i].second);

      g_assert_cmpstr (missing, ==, rows[i].missing);
    }
}

static void
test_sheet (void)
{
  g_autofree char *sheet = depot_requirements_dup_sheet (
      "Production", "s1", "admin@contoso.com", "Contributor", "Microsoft.Compute");

  g_assert_nonnull (strstr (sheet, "/subscriptions/s1"));
  g_assert_nonnull (strstr (sheet, "“Contributor” for admin@contoso.com"));
  g_assert_nonnull (strstr (sheet, "Microsoft.Compute › Register"));
}

static void
test_providers (void)
{
  g_assert_cmpuint (
      g_strv_length ((char **) depot_required_providers), ==, DEPOT_N_REQUIRED_PROVIDERS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/requirements/unattended", test_unattended);
  g_test_add_func ("/requirements/missing-roles", test_missing_roles);
  g_test_add_func ("/requirements/sheet", test_sheet);
  g_test_add_func ("/requirements/providers", test_providers);
  return g_test_run ();
}
