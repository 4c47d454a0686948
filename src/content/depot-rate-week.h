/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words an admin writes a timetable of speeds in: "mon-fri 8-18 5000; sat-sun 0-24 0" is 5000 kbit/s
 * from 8:00 to 18:00 on working days, nothing at the weekend, and no limit else. Later rules win. "" has no
 * limit. Any thread.
 */
#pragma once

#include "depot-rate-limit.h"

G_BEGIN_DECLS

/* week: DEPOT_HOURS_PER_WEEK values for depot_rate_limit_set(). INVALID_INPUT names the rule. */
gboolean depot_rate_week_parse (const char *text, guint32 *week, GError **error);

G_END_DECLS
