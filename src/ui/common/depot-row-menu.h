/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context menu of a table's rows: by the second mouse button, by the Menu key and by Shift+F10. It holds what the page can
 * do with the chosen rows anyway; a row below the mouse is chosen first. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lives as long as the view, whose model is a GtkSelectionModel with a choice before anything shows. */
void depot_row_menu_attach (GtkColumnView *view, GMenuModel *menu);

G_END_DECLS
