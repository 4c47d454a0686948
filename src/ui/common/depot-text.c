/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-text.h"

#include <glib/gi18n.h>

static char *
format_local (gint64 at, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at);

  return time != NULL && at > 0 ? g_date_time_format (time, format) : g_strdup ("–");
}

char *
depot_text_time_exact (gint64 at)
{
  /* Translators: date and time in full, as strftime knows it. */
  return format_local (at, _ ("%Y-%m-%d %H:%M:%S"));
}

char *
depot_text_time_relative (gint64 at, gint64 now)
{
  gint64 age = now - at;

  if (at <= 0)
    return g_strdup ("–");
  if (age < 60)
    return g_strdup (_ ("Just now"));
  if (age < 3600)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", age / 60),
                            (int) (age / 60));
  if (age < 86400)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", age / 3600),
                            (int) (age / 3600));
  if (age < 7 * 86400)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", age / 86400),
                            (int) (age / 86400));
  return format_local (at, "%x");
}

char *
depot_text_clock_time (gint64 at)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at);

  if (time != NULL && g_date_time_get_year (now) == g_date_time_get_year (time)
      && g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (time))
    return format_local (at, "%H:%M");
  /* Translators: a date and a time without seconds, as strftime knows it. */
  return format_local (at, _ ("%Y-%m-%d %H:%M"));
}

char *
depot_text_duration (gint64 seconds)
{
  if (seconds < 60)
    /* Translators: a duration below one minute; %d is seconds. */
    return g_strdup_printf (_ ("%d s"), (int) MAX (seconds, 0));
  /* Translators: a duration in minutes and seconds. */
  return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
}

char *
depot_text_percent (double fraction)
{
  /* Translators: a share in percent, with a no-break space as in "40 %". */
  return g_strdup_printf (_ ("%d %%"), (int) (CLAMP (fraction, 0.0, 1.0) * 100));
}

char *
depot_text_threshold (GObject *noun, const char *kind)
{
  g_autofree char *enabled = g_strconcat (kind, "-quota-enabled", NULL);
  g_autofree char *quota = g_strconcat (kind, "-quota-gb", NULL);
  g_autofree char *warning = g_strconcat (kind, "-warning-percent", NULL);
  g_autofree char *critical = g_strconcat (kind, "-critical-percent", NULL);
  gboolean is_enabled = FALSE;
  guint quota_gb = 0, warning_percent = 0, critical_percent = 0;

  g_object_get (noun,
                enabled,
                &is_enabled,
                quota,
                &quota_gb,
                warning,
                &warning_percent,
                critical,
                &critical_percent,
                NULL);
  if (!is_enabled)
    return g_strdup (_ ("Off"));
  /* Translators: a quota and its two alert thresholds, such as "2000 GB, warning at 50 %, critical
   * at 90 %". */
  return g_strdup_printf (_ ("%u GB, warning at %u %%, critical at %u %%"),
                          quota_gb,
                          warning_percent,
                          critical_percent);
}
