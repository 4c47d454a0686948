/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Passes one blob on to a client of a service as it arrives, never more than a piece of it in
 * memory. The client may ask for a range and set conditions; all else it sends is left out. */

#include <libsoup/soup.h>

/* Pauses `message` and answers it in the end. `authorization` is the header's value. */
void practice_edge_relay (SoupSession *session,
                          SoupServerMessage *message,
                          const char *url,
                          const char *authorization);
