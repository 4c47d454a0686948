/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a table of DepotContentStatus: one package on one point in each row. The store sorts; what a header asks
 * for is told as a DepotContentSort. Columns of what the page is about already are left out. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "depot-content-query.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_CONTENT_OF_ALL,
  DEPOT_CONTENT_OF_PACKAGE,   /* rows are points */
  DEPOT_CONTENT_OF_GROUP,
} DepotContentScope;

void             depot_content_columns_add      (GtkColumnView *view, DepotContentScope scope);
DepotContentSort depot_content_columns_get_sort (GtkColumnView *view, gboolean *is_descending);

G_END_DECLS
