/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which package goes to which point: what a preview shows and a request writes. Private to this room; main thread. */
#pragma once

#include "depot-content-status.h"
#include "depot-distribution.h"

G_BEGIN_DECLS

typedef struct
{
  DepotPackage *package;
  GArray *rows;            /* DepotContentRow: everywhere it is assigned now */
  GPtrArray *points;       /* DepotPoint: where the action applies */
  gboolean is_held;        /* some point has its current version */
} DepotPlanPackage;

typedef struct
{
  DepotContentAction action;
  GPtrArray *packages;     /* DepotPlanPackage */
  GPtrArray *groups;       /* DepotPointGroup that were named */
  GPtrArray *skipped;      /* DepotDistributionSkip */
} DepotDistributionPlan;

void                   depot_distribution_plan_free   (DepotDistributionPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDistributionPlan, depot_distribution_plan_free)

void                   depot_distribution_plan_async  (DepotHouse *house, const DepotDistribution *distribution,
                                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotDistributionPlan *depot_distribution_plan_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* The row of the package on this point; NULL if there is none. Borrowed. */
const DepotContentRow *depot_plan_package_find_row    (const DepotPlanPackage *entry, const char *point_id);

G_END_DECLS
