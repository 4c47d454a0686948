/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-requirements.h"

#include <glib/gi18n.h>

/* Microsoft's built-in roles have the same ids in every tenant. */
#define ROLE_OWNER "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
#define ROLE_CONTRIBUTOR "b24988ac-6180-42a0-ab88-20f7382dd24c"
#define ROLE_READER "acdd72a7-3385-48ef-bd42-f606fba81ae7"

const char *const depot_required_providers[DEPOT_N_REQUIRED_PROVIDERS + 1] = {
  "Microsoft.Compute",
  "Microsoft.Network",
  "Microsoft.Storage",
  "Microsoft.KeyVault",
  "Microsoft.ManagedIdentity",
  "Microsoft.Insights",
  NULL,
};

#define ASSIGN_ROLES "Microsoft.Authorization/roleAssignments/write"

const char *const depot_required_actions[] = {
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.Resources/deployments/write",
  "Microsoft.Compute/virtualMachineScaleSets/write",
  "Microsoft.Network/publicIPAddresses/write",
  "Microsoft.Storage/storageAccounts/write",
  "Microsoft.KeyVault/vaults/write",
  "Microsoft.ManagedIdentity/userAssignedIdentities/write",
  "Microsoft.Insights/autoscaleSettings/write",
  ASSIGN_ROLES,
  NULL,
};

/* Names of Microsoft's roles are the same in every language of the portal's documentation. */
char *
depot_requirements_dup_missing_roles (const char *const *missing_actions)
{
  gboolean assigns = g_strv_contains (missing_actions, ASSIGN_ROLES);
  guint n_missing = g_strv_length ((GStrv) missing_actions);

  if (n_missing == 0)
    return NULL;
  if (!assigns)
    return g_strdup ("Contributor");
  return g_strdup (n_missing > 1 ? "Contributor, User Access Administrator"
                                 : "User Access Administrator");
}

static void
add_roles (GString *sheet, const char *user_name, const char *scope, const char *roles)
{
  g_auto (GStrv) names = g_strsplit (roles, ", ", -1);

  g_string_append_printf (sheet,
                          /* Translators: %s is a scope such as "/subscriptions/…" */
                          _ ("Roles at the scope %s (or at the resource group):\n"),
                          scope);
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (
        sheet,
        /* Translators: names of a role and a user; portal words stay as the portal has them */
        _ ("  • Subscriptions › Access control (IAM) › Add role assignment: “%s” for %s\n"),
        names[i],
        user_name);
}

static void
add_providers (GString *sheet, const char *providers)
{
  g_auto (GStrv) names = g_strsplit (providers, ", ", -1);

  g_string_append (sheet, _ ("Resource providers to register:\n"));
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (
        sheet, _ ("  • Subscriptions › Resource providers › %s › Register\n"), names[i]);
}

char *
depot_requirements_dup_sheet (const char *subscription_name,
                              const char *subscription_id,
                              const char *user_name,
                              const char *roles,
                              const char *providers)
{
  GString *sheet = g_string_new (NULL);
  g_autofree char *scope = g_strconcat ("/subscriptions/", subscription_id, NULL);

  g_string_append_printf (sheet,
                          _ ("What the Azure administrator has to do in subscription %s\n\n"),
                          subscription_name);
  if (roles != NULL)
    add_roles (sheet, user_name, scope, roles);
  if (providers != NULL)
    add_providers (sheet, providers);
  g_string_append (sheet,
                   _ ("\nA new role may take ten minutes until it acts. Owner takes the place of "
                      "both roles, but gives no access to the data of a storage account.\n"));
  return g_string_free_and_steal (sheet);
}

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
depot_roles_suffice_unattended (const char *const *role_ids)
{
  return role_ids != NULL
         && (holds (role_ids, ROLE_READER) || holds (role_ids, ROLE_CONTRIBUTOR)
             || holds (role_ids, ROLE_OWNER));
}
