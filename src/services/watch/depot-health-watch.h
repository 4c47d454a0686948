/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks after the points that are there: every five minutes the keeper asks Azure about all of them at once, meets each
 * service as a client would, and says what changed (domain reference A8 84–86; Azure reference 4.3 "Status"). What was
 * changed outside is taken as it is now and said, never fought. Findings are in the store; the points' health properties
 * and depot_house_get_findings() follow it in every process. Main thread.
 */
#pragma once

#include "depot-health-finding.h"
#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_HEALTH_SECONDS (5 * 60)

typedef struct
{
  guint n_points, n_findings;   /* looked at; not as they should be */
  guint n_skipped;              /* Azure could not be reached */
  char *reason;                 /* why, of the last skipped; else NULL */
} DepotHealthReport;

void        depot_health_report_clear   (DepotHealthReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DepotHealthReport, depot_health_report_clear)

/* One round now. point NULL: all. CONFLICT while an operation is at work on the one point. */
void        depot_health_check_async    (DepotHouse *house, DepotPoint *point, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_health_check_finish   (DepotHouse *house, GAsyncResult *result, DepotHealthReport *report, GError **error);

/* GListModel of DepotHealthFinding of all points, worst first; live; borrowed. Signal "items-changed". */
GListModel *depot_house_get_findings    (DepotHouse *house);

G_END_DECLS
