/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar of four shares: how many assignments succeeded, are in progress, failed, or are unknown. Each share has a pattern as
 * well as a colour; the arrow keys go from share to share and the words below say its number; screen readers get all numbers
 * as the description; "Show as Table" has them as text. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-content-state.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WORD_CHART (depot_word_chart_get_type ())
G_DECLARE_FINAL_TYPE (DepotWordChart, depot_word_chart, DEPOT, WORD_CHART, GtkWidget)

void depot_word_chart_set_counts (DepotWordChart *self, const DepotContentCounts *counts);
/* "Success: 12 (40 %)"; caller owns. */
char *depot_word_chart_dup_text (DepotWordChart *self, DepotContentWord word);

G_END_DECLS
