/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of Delete share: depot-delete-point.c (table, memory), -steps (in the order they run), -proof (what there was,
 * and that it is gone), depot-redeploy-point.c (the same point once more).
 */
#pragma once

#include "depot-verb-operation.h"

G_BEGIN_DECLS

struct _DepotDeletePoint
{
  DepotVerbOperation parent_instance;

  /* In the memory. */
  GPtrArray *seen;           /* ids that carried our tag at the beginning: to be proved gone */
  gboolean is_redeploy;      /* the same point is asked for again when it is gone */

  /* This run only. */
  guint n_proved;
};

/* Names of resources for people; caller owns. */
char *depot_delete_dup_names      (GPtrArray *ids);

void  depot_delete_step_inventory (DepotOperation *operation);
void  depot_delete_step_building  (DepotOperation *operation);
void  depot_delete_step_close     (DepotOperation *operation);
void  depot_delete_step_content   (DepotOperation *operation);
void  depot_delete_step_service   (DepotOperation *operation);
void  depot_delete_step_vault     (DepotOperation *operation);
void  depot_delete_step_storage   (DepotOperation *operation);
void  depot_delete_step_group     (DepotOperation *operation);
void  depot_delete_step_verify    (DepotOperation *operation);
void  depot_delete_step_gone      (DepotOperation *operation);
void  depot_delete_step_again     (DepotOperation *operation);

G_END_DECLS
