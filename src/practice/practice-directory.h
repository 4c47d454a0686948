/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tenants, subscriptions, accounts and applications that exist in the practice cloud: data, the
 * same for everyone. docs/practice.md lists them. Roles are those every account begins with;
 * assignments made later are the Resource Manager's.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PRACTICE_TENANT "7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c01"       /* contoso.com */
#define PRACTICE_OTHER_TENANT "7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c02" /* fabrikam.com */
#define PRACTICE_CLIENT_ID "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01"    /* the console */
#define PRACTICE_PASSWORD "Practice-1"
#define PRACTICE_SECOND_FACTOR "123456"

typedef struct
{
  const char *id;
  const char *name;
  const char *domain;
} PracticeTenant;

typedef struct
{
  const char *id;
  const char *tenant_id;
  const char *name;
  const char *state; /* Enabled, Warned, Disabled… */
} PracticeSubscription;

typedef struct
{
  const char *object_id;
  const char *tenant_id;
  const char *user_name; /* user principal name */
  const char *name;
  const char *about;   /* one sentence for the sign-in page */
  const char *blocked; /* AADSTS number of the refusal, NULL: may sign in */
} PracticeAccount;

typedef struct
{
  const char *client_id;
  const char *object_id; /* of its service principal, in PRACTICE_TENANT */
  const char *name;
  const char *secret; /* NULL: a public client */
} PracticeApplication;

/* A service of Azure's own that people let programs use in their name. */
typedef struct
{
  const char *app_id;    /* the same in every tenant of the world */
  const char *object_id; /* of its service principal in a tenant that has it */
  const char *name;
  const char *permission_id; /* of user_impersonation */
} PracticeResource;

/* What a principal may do from the start: Owner, Reader… at a subscription. */
typedef struct
{
  const char *object_id;
  const char *subscription_id;
  const char *role_id; /* GUID of the built-in role */
} PracticeInitialRole;

const PracticeSubscription *practice_directory_get_subscriptions (guint *count);
const PracticeAccount *practice_directory_get_accounts (guint *count);
const PracticeInitialRole *practice_directory_get_initial_roles (guint *count);
const PracticeResource *practice_directory_get_resources (guint *count);

/* By id or domain; NULL when unknown. */
const PracticeTenant *practice_directory_find_tenant (const char *id_or_domain);
const PracticeSubscription *practice_directory_find_subscription (const char *id);
const PracticeAccount *practice_directory_find_account (const char *name_or_object_id);
const PracticeApplication *practice_directory_find_application (const char *client_or_object_id);

G_END_DECLS
