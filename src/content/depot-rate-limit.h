/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast content may go out of this site, by the hour of the week: "nights only", "5 Mbit/s from
 * 8 to 18". Shared by all transfers of the site, any thread. Hours are those of the local time zone
 * given. Caller owns.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_HOURS_PER_WEEK 168
#define DEPOT_RATE_UNLIMITED G_MAXUINT32
#define DEPOT_RATE_CLOSED 0 /* nothing goes out in this hour */

typedef struct _DepotRateLimit DepotRateLimit;

/* kbit_per_second: one value an hour, beginning Monday 0:00; NULL: no limit. time_zone NULL: local. */
DepotRateLimit *depot_rate_limit_new (const guint32 *kbit_per_second, GTimeZone *time_zone);
DepotRateLimit *depot_rate_limit_ref (DepotRateLimit *self);
void depot_rate_limit_unref (DepotRateLimit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotRateLimit, depot_rate_limit_unref)

/* While transfers run, too. */
void depot_rate_limit_set (DepotRateLimit *self, const guint32 *kbit_per_second);
/* Of the hour that now (seconds UTC) lies in. */
guint32 depot_rate_limit_get_at (DepotRateLimit *self, gint64 now);
/* Waits until size_bytes may go out; FALSE: cancelled. */
gboolean depot_rate_limit_take (DepotRateLimit *self,
                                gsize size_bytes,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
