/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door of Resource Manager. A handler calls practice_arm_enter() first: it checks the token,
 * the subscription, whether the caller may do `action` at the path asked for, and the rate; then it
 * stamps the headers that every answer carries. NULL means that the request is answered already.
 * Source: Azure reference, 3 and 3.1. */

#include "practice-refusal.h"

#include "practice-principal.h"

PracticePrincipal *practice_arm_enter (PracticeRequest *request, const char *action);

/* The same for a group that must exist, named by the capture "group". */
PracticePrincipal *practice_arm_enter_group (PracticeRequest *request, const char *action);

/* NULL when the caller may; else AuthorizationFailed. */
PracticeRefusal *practice_arm_check_role (PracticeCloud *cloud,
                                          const PracticePrincipal *principal,
                                          const char *scope_id,
                                          const char *action);

/* The group's document, or NULL. */
JsonObject *
practice_arm_get_group (PracticeCloud *cloud, const char *subscription, const char *group);

/* "West Europe" → "westeurope". */
char *practice_arm_fold_location (const char *location);
