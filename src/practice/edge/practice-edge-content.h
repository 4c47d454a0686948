/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which blob stands behind an address of the edge, for when no agent can say it. The rules are the
 * agent's (data/azure/edge/edge_content.py), read from the store at each request: nothing is
 * remembered, so the version before the published one is not given out. Source: docs/edge.md. */

#include "practice-cloud.h"

/* "<package>/published.json", or "b/<hash>" if the package's published version names it. NULL: the
 * package has nothing of that name. `account` and `container` are the place. */
char *practice_edge_content_find (PracticeCloud *cloud,
                                  const char *account,
                                  const char *container,
                                  const char *package,
                                  const char *file);
