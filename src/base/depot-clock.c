/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clock.h"

#include <time.h>

typedef struct
{
  double speed;
} DepotClockPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (DepotClock, depot_clock, G_TYPE_OBJECT)

/* The date is never sped up: only waits are, so that certificates and tokens keep their meaning. */
static gint64
real_now (DepotClock *self)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static guint
real_call_after (
    DepotClock *self, double seconds, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  DepotClockPrivate *priv = depot_clock_get_instance_private (self);
  double milliseconds = MAX (seconds, 0) * 1000 / priv->speed;

  return g_timeout_add_full (
      G_PRIORITY_DEFAULT, (guint) MIN (milliseconds, G_MAXUINT / 2), func, data, destroy);
}

static void
real_forget (DepotClock *self, guint id)
{
  g_source_remove (id);
}

static void
depot_clock_class_init (DepotClockClass *klass)
{
  klass->now = real_now;
  klass->call_after = real_call_after;
  klass->forget = real_forget;
}

static void
depot_clock_init (DepotClock *self)
{
  DepotClockPrivate *priv = depot_clock_get_instance_private (self);

  priv->speed = 1.0;
}

DepotClock *
depot_clock_new (double speed)
{
  DepotClock *self = g_object_new (DEPOT_TYPE_CLOCK, NULL);
  DepotClockPrivate *priv = depot_clock_get_instance_private (self);

  priv->speed = MAX (speed, 0.001);
  return self;
}

gint64
depot_clock_now (DepotClock *self)
{
  g_return_val_if_fail (DEPOT_IS_CLOCK (self), 0);

  return DEPOT_CLOCK_GET_CLASS (self)->now (self);
}

guint
depot_clock_call_after (
    DepotClock *self, double seconds, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (DEPOT_IS_CLOCK (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return DEPOT_CLOCK_GET_CLASS (self)->call_after (self, seconds, func, data, destroy);
}

void
depot_clock_forget (DepotClock *self, guint id)
{
  g_return_if_fail (DEPOT_IS_CLOCK (self));
  g_return_if_fail (id != 0);

  DEPOT_CLOCK_GET_CLASS (self)->forget (self, id);
}

char *
depot_time_to_iso8601 (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static gboolean
read_digits (const char *text, const char *pattern, int *parts)
{
  guint part = 0;

  for (; *pattern != '\0'; text++, pattern++)
    if (*pattern != '0')
      {
        if (*text != *pattern)
          return FALSE;
        part++;
      }
    else if (!g_ascii_isdigit (*text))
      return FALSE;
    else
      parts[part] = parts[part] * 10 + *text - '0';
  return *text == '\0';
}

/* As we write it ourselves, and without GDateTime, which costs more than the rest of a row: a table
 * of ten thousand has five times in each. -1: written in another way. */
static gint64
from_own_form (const char *text)
{
  int parts[7] = { 0 };
  struct tm time = { 0 };

  if (!read_digits (text, "0000-00-00T00:00:00Z", parts)
      || !g_date_valid_dmy ((GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0])
      || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
    return -1;
  time.tm_year = parts[0] - 1900;
  time.tm_mon = parts[1] - 1;
  time.tm_mday = parts[2];
  time.tm_hour = parts[3];
  time.tm_min = parts[4];
  time.tm_sec = parts[5];
  return timegm (&time);
}

gint64
depot_time_from_iso8601 (const char *text)
{
  g_autoptr (GTimeZone) utc = NULL;
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds;

  if (text == NULL)
    return -1;
  seconds = from_own_form (text);
  if (seconds >= 0)
    return seconds;
  utc = g_time_zone_new_utc ();
  time = g_date_time_new_from_iso8601 (text, utc);
  return time != NULL ? g_date_time_to_unix (time) : -1;
}
