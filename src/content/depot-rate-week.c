/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-rate-week.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static gboolean
read_day (const char **text, guint *day)
{
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (g_ascii_strncasecmp (*text, days[i], 3) == 0)
      {
        *text += 3;
        *day = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (const char **text, guint64 max, guint64 *value)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *value = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  return *value <= max;
}

static gboolean
read_letter (const char **text, char letter)
{
  if (**text != letter)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* "mon-fri 8-18 5000"; a single day and a single hour have no dash. */
static gboolean
read_rule (const char *text, guint32 *week)
{
  guint first_day, last_day;
  guint64 first_hour, end_hour, rate;

  if (!read_day (&text, &first_day))
    return FALSE;
  last_day = first_day;
  if (read_letter (&text, '-') && !read_day (&text, &last_day))
    return FALSE;
  if (last_day < first_day || !read_letter (&text, ' ') || !read_number (&text, 23, &first_hour))
    return FALSE;
  end_hour = first_hour + 1;
  if (read_letter (&text, '-') && !read_number (&text, 24, &end_hour))
    return FALSE;
  if (end_hour <= first_hour || !read_letter (&text, ' ')
      || !read_number (&text, G_MAXUINT32 - 1, &rate) || *text != '\0')
    return FALSE;
  for (guint day = first_day; day <= last_day; day++)
    for (guint hour = (guint) first_hour; hour < end_hour; hour++)
      week[day * 24 + hour] = (guint32) rate;
  return TRUE;
}

gboolean
depot_rate_week_parse (const char *text, guint32 *week, GError **error)
{
  g_auto (GStrv) rules = g_strsplit (text, ";", -1);

  for (gsize i = 0; i < DEPOT_HOURS_PER_WEEK; i++)
    week[i] = DEPOT_RATE_UNLIMITED;
  for (gsize i = 0; rules[i] != NULL; i++)
    {
      const char *rule = g_strstrip (rules[i]);

      if (*rule == '\0' || read_rule (rule, week))
        continue;
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                          _ ("“%s” is not days, hours and kbit/s, as in “mon-fri "
                                             "8-18 5000”"),
                                          rule));
      return FALSE;
    }
  return TRUE;
}
