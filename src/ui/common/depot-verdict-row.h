/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentence directly under a field: what is wrong with it, what was proved, what is being
 * checked. Icon and words, never colour alone; hidden while there is nothing to say.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_VERDICT_NONE,
  DEPOT_VERDICT_CHECKING,
  DEPOT_VERDICT_INFO,
  DEPOT_VERDICT_GOOD,
  DEPOT_VERDICT_WARNING,
  DEPOT_VERDICT_BAD,
} DepotVerdict;

#define DEPOT_TYPE_VERDICT_ROW (depot_verdict_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotVerdictRow, depot_verdict_row, DEPOT, VERDICT_ROW, AdwPreferencesRow)

GtkWidget *depot_verdict_row_new (void);
/* A row placed directly below another one of the same boxed list; owned by the list. */
DepotVerdictRow *depot_verdict_row_new_below (GtkWidget *row);
void depot_verdict_row_set (DepotVerdictRow *self, DepotVerdict verdict, const char *text);
DepotVerdict depot_verdict_row_get_verdict (DepotVerdictRow *self);
const char *depot_verdict_row_get_text (DepotVerdictRow *self);

G_END_DECLS
