/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-live-model.h"

/* Each change by itself costs the sort model one look at the whole list; from here on one change of
 * the whole stretch is cheaper. */
#define MAX_SINGLE_CHANGES 32

struct _DepotLiveModel
{
  GObject parent_instance;

  GListModel *model;
  GPtrArray *items;    /* those of the model, followed */
  GHashTable *changed; /* items, borrowed from above */
};

static void depot_live_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotLiveModel,
                               depot_live_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_live_model_list_init))

static guint stirred_signal;

static void
on_item_notify (GObject *item, GParamSpec *pspec, gpointer data)
{
  DepotLiveModel *self = data;

  if (g_hash_table_add (self->changed, item) && g_hash_table_size (self->changed) == 1)
    g_signal_emit (self, stirred_signal, 0);
}

static void
forget (DepotLiveModel *self, guint position, guint count)
{
  for (guint i = position; i < position + count; i++)
    {
      g_signal_handlers_disconnect_by_func (self->items->pdata[i], on_item_notify, self);
      g_hash_table_remove (self->changed, self->items->pdata[i]);
    }
  if (count > 0)
    g_ptr_array_remove_range (self->items, position, count);
}

static void
follow (DepotLiveModel *self, guint position, guint count)
{
  for (guint i = position; i < position + count; i++)
    {
      gpointer item = g_list_model_get_item (self->model, i);

      g_signal_connect (item, "notify", G_CALLBACK (on_item_notify), self);
      g_ptr_array_insert (self->items, (int) i, item);
    }
}

static void
on_items_changed (DepotLiveModel *self, guint position, guint removed, guint added)
{
  forget (self, position, removed);
  follow (self, position, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (DEPOT_LIVE_MODEL (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return DEPOT_LIVE_MODEL (list)->items->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  GPtrArray *items = DEPOT_LIVE_MODEL (list)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
depot_live_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
depot_live_model_dispose (GObject *object)
{
  DepotLiveModel *self = DEPOT_LIVE_MODEL (object);

  forget (self, 0, self->items->len);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (depot_live_model_parent_class)->dispose (object);
}

static void
depot_live_model_finalize (GObject *object)
{
  DepotLiveModel *self = DEPOT_LIVE_MODEL (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->changed);
  G_OBJECT_CLASS (depot_live_model_parent_class)->finalize (object);
}

static void
depot_live_model_class_init (DepotLiveModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_live_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_live_model_finalize;
  stirred_signal = g_signal_new (
      "stirred", DEPOT_TYPE_LIVE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_live_model_init (DepotLiveModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = g_hash_table_new (NULL, NULL);
}

DepotLiveModel *
depot_live_model_new (GListModel *model)
{
  DepotLiveModel *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  self = g_object_new (DEPOT_TYPE_LIVE_MODEL, NULL);
  self->model = g_object_ref (model);
  follow (self, 0, g_list_model_get_n_items (model));
  g_signal_connect_object (
      model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/* In order; what changes while this is told waits for the next time. */
static GArray *
take_positions (DepotLiveModel *self)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->items->len; i++)
    if (g_hash_table_contains (self->changed, self->items->pdata[i]))
      g_array_append_val (positions, i);
  g_hash_table_remove_all (self->changed);
  return positions;
}

void
depot_live_model_tell (DepotLiveModel *self)
{
  g_autoptr (GArray) positions = NULL;
  guint first, count;

  g_return_if_fail (DEPOT_IS_LIVE_MODEL (self));

  positions = take_positions (self);
  if (positions->len <= MAX_SINGLE_CHANGES)
    {
      for (guint i = 0; i < positions->len; i++)
        g_list_model_items_changed (G_LIST_MODEL (self), g_array_index (positions, guint, i), 1, 1);
      return;
    }
  first = g_array_index (positions, guint, 0);
  count = g_array_index (positions, guint, positions->len - 1) - first + 1;
  g_list_model_items_changed (G_LIST_MODEL (self), first, count, count);
}
