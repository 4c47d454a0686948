/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored on a distribution point, package by package: the Content tab of its properties; or where a package is,
 * point by point. The page follows the store by itself; whoever shows it only places it. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

GtkWidget *depot_point_content_new (DepotHouse *house, DepotPoint *point);
GtkWidget *depot_package_content_new (DepotHouse *house, const char *package_id);

G_END_DECLS
