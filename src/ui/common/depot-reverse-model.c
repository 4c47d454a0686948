/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-reverse-model.h"

struct _DepotReverseModel
{
  GObject parent_instance;

  GListModel *model;
  gboolean is_reversed;

  gboolean is_held, has_changed;
  guint n_before;        /* items when the holding began */
  guint n_first, n_last; /* items at both ends that no change has touched since */
};

static void depot_reverse_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotReverseModel,
                               depot_reverse_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_reverse_model_list_init))

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (DEPOT_REVERSE_MODEL (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (DEPOT_REVERSE_MODEL (list)->model);
}

static gpointer
get_item (GListModel *list, guint position)
{
  DepotReverseModel *self = DEPOT_REVERSE_MODEL (list);
  guint n_items = get_n_items (list);

  if (position >= n_items)
    return NULL;
  return g_list_model_get_item (self->model, self->is_reversed ? n_items - 1 - position : position);
}

static void
depot_reverse_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
on_items_changed (DepotReverseModel *self, guint position, guint removed, guint added)
{
  guint n_items = get_n_items (G_LIST_MODEL (self));
  guint shown = self->is_reversed ? n_items - added - position : position;

  if (!self->is_held)
    {
      g_list_model_items_changed (G_LIST_MODEL (self), shown, removed, added);
      return;
    }
  self->has_changed = TRUE;
  self->n_first = MIN (self->n_first, shown);
  self->n_last = MIN (self->n_last, n_items - added - shown);
}

static void
depot_reverse_model_dispose (GObject *object)
{
  g_clear_object (&DEPOT_REVERSE_MODEL (object)->model);
  G_OBJECT_CLASS (depot_reverse_model_parent_class)->dispose (object);
}

static void
depot_reverse_model_class_init (DepotReverseModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_reverse_model_dispose;
}

static void
depot_reverse_model_init (DepotReverseModel *self)
{
}

DepotReverseModel *
depot_reverse_model_new (GListModel *model)
{
  DepotReverseModel *self = g_object_new (DEPOT_TYPE_REVERSE_MODEL, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (
      model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
depot_reverse_model_set_reversed (DepotReverseModel *self, gboolean is_reversed)
{
  guint n_items = get_n_items (G_LIST_MODEL (self));

  if (self->is_reversed == is_reversed)
    return;
  self->is_reversed = is_reversed;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_items, n_items);
}

void
depot_reverse_model_hold (DepotReverseModel *self)
{
  g_return_if_fail (DEPOT_IS_REVERSE_MODEL (self) && !self->is_held);

  self->is_held = TRUE;
  self->has_changed = FALSE;
  self->n_before = get_n_items (G_LIST_MODEL (self));
  self->n_first = self->n_before;
  self->n_last = self->n_before;
}

void
depot_reverse_model_release (DepotReverseModel *self)
{
  guint n_items = get_n_items (G_LIST_MODEL (self));
  guint kept;

  g_return_if_fail (DEPOT_IS_REVERSE_MODEL (self) && self->is_held);

  self->is_held = FALSE;
  if (!self->has_changed)
    return;
  kept = self->n_first + self->n_last;
  g_list_model_items_changed (
      G_LIST_MODEL (self), self->n_first, self->n_before - kept, n_items - kept);
}
