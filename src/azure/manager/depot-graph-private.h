/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that call Microsoft Graph share. Main thread. */
#pragma once

#include "depot-arm.h"
#include "depot-azure-client.h"

G_BEGIN_DECLS

/* path: below the version, without slash in front; with a token for Graph. */
DepotAzureRequest *depot_graph_request (DepotArm *arm, const char *method, const char *path);

G_END_DECLS
