/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a deployment and its preview share. Main thread; caller owns. */
#pragma once

#include "depot-arm-private.h"

G_BEGIN_DECLS

/* verb: "cancel", "whatIf" or NULL for the deployment itself. */
char *depot_arm_dup_deployment_url (DepotArm *self,
                                    const char *subscription_id,
                                    const char *group,
                                    const char *name,
                                    const char *verb);
JsonObject *depot_arm_make_deployment_body (JsonObject *template_, JsonObject *parameters);

G_END_DECLS
