/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a point now, in Azure and as a client does, and tells the result in a toast of the page's window. */
#pragma once

#include <gtk/gtk.h>

#include "depot-house.h"

G_BEGIN_DECLS

void depot_point_check_now (GtkWidget *page, DepotHouse *house, DepotPoint *point);

G_END_DECLS
