/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-view.h"

#include <glib/gi18n.h>

#include "depot-content-actions.h"
#include "depot-content-list.h"
#include "depot-row-menu.h"
#include "depot-word-chart.h"

struct _DepotContentView
{
  AdwBin parent_instance;

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  DepotWordChart *chart;
  GtkBox *numbers_box; /* the chart as a table */
  GtkLabel *numbers[DEPOT_N_CONTENT_WORDS];
  AdwToggleGroup *toggles;
  GtkStack *stack;
  AdwStatusPage *nothing_page, *failed_page;
  GtkColumnView *column_view;
  GtkLabel *status_label;

  DepotHouse *house;
  DepotContentScope scope;
  char *id; /* of the package or group */
  guint64 n_all;
  DepotContentList *list;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (DepotContentView, depot_content_view, ADW_TYPE_BIN)

static guint selected_signal;

static const char *
choose_page (DepotContentView *self, guint n_shown)
{
  if (n_shown > 0)
    return "list";
  if (depot_content_list_get_failure (self->list) != NULL)
    return "failed";
  if (depot_content_list_is_busy (self->list))
    return "loading";
  return self->n_all > 0 ? "empty" : "nothing";
}

static void
update (DepotContentView *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u assignment", "%u assignments", n_shown), n_shown);

  gtk_label_set_label (self->status_label, text);
  adw_status_page_set_description (self->failed_page, depot_content_list_get_failure (self->list));
  gtk_stack_set_visible_child_name (self->stack, choose_page (self, n_shown));
}

static void
query_changed (DepotContentView *self)
{
  DepotContentQuery query = { 0 };
  guint word;

  if (self->list == NULL)
    return; /* not yet, or no longer */
  word = adw_toggle_group_get_active (self->toggles);
  query.text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  if (word > 0 && word <= DEPOT_N_CONTENT_WORDS)
    query.words = 1u << (word - 1);
  if (self->scope == DEPOT_CONTENT_OF_PACKAGE)
    query.package_id = self->id;
  else if (self->scope == DEPOT_CONTENT_OF_GROUP)
    query.group_id = self->id;
  query.sort = depot_content_columns_get_sort (self->column_view, &query.is_descending);
  depot_content_list_set_query (self->list, &query);
}

/* Rows. */

static void
on_selected (DepotContentView *self)
{
  g_signal_emit (self, selected_signal, 0);
}

static void
on_activate (DepotContentView *self, guint position)
{
  g_autoptr (DepotContentStatus) status
      = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  const DepotContentRow *row = status != NULL ? depot_content_status_get_row (status) : NULL;

  if (row == NULL || row->package_id == NULL)
    return; /* not read yet */
  if (self->scope == DEPOT_CONTENT_OF_PACKAGE)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-point", "s", row->point_id);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-package", "s", row->package_id);
}

static void
depot_content_view_dispose (GObject *object)
{
  DepotContentView *self = DEPOT_CONTENT_VIEW (object);

  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_CONTENT_VIEW);
  G_OBJECT_CLASS (depot_content_view_parent_class)->dispose (object);
}

static void
depot_content_view_finalize (GObject *object)
{
  DepotContentView *self = DEPOT_CONTENT_VIEW (object);

  g_clear_object (&self->house);
  g_free (self->id);
  G_OBJECT_CLASS (depot_content_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, chart);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, numbers_box);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, toggles);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, failed_page);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotContentView, status_label);
}

static void
depot_content_view_class_init (DepotContentViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_content_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_content_view_finalize;
  selected_signal = g_signal_new ("selected",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
  g_type_ensure (DEPOT_TYPE_WORD_CHART);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-content-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, query_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

/* All, then a tab for each word. */
static void
add_words (DepotContentView *self)
{
  for (guint i = 0; i < DEPOT_N_CONTENT_WORDS; i++)
    {
      self->numbers[i] = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, NULL));
      gtk_box_append (self->numbers_box, GTK_WIDGET (self->numbers[i]));
    }
  for (guint i = 0; i <= DEPOT_N_CONTENT_WORDS; i++)
    {
      AdwToggle *toggle = adw_toggle_new ();

      adw_toggle_set_label (toggle, i == 0 ? _ ("All") : depot_content_word_get_label (i - 1));
      adw_toggle_group_add (self->toggles, toggle);
    }
}

static void
depot_content_view_init (DepotContentView *self)
{
  g_autoptr (GMenuModel) menu = depot_content_actions_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  add_words (self);
  depot_row_menu_attach (self->column_view, menu);
}

static const char *
get_nothing_text (DepotContentScope scope)
{
  switch (scope)
    {
    case DEPOT_CONTENT_OF_PACKAGE:
      return _ ("This package has not been distributed yet.");
    case DEPOT_CONTENT_OF_GROUP:
      return _ ("No package is on the points of this group.");
    case DEPOT_CONTENT_OF_ALL:
    default:
      return _ ("Packages show here once they were sent to a cloud distribution point.");
    }
}

static void
show_list (DepotContentView *self)
{
  self->list = depot_content_list_new (self->house);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection); /* the view keeps it */
  g_signal_connect_object (
      self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->list, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view),
                           "changed",
                           G_CALLBACK (query_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

void
depot_content_view_set_house (DepotContentView *self,
                              DepotHouse *house,
                              DepotContentScope scope,
                              const char *id)
{
  g_return_if_fail (DEPOT_IS_CONTENT_VIEW (self));
  g_return_if_fail (self->house == NULL);

  self->house = g_object_ref (house);
  self->scope = scope;
  self->id = g_strdup (id);
  depot_content_columns_add (self->column_view, scope);
  adw_status_page_set_description (self->nothing_page, get_nothing_text (scope));
  show_list (self);
  adw_toggle_group_set_active (self->toggles, 0);
  query_changed (self);
  update (self);
}

void
depot_content_view_set_counts (DepotContentView *self, const DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_CONTENT_VIEW (self));

  self->n_all = depot_content_counts_get_total (counts);
  depot_word_chart_set_counts (self->chart, counts);
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    {
      g_autofree char *label = g_strdup_printf ("%s %" G_GUINT64_FORMAT,
                                                depot_content_word_get_label (word),
                                                depot_content_counts_get (counts, word));
      g_autofree char *text = depot_word_chart_dup_text (self->chart, word);

      adw_toggle_set_label (adw_toggle_group_get_toggle (self->toggles, word + 1), label);
      gtk_label_set_label (self->numbers[word], text);
    }
  if (self->list != NULL)
    update (self);
}

void
depot_content_view_start_search (DepotContentView *self)
{
  g_return_if_fail (DEPOT_IS_CONTENT_VIEW (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

DepotContentStatus *
depot_content_view_get_selected (DepotContentView *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_VIEW (self), NULL);

  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

DepotHouse *
depot_content_view_get_house (DepotContentView *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_VIEW (self), NULL);
  return self->house;
}
