/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-directory.h"

#include <string.h>

#define SUBSCRIPTION(n) "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a0" n
#define PRINCIPAL(n) "b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b0" n

#define ROLE_OWNER "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
#define ROLE_CONTRIBUTOR "b24988ac-6180-42a0-ab88-20f7382dd24c"
#define ROLE_READER "acdd72a7-3385-48ef-bd42-f606fba81ae7"

static const PracticeTenant tenants[] = {
  { PRACTICE_TENANT, "Contoso", "contoso.com" },
  { PRACTICE_OTHER_TENANT, "Fabrikam", "fabrikam.com" },
};

static const PracticeSubscription subscriptions[] = {
  { SUBSCRIPTION ("1"), PRACTICE_TENANT, "Contoso Production", "Enabled" },
  { SUBSCRIPTION ("2"), PRACTICE_TENANT, "Contoso Test", "Enabled" },
  { SUBSCRIPTION ("3"), PRACTICE_TENANT, "Contoso Old Project", "Disabled" },
};

static const PracticeAccount accounts[] = {
  { PRINCIPAL ("1"),
    PRACTICE_TENANT,
    "admin@contoso.com",
    "Contoso Administrator",
    "Owner of all subscriptions of Contoso.",
    NULL },
  { PRINCIPAL ("2"),
    PRACTICE_TENANT,
    "reader@contoso.com",
    "Contoso Reader",
    "May look at everything and change nothing.",
    NULL },
  { PRINCIPAL ("3"),
    PRACTICE_OTHER_TENANT,
    "admin@fabrikam.com",
    "Fabrikam Administrator",
    "Belongs to another organisation, which has no subscription.",
    NULL },
  { PRINCIPAL ("4"),
    PRACTICE_TENANT,
    "disabled@contoso.com",
    "Contoso Former Employee",
    "The account is switched off: Azure refuses the sign-in.",
    "50057" },
};

static const PracticeApplication applications[] = {
  { PRACTICE_CLIENT_ID, PRINCIPAL ("a"), "Cloud Depot console", NULL },
  { "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d02",
    PRINCIPAL ("b"),
    "Cloud Depot unattended",
    "practice-secret" },
  { "04b07795-8ddb-461a-bbee-02f9e1bf7b46", PRINCIPAL ("c"), "Azure command line", NULL },
};

/* Not the permissions of the real Azure: who needs them has to ask. */
static const PracticeResource resources[] = {
  { "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    PRINCIPAL ("d"),
    "Windows Azure Service Management API",
    "c5d0f6a4-91b3-4d0a-8f53-6f2a1e7b9d01" },
  { "e406a681-f3d4-42a8-90b6-c2b029497af1",
    PRINCIPAL ("e"),
    "Azure Storage",
    "c5d0f6a4-91b3-4d0a-8f53-6f2a1e7b9d02" },
  { "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
    PRINCIPAL ("f"),
    "Azure Key Vault",
    "c5d0f6a4-91b3-4d0a-8f53-6f2a1e7b9d03" },
};

static const PracticeInitialRole initial_roles[] = {
  { PRINCIPAL ("1"), SUBSCRIPTION ("1"), ROLE_OWNER },
  { PRINCIPAL ("1"), SUBSCRIPTION ("2"), ROLE_OWNER },
  { PRINCIPAL ("1"), SUBSCRIPTION ("3"), ROLE_OWNER },
  { PRINCIPAL ("2"), SUBSCRIPTION ("1"), ROLE_READER },
  { PRINCIPAL ("2"), SUBSCRIPTION ("2"), ROLE_READER },
  { PRINCIPAL ("b"), SUBSCRIPTION ("1"), ROLE_OWNER },
  { PRINCIPAL ("b"), SUBSCRIPTION ("2"), ROLE_CONTRIBUTOR },
};

const PracticeSubscription *
practice_directory_get_subscriptions (guint *count)
{
  *count = G_N_ELEMENTS (subscriptions);
  return subscriptions;
}

const PracticeAccount *
practice_directory_get_accounts (guint *count)
{
  *count = G_N_ELEMENTS (accounts);
  return accounts;
}

const PracticeInitialRole *
practice_directory_get_initial_roles (guint *count)
{
  *count = G_N_ELEMENTS (initial_roles);
  return initial_roles;
}

const PracticeResource *
practice_directory_get_resources (guint *count)
{
  *count = G_N_ELEMENTS (resources);
  return resources;
}

const PracticeTenant *
practice_directory_find_tenant (const char *id_or_domain)
{
  for (guint i = 0; i < G_N_ELEMENTS (tenants); i++)
    if (g_ascii_strcasecmp (tenants[i].id, id_or_domain) == 0
        || g_ascii_strcasecmp (tenants[i].domain, id_or_domain) == 0)
      return &tenants[i];
  return NULL;
}

const PracticeSubscription *
practice_directory_find_subscription (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (subscriptions); i++)
    if (g_ascii_strcasecmp (subscriptions[i].id, id) == 0)
      return &subscriptions[i];
  return NULL;
}

const PracticeAccount *
practice_directory_find_account (const char *name_or_object_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    if (g_ascii_strcasecmp (accounts[i].user_name, name_or_object_id) == 0
        || g_ascii_strcasecmp (accounts[i].object_id, name_or_object_id) == 0)
      return &accounts[i];
  return NULL;
}

const PracticeApplication *
practice_directory_find_application (const char *client_or_object_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (applications); i++)
    if (g_ascii_strcasecmp (applications[i].client_id, client_or_object_id) == 0
        || g_ascii_strcasecmp (applications[i].object_id, client_or_object_id) == 0)
      return &applications[i];
  return NULL;
}
