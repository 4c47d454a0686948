/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects on an exchange, as scenarios and POST /_practice/fault name them in "kind":
 *   answer    instead of the work: status, code, message, retryAfter (seconds or true for a date)
 *   html      instead of the work: a page as a captive portal sends it (status, default 200)
 *   delay     the work begins after `seconds`
 *   stall     no work, no answer, the connection stays open
 *   reset     no work; the connection is reset
 *   drop      the work is done, then the connection closes without an answer
 *   cut       the work is done; the answer ends after `bytes` of its body
 * Source: reliability reference, tables N and P.
 */
#pragma once

#include "practice-request.h"

G_BEGIN_DECLS

/* TRUE when the effect takes the place of the work; the request is then answered, or will be. */
gboolean practice_fault_replace_work (PracticeRequest *request, JsonObject *effect);

/* Seconds by which the work is put off, 0 for none. */
double practice_fault_get_delay (JsonObject *effect);

/* Called with the finished answer before it leaves. */
void practice_fault_bend_answer (PracticeRequest *request,
                                 JsonObject *effect,
                                 guint status,
                                 GBytes *body);

G_END_DECLS
