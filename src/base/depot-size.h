/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes as the quotas count them: 1 GB = 2^30 bytes, as Azure does (docs/design.md). Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DEPOT_BYTES_PER_GB (G_GUINT64_CONSTANT (1) << 30)

/* TRUE when used has reached or passed percent of the quota: used × 100 ≥ quota × percent, without overflow. */
gboolean depot_size_reaches   (guint64 used_bytes, guint64 quota_gb, guint percent);
/* "1.5 GB", translated, for people; caller owns. */
char    *depot_size_to_text   (guint64 size_bytes);
/* Used as whole percent of the quota, rounded down; 0 for no quota. */
guint    depot_size_percent   (guint64 used_bytes, guint64 quota_gb);

G_END_DECLS
