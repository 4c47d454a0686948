/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much content of a site goes out at once: packages, points of each, and how fast by the hour of the week
 * (depot-rate-week.h has the words), and whether it waits on a network that costs by the byte. Settings of the site, kept in
 * the store under "content-packages", "content-points", "content-speed" and "content-metered": other consoles of the site follow with their next transfer. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef struct
{
  guint max_packages, max_points; /* 1…50; 3 and 5 if nobody said otherwise */
  const char *speed;              /* "": no limit; borrowed from the house when it was asked for */
  gboolean waits_on_metered;      /* FALSE if nobody said otherwise */
} DepotContentLimits;

void     depot_house_get_content_limits (DepotHouse *self, DepotContentLimits *limits);
/* INVALID_INPUT names what cannot be; nothing is changed then. What runs takes the new speed at once. */
gboolean depot_house_set_content_limits (DepotHouse *self, const DepotContentLimits *limits, GError **error);

G_END_DECLS
