/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "arm/practice-arm.h"
#include "classic/practice-classic.h"
#include "edge/practice-edge.h"
#include "practice-applications.h"
#include "practice-blob.h"
#include "practice-cloud.h"
#include "practice-control.h"
#include "practice-operation.h"
#include "practice-page.h"
#include "practice-portal.h"
#include "practice-principal.h"
#include "vault/practice-vault.h"

/* The parts of the practice cloud, in the order in which they join. */
void
practice_parts_register (PracticeCloud *cloud)
{
  practice_control_register (cloud);
  practice_page_register (cloud);
  practice_portal_register (cloud);
  practice_operation_register (cloud);
  practice_identity_register (cloud);
  practice_graph_register (cloud);
  practice_blob_register (cloud);
  practice_arm_register (cloud);
  practice_vault_register (cloud);
  practice_classic_register (cloud);
  practice_edge_register (cloud);
}
