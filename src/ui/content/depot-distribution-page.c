/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-distribution-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-base.h"
#include "depot-content-list.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-library.h"
#include "depot-table-column.h"
#include "depot-text.h"
#include "depot-word-chart.h"

struct _DepotDistributionPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  DepotWordChart *chart;
  GtkBox *numbers_box; /* the chart as a table */
  GtkLabel *numbers[DEPOT_N_CONTENT_WORDS];
  AdwToggleGroup *toggles;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;

  DepotContentList *list;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (DepotDistributionPage, depot_distribution_page, DEPOT_TYPE_PAGE)

/* Columns: plain labels, because a jump binds all cells of a screen at once. */

static char *
dup_package (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->package_name);
}

static char *
dup_id (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->package_id);
}

static char *
dup_point (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->point_name);
}

static char *
dup_status (gpointer item)
{
  return depot_content_status_is_loaded (item)
             ? depot_content_row_dup_text (depot_content_status_get_row (item))
             : g_strdup ("…");
}

static char *
dup_size (gpointer item)
{
  guint64 size_bytes = depot_content_status_get_row (item)->size_bytes;

  return size_bytes > 0 ? depot_size_to_text (size_bytes) : NULL;
}

static char *
dup_changed (gpointer item)
{
  gint64 at = depot_content_status_get_row (item)->changed_at;

  return at > 0 ? depot_text_time_exact (at) : NULL;
}

static const DepotColumn columns[] = {
  { "package",
    N_ ("Package"),
    "row",
    dup_package,
    NULL,
    NULL,
    NULL,
    DEPOT_COLUMN_EXPAND | DEPOT_COLUMN_LONG,
    0 },
  { "id", N_ ("Package ID"), "row", dup_id, NULL, NULL, NULL, 0, 100 },
  { "point",
    N_ ("Distribution Point"),
    "row",
    dup_point,
    NULL,
    NULL,
    NULL,
    DEPOT_COLUMN_LONG,
    160 },
  { "status",
    N_ ("Status"),
    "row",
    dup_status,
    NULL,
    NULL,
    NULL,
    DEPOT_COLUMN_LONG | DEPOT_COLUMN_EXPAND,
    0 },
  { "size", N_ ("Size"), "row", dup_size, NULL, NULL, NULL, DEPOT_COLUMN_NUMERIC, 90 },
  { "changed", N_ ("Last Change"), "row", dup_changed, NULL, NULL, NULL, 0, 160 },
};

/* Which order a column's header asks for. */
static const DepotContentSort sorts[]
    = { DEPOT_CONTENT_SORT_PACKAGE, DEPOT_CONTENT_SORT_PACKAGE, DEPOT_CONTENT_SORT_POINT,
        DEPOT_CONTENT_SORT_STATE,   DEPOT_CONTENT_SORT_SIZE,    DEPOT_CONTENT_SORT_CHANGED };

/* Tabs: all, then a word each. */

static void
show_counts (DepotDistributionPage *self)
{
  DepotContentCounts counts;

  depot_library_get_counts (depot_house_get_library (depot_page_get_house (DEPOT_PAGE (self))),
                            &counts);
  depot_word_chart_set_counts (self->chart, &counts);
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    {
      g_autofree char *label = g_strdup_printf ("%s %" G_GUINT64_FORMAT,
                                                depot_content_word_get_label (word),
                                                depot_content_counts_get (&counts, word));
      g_autofree char *text = depot_word_chart_dup_text (self->chart, word);

      adw_toggle_set_label (adw_toggle_group_get_toggle (self->toggles, word + 1), label);
      gtk_label_set_label (self->numbers[word], text);
    }
}

static void
update (DepotDistributionPage *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u assignment", "%u assignments", n_shown), n_shown);

  gtk_label_set_label (self->status_label, text);
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "list" : "empty");
}

static void
query_changed (DepotDistributionPage *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->column_view);
  GtkColumnViewColumn *column
      = gtk_column_view_sorter_get_primary_sort_column (GTK_COLUMN_VIEW_SORTER (sorter));
  guint word = adw_toggle_group_get_active (self->toggles);
  DepotContentQuery query = { .text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) };

  if (self->list == NULL)
    return;
  if (word > 0 && word <= DEPOT_N_CONTENT_WORDS)
    query.words = 1u << (word - 1);
  for (guint i = 0; column != NULL && i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (gtk_column_view_column_get_id (column), columns[i].id) == 0)
      query.sort = sorts[i];
  query.is_descending
      = gtk_column_view_sorter_get_primary_sort_order (GTK_COLUMN_VIEW_SORTER (sorter))
        == GTK_SORT_DESCENDING;
  depot_content_list_set_query (self->list, &query);
}

/* Work on the selected row. */

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDistributionPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else if (outcome->n_assignments > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Requested"));
  else if (outcome->skipped->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.toast",
                                "s",
                                ((DepotDistributionSkip *) outcome->skipped->pdata[0])->reason);
}

static void
request (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotDistributionPage *self = DEPOT_DISTRIBUTION_PAGE (widget);
  DepotContentStatus *status = gtk_single_selection_get_selected_item (self->selection);
  const char *package_ids[] = { NULL, NULL };
  const char *point_ids[] = { NULL, NULL };
  DepotDistribution distribution = { .package_ids = package_ids, .point_ids = point_ids };

  if (status == NULL || depot_content_status_get_row (status)->package_id == NULL
      || !depot_content_action_from_nick (strchr (name, '.') + 1, &distribution.action))
    return;
  package_ids[0] = depot_content_status_get_row (status)->package_id;
  point_ids[0] = depot_content_status_get_row (status)->point_id;
  depot_distribution_request_async (depot_page_get_house (DEPOT_PAGE (self)),
                                    &distribution,
                                    NULL,
                                    requested,
                                    g_object_ref (self));
}

static void
depot_distribution_page_search (DepotPage *page)
{
  gtk_search_bar_set_search_mode (DEPOT_DISTRIBUTION_PAGE (page)->search_bar, TRUE);
}

static void
depot_distribution_page_dispose (GObject *object)
{
  DepotDistributionPage *self = DEPOT_DISTRIBUTION_PAGE (object);

  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_DISTRIBUTION_PAGE);
  G_OBJECT_CLASS (depot_distribution_page_parent_class)->dispose (object);
}

static void
depot_distribution_page_class_init (DepotDistributionPageClass *klass)
{
  static const char *const actions[] = { "distribution.validate",
                                         "distribution.redistribute",
                                         "distribution.remove",
                                         "distribution.cancel" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_distribution_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_distribution_page_search;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, request);

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_WORD_CHART);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-distribution-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, chart);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, numbers_box);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, toggles);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotDistributionPage, status_label);
  gtk_widget_class_bind_template_callback (widget_class, query_changed);
}

/* The store sorts; the sorter of a column only makes its header one that can be clicked. */
static void
add_column (DepotDistributionPage *self, const DepotColumn *column)
{
  g_autoptr (GtkColumnViewColumn) made
      = gtk_column_view_column_new (_ (column->title), depot_table_column_make_factory (column));
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

  gtk_column_view_column_set_id (made, column->id);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, (column->flags & DEPOT_COLUMN_EXPAND) != 0);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (made, column->width);
  gtk_column_view_append_column (self->column_view, made);
}

static void
depot_distribution_page_init (DepotDistributionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
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

DepotPage *
depot_distribution_page_new (DepotHouse *house)
{
  DepotDistributionPage *self = g_object_new (DEPOT_TYPE_DISTRIBUTION_PAGE, NULL);
  DepotLibrary *library = depot_house_get_library (house);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  self->list = depot_content_list_new (house);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection); /* the view keeps it */
  g_signal_connect_object (
      self->list, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      library, "content-changed", G_CALLBACK (show_counts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view),
                           "changed",
                           G_CALLBACK (query_changed),
                           self,
                           G_CONNECT_SWAPPED);
  adw_toggle_group_set_active (self->toggles, 0);
  show_counts (self);
  query_changed (self);
  update (self);
  return DEPOT_PAGE (self);
}
