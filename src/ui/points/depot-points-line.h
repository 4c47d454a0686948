/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line below the table of distribution points: how many there are, in work, stopped, failed, shown and selected. Any
 * thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* points: GListModel of DepotPoint. Caller owns. */
char *depot_points_dup_line (GListModel *points, guint n_shown, guint n_selected);

G_END_DECLS
