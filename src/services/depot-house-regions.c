/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of regions, as one of the settings of each environment. */
#include "config.h"

#include "depot-house-private.h"

#include "depot-region-names.h"

static char *
make_key (const char *cloud_id)
{
  return g_strconcat ("regions-", cloud_id, NULL);
}

static void
show_names (DepotHouse *self, const char *cloud_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (self->points), i);

      if (g_strcmp0 (depot_point_get_cloud_id (point), cloud_id) == 0)
        g_object_notify (G_OBJECT (point), "region");
    }
}

void
depot_house_learn_regions (DepotHouse *self, const char *cloud_id, GListModel *regions)
{
  g_autofree char *key = make_key (cloud_id);
  g_autofree char *text = depot_region_names_add (cloud_id, regions);

  if (g_strcmp0 (depot_house_peek_setting (self, key), text) == 0)
    return;
  depot_house_set_setting (self, key, text);
  show_names (self, cloud_id);
}

void
depot_house_recall_regions (DepotHouse *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);
      g_autofree char *key = make_key (depot_cloud_get_id (cloud));

      if (depot_region_names_load (depot_cloud_get_id (cloud),
                                   depot_house_peek_setting (self, key)))
        show_names (self, depot_cloud_get_id (cloud));
    }
}
