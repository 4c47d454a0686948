/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait before a request is tried again: 1 s doubling to 60 s with jitter, at most max_tries; what the
 * server asked for (Retry-After, seconds or HTTP date, capped at 15 minutes; nonsense counts as absent) wins. Pure
 * values, any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint tries;       /* so far */
  guint max_tries;
} DepotBackoff;

/* Seconds until the next try, or a negative value when there should be none. jitter 0…1 (tests pass 0). */
double   depot_backoff_next             (DepotBackoff *self, double retry_after_seconds, double jitter);
/* -1 if absent or nonsense. now: seconds UTC, for the date form. */
double   depot_backoff_parse_retry_after (const char *header, gint64 now);

G_END_DECLS
