/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotas and alert thresholds of a distribution point as a page of rows: in the wizard before there is one, in its
 * properties later. The rules are the draft's. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-clock.h"
#include "depot-draft.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_THRESHOLDS (depot_thresholds_get_type ())
G_DECLARE_FINAL_TYPE (DepotThresholds, depot_thresholds, DEPOT, THRESHOLDS, AdwBin)

void depot_thresholds_set_up (DepotThresholds *self, DepotDraft *draft, DepotClock *clock);
/* Shows what is wrong; the row to mend, or NULL. Borrowed. */
GtkWidget *depot_thresholds_check (DepotThresholds *self);

G_END_DECLS
