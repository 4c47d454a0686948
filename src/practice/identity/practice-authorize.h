/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sign-in a person sees: account, password, second factor, Cancel. A sign-in under way is a
 * flow, known by an unguessable word in each form. It ends in a redirect with a code (authorize) or
 * in the approval of a device code. Source: Azure reference, 2.2.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

void practice_authorize_register (PracticeCloud *cloud);

/* Shows the first page for a new flow; `flow` has "tenant", "client_id" and either "redirect_uri"
 * or "device" (key of a device code). */
void practice_authorize_begin (PracticeRequest *request, JsonObject *flow);

/* A claims request that names authentication context p1. */
gboolean practice_authorize_wants_second_factor (const char *claims);

/* In practice-device-code.c */
void practice_device_code_register (PracticeCloud *cloud);

/* In practice-token-endpoint.c */
void practice_token_endpoint_register (PracticeCloud *cloud);

/* In practice-discovery.c */
void practice_discovery_register (PracticeCloud *cloud);

/* The tenant of a path: NULL for organizations, common, consumers and adfs, and when `*unknown` is
 * set. */
const char *practice_discovery_get_tenant (PracticeRequest *request, gboolean *unknown);

G_END_DECLS
