/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The properties of a point that may be changed later: description, primary site, quotas and thresholds; of a classic point
 * also the certificate that opens its subscription. Everything else needs a new point (domain reference B1.10). The rules
 * are the wizard's. Azure is not asked: nothing of this is kept there. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* draft: from depot_point_make_draft(), then edited. Only what differs from point, as it was shown, is written; what
 * another console changed meanwhile stays. Point, status message and log line together. INVALID_INPUT names the field;
 * CONFLICT while the point is being deleted. TRUE also when nothing differs. */
void     depot_point_change_async  (DepotHouse *house, DepotPoint *point, DepotDraft *draft, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
gboolean depot_point_change_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
