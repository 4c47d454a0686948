/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who has which role where, ready to be asked at every request: the role assignments of the state,
 * read once and read again after one of them changed. Owned by the state. */

#include "practice-cloud.h"
#include "practice-role-definitions.h"

#define PRACTICE_ROLE_ASSIGNMENTS "role-assignments"
#define PRACTICE_ROLE_ACTIVE_AT "role-active-at" /* assignment id → {"at": microseconds UTC} */

typedef struct
{
  char *scope;
  const PracticeRoleDefinition *role;
  gint64 active_at; /* microseconds UTC; 0: always was */
} PracticeRoleGrant;

/* Of PracticeRoleGrant, borrowed until an assignment changes; NULL when the principal has none. */
GPtrArray *practice_role_view_list (PracticeCloud *cloud, const char *principal_id);
