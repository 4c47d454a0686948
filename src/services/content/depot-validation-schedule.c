/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-validation-schedule.h"

#include <glib/gi18n.h>

#include "depot-error.h"

#define SCHEDULE "content-validate:"
#define SINCE "content-validated-at:"
#define DAY_SECONDS (24 * 60 * 60)
#define DAYS_PER_WEEK 7

static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static char *
dup_key (const char *key, DepotPoint *point)
{
  return g_strconcat (key, depot_point_get_id (point), NULL);
}

static gboolean
is_possible (const DepotValidationSchedule *schedule)
{
  return !schedule->is_on
         || (schedule->day >= 1 && schedule->day <= DAYS_PER_WEEK && schedule->hour < 24);
}

char *
depot_validation_schedule_to_text (const DepotValidationSchedule *schedule)
{
  if (!schedule->is_on || !is_possible (schedule))
    return g_strdup ("off");
  return g_strdup_printf ("%s %u", days[schedule->day - 1], schedule->hour);
}

gboolean
depot_validation_schedule_from_text (const char *text, DepotValidationSchedule *schedule)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  DepotValidationSchedule found = { .is_on = TRUE };
  guint64 hour;

  if (g_str_equal (text, "off"))
    found.is_on = FALSE;
  else if (g_strv_length (words) != 2
           || !g_ascii_string_to_unsigned (words[1], 10, 0, 23, &hour, NULL))
    return FALSE;
  else
    {
      found.hour = (guint) hour;
      for (guint i = 0; i < DAYS_PER_WEEK; i++)
        if (g_ascii_strcasecmp (words[0], days[i]) == 0)
          found.day = i + 1;
    }
  if (!is_possible (&found))
    return FALSE;
  *schedule = found;
  return TRUE;
}

void
depot_validation_schedule_get (DepotHouse *house,
                               DepotPoint *point,
                               DepotValidationSchedule *schedule)
{
  g_autofree char *key = dup_key (SCHEDULE, point);
  const char *text = depot_house_peek_setting (house, key);

  *schedule = (DepotValidationSchedule) { .day = DAYS_PER_WEEK, .hour = 3 };
  if (text != NULL)
    depot_validation_schedule_from_text (text, schedule);
}

gboolean
depot_validation_schedule_set (DepotHouse *house,
                               DepotPoint *point,
                               const DepotValidationSchedule *schedule,
                               GError **error)
{
  g_autofree char *key = dup_key (SCHEDULE, point);
  g_autofree char *since = dup_key (SINCE, point);
  g_autofree char *text = depot_validation_schedule_to_text (schedule);
  g_autofree char *now
      = g_strdup_printf ("%" G_GINT64_FORMAT, depot_clock_now (depot_house_get_clock (house)));

  if (!is_possible (schedule))
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                           _ ("A validation begins on a day of the week and at an hour from 0 to "
                              "23.")));
      return FALSE;
    }
  /* what was due before it was asked for is not made up for */
  depot_house_set_setting (house, since, schedule->is_on ? now : NULL);
  depot_house_set_setting (house, key, schedule->is_on ? text : NULL);
  return TRUE;
}

/* The first of these hours after a moment, by the local calendar: a day may have 23 or 25. */
static gint64
find_next (const DepotValidationSchedule *schedule, gint64 after)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (after);

  for (int i = 0; moment != NULL && i <= DAYS_PER_WEEK; i++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (moment, i);
      g_autoptr (GDateTime) begins = g_date_time_new_local (g_date_time_get_year (day),
                                                            g_date_time_get_month (day),
                                                            g_date_time_get_day_of_month (day),
                                                            (int) schedule->hour,
                                                            0,
                                                            0);

      if ((guint) g_date_time_get_day_of_week (day) == schedule->day && begins != NULL
          && g_date_time_to_unix (begins) > after)
        return g_date_time_to_unix (begins);
    }
  return after + DAYS_PER_WEEK * DAY_SECONDS;
}

gint64
depot_validation_schedule_next (DepotHouse *house, DepotPoint *point)
{
  g_autofree char *key = dup_key (SINCE, point);
  const char *text = depot_house_peek_setting (house, key);
  DepotValidationSchedule schedule;

  depot_validation_schedule_get (house, point, &schedule);
  return schedule.is_on ? find_next (&schedule, text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0)
                        : 0;
}
