/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the timetable by which content of a site goes out: on these days, in these hours, at most so fast. Written as
 * "mon-fri 8-18 5000"; several stand with semicolons between them, and later ones win. Local time. Pure; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint first_day, last_day;   /* 0 is Monday; the last one belongs to it */
  guint first_hour, end_hour;  /* 0…24; the end does not belong to it */
  guint32 rate;                /* kbit/s; 0: nothing goes */
} DepotSpeedRule;

/* Of DepotSpeedRule, in their order; caller owns. INVALID_INPUT names the rule that is none. */
GArray *depot_speed_rules_parse    (const char *text, GError **error);
/* The words again; caller owns. */
char   *depot_speed_rules_dup_text (GArray *rules);

G_END_DECLS
