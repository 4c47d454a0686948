/* SPDX-License-Identifier: GPL-3.0-or-later */
/* If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since. */
#pragma once

#include "practice-blob-call.h"

G_BEGIN_DECLS

/* TRUE when the call may go on; otherwise 304, 409 or 412 was answered. `etag` is NULL when the
 * blob does not exist; `modified` is microseconds UTC. */
gboolean practice_blob_conditions_hold (PracticeBlobCall *call, const char *etag, gint64 modified);

G_END_DECLS
