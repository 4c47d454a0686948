/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scale, Renew and Re-apply of a classic point: its service configuration is written anew, with the number of instances and
 * the certificate that are wanted and the storage account's key as it is now; the edge key stays (Azure reference 5). Azure
 * restarts the role instances one upgrade domain after the other. The package fixes the instances' size. Main thread; made
 * by the house for the queue.
 */
#pragma once

#include "depot-verb-operation.h"

G_BEGIN_DECLS

GType depot_classic_scale_get_type   (void);
GType depot_classic_renew_get_type   (void);
GType depot_classic_reapply_get_type (void);

/* What is asked for, before the operation is handed to the queue. */
void  depot_classic_change_ask_instances   (DepotVerbOperation *self, guint instances);
void  depot_classic_change_ask_certificate (DepotVerbOperation *self, DepotCertificate *certificate);

G_END_DECLS
