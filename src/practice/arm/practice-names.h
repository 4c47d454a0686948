/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names that are shared by the whole world: storage accounts, vaults (also while soft-deleted) and
 * DNS labels of a region. The scenario's "takenNames" lists those of other organisations. Source:
 * Azure reference, 3.4. */

#include "practice-cloud.h"

gboolean practice_names_storage_is_valid (const char *name);
gboolean practice_names_vault_is_valid (const char *name);
gboolean practice_names_label_is_valid (const char *label);

/* Also FALSE when the owner is `own_id` (may be NULL). */
gboolean
practice_names_storage_is_taken (PracticeCloud *cloud, const char *name, const char *own_id);
gboolean practice_names_vault_is_taken (PracticeCloud *cloud, const char *name, const char *own_id);
gboolean practice_names_label_is_taken (PracticeCloud *cloud,
                                        const char *label,
                                        const char *location,
                                        const char *own_id);

void practice_names_register (PracticeCloud *cloud);
