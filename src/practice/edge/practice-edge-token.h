/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The check of a content token, for when no agent can do it. The rules are the agent's
 * (data/azure/edge/depot-edge-agent), written a second time because one of them runs without
 * Python. Source: Azure reference, 4.4. */

#include <glib.h>

/* 200 when the token opens the package, else 401 or 403. `now` in seconds since 1970. */
guint practice_edge_token_check (
    const char *token, const char *package, const char *service, GBytes *key, gint64 now);

/* "/content/<package>/<file>" → the two names; FALSE for any other path. */
gboolean practice_edge_token_split_path (const char *path, char **package, char **file);
