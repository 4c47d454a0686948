/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What should be running for a scale set, worked out from the resources there are: its public
 * address by way of the load balancer, whether the firewall of its subnet lets 443 in, and the
 * configuration that its custom data brings. Only names are taken from custom data; the files that
 * run are those of this program, so whoever can deploy cannot run what he likes. */

#include "practice-cloud.h"

typedef struct
{
  char *id;           /* of the scale set */
  char *address;      /* public, "127.77.0.12" */
  char *key;          /* part of the path of its metadata service, known to it alone */
  JsonObject *config; /* what the console wrote for the instance */
} PracticeEdgePlan;

/* NULL when nothing should run. */
PracticeEdgePlan *practice_edge_plan_make (PracticeCloud *cloud, JsonObject *scale_set);
PracticeEdgePlan *practice_edge_plan_copy (PracticeEdgePlan *self);
void practice_edge_plan_free (PracticeEdgePlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeEdgePlan, practice_edge_plan_free)

gboolean practice_edge_plan_equal (PracticeEdgePlan *left, PracticeEdgePlan *right);
