/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The credential of an Azure service ends on a day that nobody remembers: it is said 30, 14, 7 and 1 days before, and once
 * it is over, each time once (domain reference A8; a status message and the banner). Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* The keeper's round: says what is new. */
void  depot_service_expiry_look       (DepotHouse *house);
/* What a banner says of the service that ends first; NULL: none does within a month. Caller owns. */
char *depot_service_expiry_dup_banner (DepotHouse *house);

G_END_DECLS
