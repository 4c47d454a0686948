/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A service answered by the practice cloud itself, for machines without nginx: the same address,
 * the same certificate from the vault (fetched with the identity's roles), the same check of
 * tokens, the blob from the same storage account. Lives on the main context. */

#include "practice-edge-plan.h"

typedef struct _PracticeEdgeInside PracticeEdgeInside;

PracticeEdgeInside *practice_edge_inside_new (PracticeCloud *cloud);
void practice_edge_inside_free (PracticeEdgeInside *self);

/* What should be answered from now on; NULL: nothing. */
void practice_edge_inside_set_plan (PracticeEdgeInside *self, PracticeEdgePlan *plan);
