/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the one HTTP answer of a probe: status line, headers skipped, body by Content-Length or to
 * the end. Anything fancier is refused; the other side is whoever sits at an address. Pure, any
 * thread.
 */
#pragma once

#include "depot-data-plane.h"

G_BEGIN_DECLS

#define DEPOT_EDGE_ANSWER_MAX_BYTES (72 * 1024)
#define DEPOT_EDGE_BODY_MAX_BYTES (64 * 1024)

/* Fills status and body of probe. */
gboolean
depot_edge_answer_read (const char *data, gsize length, DepotEdgeProbe *probe, GError **error);

G_END_DECLS
