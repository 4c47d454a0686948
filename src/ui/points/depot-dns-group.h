/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CNAME record of a distribution point, to be copied for whatever the admin keeps DNS with, and where the DNS leads
 * clients now, asked for by a button. Hidden until Azure has given the point a name. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_DNS_GROUP (depot_dns_group_get_type ())
G_DECLARE_FINAL_TYPE (DepotDnsGroup, depot_dns_group, DEPOT, DNS_GROUP, AdwPreferencesGroup)

/* What was found for another point before is forgotten. */
void depot_dns_group_show (DepotDnsGroup *self, DepotHouse *house, DepotPoint *point);

G_END_DECLS
