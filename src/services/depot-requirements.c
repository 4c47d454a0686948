/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-requirements.h"

/* Microsoft's built-in roles have the same ids in every tenant. */
#define ROLE_OWNER "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
#define ROLE_CONTRIBUTOR "b24988ac-6180-42a0-ab88-20f7382dd24c"
#define ROLE_READER "acdd72a7-3385-48ef-bd42-f606fba81ae7"
#define ROLE_USER_ACCESS_ADMINISTRATOR "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
#define ROLE_RBAC_ADMINISTRATOR "f58310d9-a9f6-439a-9e8d-f62e7b41a168"

const char *const depot_required_providers[DEPOT_N_REQUIRED_PROVIDERS + 1] = {
  "Microsoft.Compute",
  "Microsoft.Network",
  "Microsoft.Storage",
  "Microsoft.KeyVault",
  "Microsoft.ManagedIdentity",
  "Microsoft.Insights",
  NULL,
};

static gboolean
holds (const char *const *role_ids, const char *role)
{
  for (; *role_ids != NULL; role_ids++)
    {
      if (g_ascii_strcasecmp (*role_ids, role) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
depot_roles_suffice (const char *const *role_ids)
{
  if (role_ids == NULL)
    return FALSE;
  if (holds (role_ids, ROLE_OWNER))
    return TRUE;
  return holds (role_ids, ROLE_CONTRIBUTOR)
         && (holds (role_ids, ROLE_USER_ACCESS_ADMINISTRATOR)
             || holds (role_ids, ROLE_RBAC_ADMINISTRATOR));
}

gboolean
depot_roles_suffice_unattended (const char *const *role_ids)
{
  return role_ids != NULL
         && (holds (role_ids, ROLE_READER) || holds (role_ids, ROLE_CONTRIBUTOR)
             || holds (role_ids, ROLE_OWNER));
}
