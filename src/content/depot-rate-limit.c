/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-rate-limit.h"

/* How soon a changed timetable, a new hour or a cancel is noticed by who waits. */
#define LOOK_AGAIN_US (G_USEC_PER_SEC / 4)
#define BYTES_PER_KBIT 125

struct _DepotRateLimit
{
  gatomicrefcount references;
  GTimeZone *time_zone;
  GMutex lock;
  GCond changed;
  guint32 kbit_per_second[DEPOT_HOURS_PER_WEEK];
  gint64 free_at_us; /* monotonic: until then what was let through is on its way */
};

DepotRateLimit *
depot_rate_limit_new (const guint32 *kbit_per_second, GTimeZone *time_zone)
{
  DepotRateLimit *self = g_new0 (DepotRateLimit, 1);

  g_atomic_ref_count_init (&self->references);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : g_time_zone_new_local ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  depot_rate_limit_set (self, kbit_per_second);
  return self;
}

DepotRateLimit *
depot_rate_limit_ref (DepotRateLimit *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
depot_rate_limit_unref (DepotRateLimit *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_time_zone_unref (self->time_zone);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

void
depot_rate_limit_set (DepotRateLimit *self, const guint32 *kbit_per_second)
{
  g_mutex_lock (&self->lock);
  for (gsize i = 0; i < DEPOT_HOURS_PER_WEEK; i++)
    self->kbit_per_second[i] = kbit_per_second != NULL ? kbit_per_second[i] : DEPOT_RATE_UNLIMITED;
  self->free_at_us = 0;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static guint32
rate_at (DepotRateLimit *self, gint64 now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, self->time_zone);
  guint hour = (guint) (g_date_time_get_day_of_week (there) - 1) * 24
               + (guint) g_date_time_get_hour (there);

  return self->kbit_per_second[hour % DEPOT_HOURS_PER_WEEK];
}

guint32
depot_rate_limit_get_at (DepotRateLimit *self, gint64 now)
{
  guint32 rate;

  g_mutex_lock (&self->lock);
  rate = rate_at (self, now);
  g_mutex_unlock (&self->lock);
  return rate;
}

/* Each taker reserves the time its bytes need at the rate of now, one after the other. */
gboolean
depot_rate_limit_take (DepotRateLimit *self,
                       gsize size_bytes,
                       GCancellable *cancellable,
                       GError **error)
{
  gint64 mine_us = -1;

  g_mutex_lock (&self->lock);
  while (!g_cancellable_is_cancelled (cancellable))
    {
      gint64 now_us = g_get_monotonic_time ();
      guint32 rate = rate_at (self, g_get_real_time () / G_USEC_PER_SEC);

      if (rate == DEPOT_RATE_UNLIMITED || (mine_us >= 0 && now_us >= mine_us))
        break;
      if (mine_us < 0 && rate != DEPOT_RATE_CLOSED)
        {
          gint64 needs_us = (gint64) ((double) size_bytes * G_USEC_PER_SEC / BYTES_PER_KBIT / rate);

          self->free_at_us = MAX (self->free_at_us, now_us) + needs_us;
          mine_us = self->free_at_us;
        }
      g_cond_wait_until (&self->changed,
                         &self->lock,
                         mine_us >= 0 ? MIN (mine_us, now_us + LOOK_AGAIN_US)
                                      : now_us + LOOK_AGAIN_US);
    }
  g_mutex_unlock (&self->lock);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
