/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The built-in roles an admin meets with this product, as data: names, ids and what they allow.
 * Lists are separated by ';', '*' stands for anything. Source: the built-in roles page of Azure
 * role-based access control. */

#include <json-glib/json-glib.h>

typedef struct
{
  const char *guid;
  const char *name;
  const char *description;
  const char *actions;
  const char *not_actions;
  const char *data_actions;
} PracticeRoleDefinition;

#define PRACTICE_ROLE_OWNER "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
#define PRACTICE_ROLE_CONTRIBUTOR "b24988ac-6180-42a0-ab88-20f7382dd24c"

const PracticeRoleDefinition *practice_role_definitions_get_all (guint *length);

/* By GUID or by an id that ends in it. */
const PracticeRoleDefinition *practice_role_definitions_find (const char *guid_or_id);

gboolean practice_role_definition_allows (const PracticeRoleDefinition *self, const char *action);

/* As the roleDefinitions calls answer it. */
JsonObject *practice_role_definition_to_json (const PracticeRoleDefinition *self,
                                              const char *subscription);
