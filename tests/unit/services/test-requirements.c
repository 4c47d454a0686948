/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-requirements.h"

#define OWNER "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
#define CONTRIBUTOR "b24988ac-6180-42a0-ab88-20f7382dd24c"
#define ACCESS "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
#define RBAC "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
#define READER "acdd72a7-3385-48ef-bd42-f606fba81ae7"

static const struct
{
  const char *roles[4];
  gboolean suffice;
} rows[] = {
  { { NULL }, FALSE },
  { { READER, NULL }, FALSE },
  { { OWNER, NULL }, TRUE },
  { { "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635", NULL }, TRUE },
  { { CONTRIBUTOR, NULL }, FALSE },
  { { ACCESS, NULL }, FALSE },
  { { CONTRIBUTOR, ACCESS, NULL }, TRUE },
  { { RBAC, READER, CONTRIBUTOR, NULL }, TRUE },
};

static void
test_roles (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (depot_roles_suffice (rows[i].roles), ==, rows[i].suffice);
  g_assert_false (depot_roles_suffice (NULL));
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
  g_test_add_func ("/requirements/roles", test_roles);
  g_test_add_func ("/requirements/providers", test_providers);
  return g_test_run ();
}
