/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time for everything that waits or dates something. The real clock is UTC wall time plus the main
 * loop's timers; tests turn one by hand. Main thread only. Times are seconds since 1970-01-01 UTC
 * (gint64) unless a name says otherwise.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_CLOCK (depot_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (DepotClock, depot_clock, DEPOT, CLOCK, GObject)

struct _DepotClockClass
{
  GObjectClass parent_class;

  gint64 (*now) (DepotClock *self);                                        /* seconds, UTC */
  guint  (*call_after) (DepotClock *self, double seconds, GSourceFunc func, gpointer data, GDestroyNotify destroy);
  void   (*forget) (DepotClock *self, guint id);
};

/* The real one. speed 1.0 in every product run; tests with hooks pass more to shorten waits. */
DepotClock *depot_clock_new         (double speed);
/* Stands still until depot_clock_advance(); runs due timers in order, synchronously. */
DepotClock *depot_clock_new_by_hand (gint64 now);
void        depot_clock_advance     (DepotClock *self, double seconds);

gint64      depot_clock_now         (DepotClock *self);
/* Like g_timeout_add_full; the func's G_SOURCE_CONTINUE repeats. Returns an id for depot_clock_forget. */
guint       depot_clock_call_after  (DepotClock *self, double seconds, GSourceFunc func, gpointer data, GDestroyNotify destroy);
void        depot_clock_forget      (DepotClock *self, guint id);

/* ISO 8601 "2026-11-23T12:00:00Z" both ways; -1 if not a time. */
char       *depot_time_to_iso8601   (gint64 seconds);
gint64      depot_time_from_iso8601 (const char *text);

G_END_DECLS
