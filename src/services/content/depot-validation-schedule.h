/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scheduled validation (domain reference B4.4): once a week everything at a distribution point is read back and compared, at a
 * day and hour of the person's own time zone; off unless somebody said otherwise. A setting of the site for each point; the
 * keeper asks for it in its round, as one job of Validate, with the messages of that (2384, 2383). A week that nobody kept in
 * is made up for in the next round. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_on;
  guint day;             /* 1 Monday … 7 Sunday */
  guint hour;            /* 0…23, local time */
} DepotValidationSchedule;

void     depot_validation_schedule_get  (DepotHouse *house, DepotPoint *point, DepotValidationSchedule *schedule);
/* INVALID_INPUT for a day or hour that is none. Durable. */
gboolean depot_validation_schedule_set  (DepotHouse *house, DepotPoint *point, const DepotValidationSchedule *schedule, GError **error);
/* When it begins next (seconds UTC; in the past: in the next round); 0: never. */
gint64   depot_validation_schedule_next (DepotHouse *house, DepotPoint *point);
/* "Sun 3", "off": for the command line; caller owns. FALSE: not such a text. */
char    *depot_validation_schedule_to_text   (const DepotValidationSchedule *schedule);
gboolean depot_validation_schedule_from_text (const char *text, DepotValidationSchedule *schedule);

G_END_DECLS
