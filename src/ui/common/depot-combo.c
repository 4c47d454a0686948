/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-combo.h"

struct _DepotCombo
{
  GObject parent_instance;

  AdwComboRow *row;       /* borrowed: it owns us */
  GObject *target;
  char *property;
  DepotItemId get_id;
  DepotItemLabel dup_label;
  gboolean choose_only;
  gboolean is_syncing;
};

G_DEFINE_FINAL_TYPE (DepotCombo, depot_combo, G_TYPE_OBJECT)

static char *
dup_target_id (DepotCombo *self)
{
  char *id = NULL;

  g_object_get (self->target, self->property, &id, NULL);
  return id;
}

static guint
find_position (DepotCombo *self, const char *id)
{
  GListModel *model = adw_combo_row_get_model (self->row);
  guint n_items = model != NULL ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (g_strcmp0 (self->get_id (item), id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
select_from_target (DepotCombo *self)
{
  g_autofree char *id = dup_target_id (self);
  GListModel *model = adw_combo_row_get_model (self->row);
  guint position = id != NULL ? find_position (self, id) : GTK_INVALID_LIST_POSITION;

  if (self->is_syncing)
    return;
  self->is_syncing = TRUE;
  adw_combo_row_set_selected (self->row, position);
  self->is_syncing = FALSE;
  if (position == GTK_INVALID_LIST_POSITION && self->choose_only && model != NULL && g_list_model_get_n_items (model) == 1)
    adw_combo_row_set_selected (self->row, 0);
}

static void
on_selected (DepotCombo *self)
{
  GObject *item = adw_combo_row_get_selected_item (self->row);

  if (self->is_syncing || item == NULL)
    return;
  self->is_syncing = TRUE;
  g_object_set (self->target, self->property, self->get_id (item), NULL);
  self->is_syncing = FALSE;
}

static char *
label_of_item (gpointer item, DepotCombo *self)
{
  return item != NULL ? self->dup_label (item) : NULL;
}

static void
depot_combo_dispose (GObject *object)
{
  DepotCombo *self = DEPOT_COMBO (object);

  g_clear_object (&self->target);
  g_clear_pointer (&self->property, g_free);

  G_OBJECT_CLASS (depot_combo_parent_class)->dispose (object);
}

static void
depot_combo_class_init (DepotComboClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_combo_dispose;
}

static void
depot_combo_init (DepotCombo *self)
{
}

static void
use_labels (DepotCombo *self)
{
  g_autoptr (GtkExpression) expression
      = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (label_of_item), self, NULL);

  adw_combo_row_set_expression (self->row, expression);
  adw_combo_row_set_search_match_mode (self->row, GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
}

DepotCombo *
depot_combo_attach (AdwComboRow *row, GObject *target, const char *property, DepotItemId get_id, DepotItemLabel dup_label)
{
  DepotCombo *self = g_object_new (DEPOT_TYPE_COMBO, NULL);
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  self->row = row;
  self->target = g_object_ref (target);
  self->property = g_strdup (property);
  self->get_id = get_id;
  self->dup_label = dup_label;
  g_object_set_data_full (G_OBJECT (row), "depot-combo", self, g_object_unref);
  use_labels (self);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, signal, G_CALLBACK (select_from_target), self, G_CONNECT_SWAPPED);
  return self;
}

/* A combo row selects the first item of a new list by itself; that is not the person's choice. */
void
depot_combo_set_model (DepotCombo *self, GListModel *model)
{
  g_return_if_fail (DEPOT_IS_COMBO (self));

  self->is_syncing = TRUE;
  adw_combo_row_set_model (self->row, model);
  self->is_syncing = FALSE;
  select_from_target (self);
}

void
depot_combo_set_choose_only (DepotCombo *self, gboolean choose_only)
{
  self->choose_only = choose_only;
}
