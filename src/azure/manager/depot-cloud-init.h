/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an instance does at its first start: install nginx and the agent, write the files of
 * data/azure/edge and their configuration, start the service. Goes to Azure as customData; holds no
 * secret, only names and addresses. Any thread.
 */
#pragma once

#include "depot-service-template.h"

G_BEGIN_DECLS

/* Azure takes no more of it, counted before base64. */
#define DEPOT_CLOUD_INIT_MAX_BYTES 65536

/* "#cloud-config\n{…}"; caller owns. */
char *depot_cloud_init_make (const DepotTemplateValues *values, GError **error);

G_END_DECLS
