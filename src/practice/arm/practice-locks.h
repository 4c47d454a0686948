/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Management locks: what an organisation puts on a group or a resource so that nobody deletes
 * (CanNotDelete) or changes (ReadOnly) it by accident. A lock counts for its scope and all below; a
 * scope cannot be deleted while anything below is locked.
 * Source: the lock resources page of Azure Resource Manager. */

#include "practice-refusal.h"

#include "practice-cloud.h"

/* NULL, or ScopeLocked naming the locked scopes. */
PracticeRefusal *
practice_locks_check (PracticeCloud *cloud, const char *scope_id, gboolean deleting);

void practice_locks_register (PracticeCloud *cloud);
