/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-list.h"

struct _DepotPointList
{
  GObject parent_instance;

  GPtrArray *points; /* DepotPoint, in the order they came */
  GHashTable *by_id; /* id (of the point) → DepotPoint */
};

static void depot_point_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotPointList,
                               depot_point_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_point_list_list_model_init))

static void
remove_one (DepotPointList *self, const char *id)
{
  DepotPoint *point = g_hash_table_lookup (self->by_id, id);
  guint position;

  if (point == NULL || !g_ptr_array_find (self->points, point, &position))
    return;
  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove_index (self->points, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* TRUE if it is a new row. */
static gboolean
take_one (DepotPointList *self, DepotPoint *point)
{
  DepotPoint *known = g_hash_table_lookup (self->by_id, depot_point_get_id (point));

  if (known != NULL)
    {
      depot_point_update (known, point);
      return FALSE;
    }
  g_ptr_array_add (self->points, g_object_ref (point));
  g_hash_table_insert (self->by_id, (gpointer) depot_point_get_id (point), point);
  return TRUE;
}

void
depot_point_list_apply (DepotPointList *self, GPtrArray *changed, char **removed)
{
  guint before;
  guint n_added = 0;

  g_return_if_fail (DEPOT_IS_POINT_LIST (self));

  for (char **id = removed; id != NULL && *id != NULL; id++)
    remove_one (self, *id);

  before = self->points->len;
  for (guint i = 0; i < changed->len; i++)
    n_added += take_one (self, changed->pdata[i]) ? 1 : 0;
  if (n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_added);
}

DepotPoint *
depot_point_list_find (DepotPointList *self, const char *id)
{
  g_return_val_if_fail (DEPOT_IS_POINT_LIST (self), NULL);
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

DepotPoint *
depot_point_list_find_by_name (DepotPointList *self, const char *name)
{
  g_return_val_if_fail (DEPOT_IS_POINT_LIST (self), NULL);

  for (guint i = 0; i < self->points->len; i++)
    {
      if (g_strcmp0 (depot_point_get_name (self->points->pdata[i]), name) == 0)
        return self->points->pdata[i];
    }
  return NULL;
}

static GType
get_item_type (GListModel *model)
{
  return DEPOT_TYPE_POINT;
}

static guint
get_n_items (GListModel *model)
{
  return DEPOT_POINT_LIST (model)->points->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DepotPointList *self = DEPOT_POINT_LIST (model);

  return position < self->points->len ? g_object_ref (self->points->pdata[position]) : NULL;
}

static void
depot_point_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
depot_point_list_finalize (GObject *object)
{
  DepotPointList *self = DEPOT_POINT_LIST (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->points);
  G_OBJECT_CLASS (depot_point_list_parent_class)->finalize (object);
}

static void
depot_point_list_class_init (DepotPointListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_point_list_finalize;
}

static void
depot_point_list_init (DepotPointList *self)
{
  self->points = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

DepotPointList *
depot_point_list_new (void)
{
  return g_object_new (DEPOT_TYPE_POINT_LIST, NULL);
}
