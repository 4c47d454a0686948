/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The metadata service that an instance asks for access tokens of its managed identity: plain http
 * on loopback, as in Azure. Every scale set has a path of its own, which nobody else knows. Source:
 * Azure reference, 4.4. */

#include "practice-cloud.h"

void practice_edge_metadata_register (PracticeCloud *cloud);

/* "http://127.0.0.1:port/<key>" */
char *practice_edge_metadata_dup_url (PracticeCloud *cloud, const char *key);

/* A token for `resource`, or NULL when the scale set has no identity with this client id. */
char *practice_edge_metadata_issue (PracticeCloud *cloud,
                                    JsonObject *scale_set,
                                    const char *client_id,
                                    const char *resource,
                                    int lifetime_seconds);

/* Object id of that identity's principal, or NULL. */
char *practice_edge_metadata_dup_principal (PracticeCloud *cloud,
                                            JsonObject *scale_set,
                                            const char *client_id);
