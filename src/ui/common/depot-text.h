/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times, shares and counts in words a person reads. Times come in as seconds UTC and leave in local
 * time. Caller owns. Any thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

char *depot_text_time_exact (gint64 at);                /* "2026-11-23 14:05:09"; "–" for 0 */
char *depot_text_time_relative (gint64 at, gint64 now); /* "5 minutes ago" */
char *depot_text_clock_time (gint64 at);                /* "14:05" today, else the date as well */
char *depot_text_duration (gint64 seconds);             /* "2 min 5 s" */
char *depot_text_percent (double fraction);             /* "40 %" */

/* The quota and thresholds of a draft or a point; kind is "storage" or "transfer". Main thread. */
char *depot_text_threshold (GObject *noun, const char *kind);

G_END_DECLS
