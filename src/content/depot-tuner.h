/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many connections are worth having: 4 at first, four times as many (beyond 64 twice) as long as
 * at least a fifth of the growth comes out as speed, back to the last good number otherwise, fewer
 * when the service says it is busy. Plain values; the caller locks.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint allowed, max; /* connections now, and ever */
  guint good;         /* the last number that paid */
  double good_rate;
  gboolean is_settled;
  gint64 since_us, settled_at_us;
  guint64 bytes_then;
  guint requests_then, busy_then;
} DepotTuner;

/* fixed: use as many as max from the beginning and never look. */
void depot_tuner_init (DepotTuner *self, guint max, gboolean fixed, gint64 now_us);
/* After each request; the totals so far. */
void depot_tuner_note (DepotTuner *self, gint64 now_us, guint64 bytes, guint requests, guint busy);

G_END_DECLS
