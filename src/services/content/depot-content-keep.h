/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keeper does for content in its rounds: it removes what a newer version replaced once every client that was in the
 * middle of it had its time (as long as a token of the point lives, and an hour), and asks for the validations that are due.
 * Private to services; main thread.
 */
#pragma once

#include "depot-house-private.h"

G_BEGIN_DECLS

/* A transfer of somebody else may have sent what is younger a moment ago and not published yet. */
#define DEPOT_CONTENT_GRACE_SECONDS (24 * 60 * 60)

/* How long a version that is replaced is kept at the point. */
guint depot_content_keep_seconds      (DepotPoint *point);
/* A version is about to be published there: after that time the point is looked through. */
void  depot_content_keep_note_version (DepotHouse *house, DepotPoint *point);
/* One round; returns at once. */
void  depot_content_keep_look         (DepotHouse *house);

G_END_DECLS
