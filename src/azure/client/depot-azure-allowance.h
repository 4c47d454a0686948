/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much Azure still lets us ask, as it counts down in its answers, and how long to be silent so that it need not
 * refuse: a round over many points never takes the last call from a person. Pure; any thread.
 * Sources: Azure reference 3.1 (x-ms-ratelimit-remaining-…); Azure Resource Graph, "Guidance for throttled requests"
 * (x-ms-user-quota-remaining, x-ms-user-quota-resets-after "hh:mm:ss").
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Seconds of silence that an answer with these headers asks for; 0: none. Garbage counts as absent. */
double depot_azure_allowance_get_silence (SoupMessageHeaders *headers);

G_END_DECLS
