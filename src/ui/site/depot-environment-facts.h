/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that say what belongs to an Azure environment, in the two dialogs that show them. Main
 * thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-cloud.h"

G_BEGIN_DECLS

/* Shows them in place of those of before. rows (borrowed widgets) is the caller's, for the next time.
 * cloud NULL: none. */
void
depot_environment_facts_show (AdwPreferencesGroup *group, GPtrArray *rows, DepotCloud *cloud);

G_END_DECLS
