/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a page that shows one point among others: copying its names, and cancelling, repeating or explaining its
 * operation (actions "points.…"). The page is a DepotPage and a DepotPointHolder. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "depot-point.h"

G_BEGIN_DECLS

void depot_point_commands_install (GtkWidgetClass *widget_class);
/* point: the one selected, or NULL. */
void depot_point_commands_update (GtkWidget *page, DepotPoint *point);

G_END_DECLS
