/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks Azure, a moment after the last key, whether the draft's service name is free as DNS label,
 * storage account and vault. A newer question cancels the older one. Main thread; owned by the
 * page. Signal: changed.
 */
#pragma once

#include "depot-house.h"
#include "depot-verdict-row.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_NAME_PROBE (depot_name_probe_get_type ())
G_DECLARE_FINAL_TYPE (DepotNameProbe, depot_name_probe, DEPOT, NAME_PROBE, GObject)

DepotNameProbe *depot_name_probe_new (DepotHouse *house, DepotDraft *draft);
DepotVerdict depot_name_probe_get_verdict (DepotNameProbe *self);
const char *depot_name_probe_get_text (DepotNameProbe *self);

G_END_DECLS
