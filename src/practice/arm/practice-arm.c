/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm.h"

#include "practice-deployments.h"
#include "practice-groups.h"
#include "practice-locks.h"
#include "practice-names.h"
#include "practice-providers.h"
#include "practice-resource-graph.h"
#include "practice-resources.h"
#include "practice-roles.h"
#include "practice-skus.h"
#include "practice-subscriptions.h"

/* Of patterns that fit equally well the router takes the first: calls at any scope (roles, locks)
 * come before the general calls for resources. */
void
practice_arm_register (PracticeCloud *cloud)
{
  practice_subscriptions_register (cloud);
  practice_providers_register (cloud);
  practice_names_register (cloud);
  practice_skus_register (cloud);
  practice_groups_register (cloud);
  practice_resource_graph_register (cloud);
  practice_roles_register (cloud);
  practice_locks_register (cloud);
  practice_deployments_register (cloud);
  practice_type_scale_set_register (cloud);
  practice_type_storage_register (cloud);
  practice_type_vault_register (cloud);
  practice_resources_register (cloud);
}
