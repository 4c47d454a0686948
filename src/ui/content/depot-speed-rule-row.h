/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the timetable of speeds: closed it reads "Monday – Friday, 8:00–18:00 · 5000 kbit/s", opened its days, hours and
 * speed can be changed. Signals: "changed", and "removed" when the person wants it gone. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-speed-rule.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SPEED_RULE_ROW (depot_speed_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotSpeedRuleRow, depot_speed_rule_row, DEPOT, SPEED_RULE_ROW, AdwExpanderRow)

GtkWidget *depot_speed_rule_row_new      (const DepotSpeedRule *rule);
void       depot_speed_rule_row_get_rule (DepotSpeedRuleRow *self, DepotSpeedRule *rule);
/* FALSE: it ends before it begins, and says so. */
gboolean   depot_speed_rule_row_is_good  (DepotSpeedRuleRow *self);

G_END_DECLS
