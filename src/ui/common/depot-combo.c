/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-combo.h"

#include <glib/gi18n.h>

#define CHOSEN_CHARS 40

struct _DepotCombo
{
  GObject parent_instance;

  AdwComboRow *row;  /* borrowed: it owns us */
  GListModel *model; /* of the caller: without the line that asks to choose */
  GObject *target;
  char *property;
  DepotItemId get_id;
  DepotItemLabel dup_label;
  GtkStringList *last; /* NULL: no line of another kind below the nouns */
  guint most;          /* up to so many items the first one is chosen by itself */
  gboolean is_syncing;
};

G_DEFINE_FINAL_TYPE (DepotCombo, depot_combo, G_TYPE_OBJECT)

enum
{
  LAST_LINE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_target_id (DepotCombo *self)
{
  char *id = NULL;

  g_object_get (self->target, self->property, &id, NULL);
  return id;
}

/* The line that asks to choose has none. */
static const char *
id_of_item (DepotCombo *self, gpointer item)
{
  return GTK_IS_STRING_OBJECT (item) ? NULL : self->get_id (item);
}

static gboolean
is_last_line (DepotCombo *self, gpointer item)
{
  g_autoptr (GObject) last
      = self->last != NULL ? g_list_model_get_item (G_LIST_MODEL (self->last), 0) : NULL;

  return last != NULL && item == last;
}

static guint
find_position (DepotCombo *self, const char *id)
{
  GListModel *model = adw_combo_row_get_model (self->row);
  guint n_items = model != NULL ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (!is_last_line (self, item) && g_strcmp0 (id_of_item (self, item), id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
select_from_target (DepotCombo *self)
{
  g_autofree char *id = dup_target_id (self);
  guint position = find_position (self, id);

  if (self->is_syncing || position == GTK_INVALID_LIST_POSITION)
    return;
  self->is_syncing = TRUE;
  adw_combo_row_set_selected (self->row, position);
  self->is_syncing = FALSE;
}

static void
on_selected (DepotCombo *self)
{
  GObject *item = adw_combo_row_get_selected_item (self->row);

  if (self->is_syncing || item == NULL)
    return;
  if (is_last_line (self, item))
    {
      select_from_target (self);
      g_signal_emit (self, signals[LAST_LINE], 0);
      return;
    }
  self->is_syncing = TRUE;
  g_object_set (self->target, self->property, id_of_item (self, item), NULL);
  self->is_syncing = FALSE;
}

static char *
label_of_item (gpointer item, DepotCombo *self)
{
  if (GTK_IS_STRING_OBJECT (item))
    return g_strdup (gtk_string_object_get_string (item));
  return item != NULL ? self->dup_label (item) : NULL;
}

static void
depot_combo_dispose (GObject *object)
{
  DepotCombo *self = DEPOT_COMBO (object);

  g_clear_object (&self->model);
  g_clear_object (&self->last);
  g_clear_object (&self->target);
  g_clear_pointer (&self->property, g_free);

  G_OBJECT_CLASS (depot_combo_parent_class)->dispose (object);
}

static void
depot_combo_class_init (DepotComboClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_combo_dispose;
  signals[LAST_LINE] = g_signal_new (
      "last-line", DEPOT_TYPE_COMBO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_combo_init (DepotCombo *self)
{
}

static void
use_labels (DepotCombo *self)
{
  g_autoptr (GtkExpression) expression = gtk_cclosure_expression_new (
      G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (label_of_item), self, NULL);

  adw_combo_row_set_expression (self->row, expression);
  adw_combo_row_set_search_match_mode (self->row, GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
}

static void
make_chosen_label (DepotCombo *self, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHOSEN_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
fill_chosen_label (DepotCombo *self, GtkListItem *item)
{
  g_autofree char *text = label_of_item (gtk_list_item_get_item (item), self);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

/* The row's own way shows twenty characters of what is chosen, even where there is room for more.
 * The open list stays as it is. */
static void
widen_chosen (DepotCombo *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (
      factory, "setup", G_CALLBACK (make_chosen_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      factory, "bind", G_CALLBACK (fill_chosen_label), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_list_factory (self->row, adw_combo_row_get_factory (self->row));
  adw_combo_row_set_factory (self->row, factory);
}

DepotCombo *
depot_combo_attach (AdwComboRow *row,
                    GObject *target,
                    const char *property,
                    DepotItemId get_id,
                    DepotItemLabel dup_label)
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
  widen_chosen (self);
  g_signal_connect_object (
      row, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      target, signal, G_CALLBACK (select_from_target), self, G_CONNECT_SWAPPED);
  return self;
}

static gboolean
is_in_model (DepotCombo *self, const char *id)
{
  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      if (g_strcmp0 (self->get_id (item), id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A combo row always has something selected. A choice that the person still has to make therefore
 * needs a line of its own. */
static GListModel *
add_lines (DepotCombo *self, gboolean asks)
{
  g_autoptr (GtkStringList) question
      = gtk_string_list_new ((const char *[]) { _ ("Choose…"), NULL });
  g_autoptr (GListStore) all = g_list_store_new (G_TYPE_LIST_MODEL);

  if (!asks && self->last == NULL)
    return g_object_ref (self->model);
  if (asks)
    g_list_store_append (all, question);
  g_list_store_append (all, self->model);
  if (self->last != NULL)
    g_list_store_append (all, self->last);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&all))));
}

void
depot_combo_set_model (DepotCombo *self, GListModel *model)
{
  g_autofree char *id = dup_target_id (self);
  g_autoptr (GListModel) shown = NULL;
  guint n_items = g_list_model_get_n_items (model);
  gboolean chooses_first;

  g_return_if_fail (DEPOT_IS_COMBO (self));

  g_set_object (&self->model, model);
  chooses_first = !is_in_model (self, id) && n_items > 0 && n_items <= self->most;
  shown = add_lines (self, !is_in_model (self, id) && !chooses_first);
  self->is_syncing = TRUE;
  adw_combo_row_set_model (self->row, shown);
  self->is_syncing = FALSE;
  if (chooses_first)
    on_selected (self);
  else
    select_from_target (self);
}

GListModel *
depot_combo_get_model (DepotCombo *self)
{
  return self->model;
}

gpointer
depot_combo_get_chosen (DepotCombo *self)
{
  gpointer item = adw_combo_row_get_selected_item (self->row);

  return GTK_IS_STRING_OBJECT (item) ? NULL : item;
}

void
depot_combo_choose_first_of (DepotCombo *self, guint most)
{
  self->most = most;
}

void
depot_combo_set_last_line (DepotCombo *self, const char *label)
{
  g_clear_object (&self->last);
  self->last = gtk_string_list_new ((const char *[]) { label, NULL });
}
