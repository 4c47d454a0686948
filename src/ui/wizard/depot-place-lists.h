/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regions and resource groups a draft's subscription can be built in, as Azure lists them; in the classic way only regions. A
 * newer question cancels the older one. Main thread; owned by the page. Signals: "regions" and "groups" (GListModel),
 * "failed" (GError): either list did not come, and the next question asks again.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PLACE_LISTS (depot_place_lists_get_type ())
G_DECLARE_FINAL_TYPE (DepotPlaceLists, depot_place_lists, DEPOT, PLACE_LISTS, GObject)

DepotPlaceLists *depot_place_lists_new (DepotHouse *house, DepotDraft *draft);
/* account: who is signed in; NULL is good for the classic way only. TRUE when Azure is asked: FALSE when the lists of this
 * subscription are there or on their way, or when it cannot be asked yet. */
gboolean depot_place_lists_ask (DepotPlaceLists *self, DepotAccount *account);

G_END_DECLS
