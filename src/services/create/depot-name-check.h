/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a service name free in Azure as all three things it becomes: DNS label, storage account, key vault? The three
 * questions run at the same time. Used by the wizard's live check and by the create operation. Main thread.
 */
#pragma once

#include "depot-arm.h"

G_BEGIN_DECLS

typedef struct
{
  DepotNameVerdict label, storage, vault;
} DepotNameVerdicts;

void     depot_name_check_async  (DepotArm *arm, const char *subscription_id, const char *region, const char *service_name,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean depot_name_check_finish (GAsyncResult *result, DepotNameVerdicts *verdicts, GError **error);
/* NULL when all are free, else the first thing wrong as a translated sentence. Caller owns. */
char    *depot_name_verdicts_dup_text (const DepotNameVerdicts *verdicts, const char *service_name);

G_END_DECLS
