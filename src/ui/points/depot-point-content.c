/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-content.h"

#include <glib/gi18n.h>

/* No package can be on a point before one was distributed to it. */
GtkWidget *
depot_point_content_new (DepotHouse *house, DepotPoint *point)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);
  g_return_val_if_fail (DEPOT_IS_POINT (point), NULL);

  return g_object_new (ADW_TYPE_STATUS_PAGE,
                       "icon-name",
                       "package-x-generic-symbolic",
                       "title",
                       _ ("No Content"),
                       "description",
                       _ ("No content has been distributed to this point."),
                       "css-classes",
                       (const char *const[]) { "compact", NULL },
                       NULL);
}
