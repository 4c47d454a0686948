/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a DNS answer means for a point. Pure; any thread. */
#pragma once

#include "depot-dns.h"
#include "depot-point-dns.h"

G_BEGIN_DECLS

/* others: GListModel of DepotPoint, this one among them or not. Caller owns. */
DepotDnsReport *
depot_dns_judge (DepotPoint *point, const DepotDnsAnswer *answer, GListModel *others);

G_END_DECLS
