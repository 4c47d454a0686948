/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-overview-page.h"

#include <glib/gi18n.h>

#include "depot-activity-row.h"
#include "depot-banners.h"
#include "depot-health-watch.h"

struct _DepotOverviewPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  GtkListBox *states_list, *running_list;
  GtkWidget *running_group, *hints_group, *sign_in_hint, *site_hint, *create_hint;

  GtkFilter *running_filter;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (DepotOverviewPage, depot_overview_page, DEPOT_TYPE_PAGE)

static const DepotPointState shown_states[] = {
  DEPOT_POINT_READY,  DEPOT_POINT_PROVISIONING, DEPOT_POINT_STOPPED,
  DEPOT_POINT_FAILED, DEPOT_POINT_UNKNOWN,
};

static DepotHouse *
get_house (DepotOverviewPage *self)
{
  return depot_page_get_house (DEPOT_PAGE (self));
}

static guint
count_state (DepotOverviewPage *self, DepotPointState state)
{
  GListModel *points = depot_house_get_points (get_house (self));
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      count += depot_point_get_state (point) == state;
    }
  return count;
}

/* What the health watch found something about. */
static guint
count_troubled (DepotOverviewPage *self)
{
  GListModel *points = depot_house_get_points (get_house (self));
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      count += depot_point_get_health (point) != NULL;
    }
  return count;
}

static void
add_count (DepotOverviewPage *self, const char *title, const char *icon, guint number)
{
  g_autofree char *count = g_strdup_printf ("%u", number);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title",
                                 title,
                                 "activatable",
                                 TRUE,
                                 "action-name",
                                 "win.go",
                                 "action-target",
                                 g_variant_new_string ("points"),
                                 NULL);
  GtkWidget *label = gtk_label_new (count);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "title-4");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->states_list, row);
}

static void
show_states (DepotOverviewPage *self)
{
  guint n_troubled = count_troubled (self);

  gtk_list_box_remove_all (self->states_list);
  for (guint i = 0; i < G_N_ELEMENTS (shown_states); i++)
    add_count (self,
               depot_point_state_get_label (shown_states[i]),
               depot_point_state_get_icon (shown_states[i]),
               count_state (self, shown_states[i]));
  if (n_troubled > 0)
    add_count (self, _ ("Not as they should be"), "dialog-warning-symbolic", n_troubled);
}

static void
show_hints (DepotOverviewPage *self)
{
  DepotHouse *house = get_house (self);
  DepotSite *top = depot_house_get_top_site (house);
  gboolean has_account = g_list_model_get_n_items (depot_house_get_accounts (house)) > 0;
  gboolean has_point = g_list_model_get_n_items (depot_house_get_points (house)) > 0;
  gboolean needs_site = top != NULL && depot_site_get_kind (top) == DEPOT_SITE_CENTRAL
                        && g_list_model_get_n_items (depot_house_get_sites (house)) < 2;

  gtk_widget_set_visible (self->sign_in_hint, !has_account);
  gtk_widget_set_visible (self->site_hint, needs_site);
  gtk_widget_set_visible (self->create_hint, !has_point);
  gtk_widget_set_visible (self->hints_group, !has_account || needs_site || !has_point);
}

static gboolean
is_running (gpointer item, gpointer data)
{
  return !depot_operation_is_settled (item);
}

static gboolean
on_update (gpointer data)
{
  DepotOverviewPage *self = data;

  self->update_id = 0;
  gtk_filter_changed (self->running_filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_widget_set_visible (self->running_group,
                          gtk_list_box_get_row_at_index (self->running_list, 0) != NULL);
  show_states (self);
  show_hints (self);
  return G_SOURCE_REMOVE;
}

static void
update_soon (DepotOverviewPage *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

static GtkWidget *
make_running_row (gpointer item, gpointer data)
{
  return depot_activity_row_new (get_house (data), item);
}

static void
depot_overview_page_refresh (DepotPage *page)
{
  depot_operation_queue_refresh (depot_house_get_queue (depot_page_get_house (page)));
  update_soon (DEPOT_OVERVIEW_PAGE (page));
}

static void
depot_overview_page_dispose (GObject *object)
{
  DepotOverviewPage *self = DEPOT_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->running_filter);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_OVERVIEW_PAGE);
  G_OBJECT_CLASS (depot_overview_page_parent_class)->dispose (object);
}

static void
depot_overview_page_class_init (DepotOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_overview_page_dispose;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_overview_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/depot-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, states_list);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, running_list);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, running_group);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, hints_group);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, sign_in_hint);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, site_hint);
  gtk_widget_class_bind_template_child (widget_class, DepotOverviewPage, create_hint);
}

static void
depot_overview_page_init (DepotOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->running_filter = GTK_FILTER (gtk_custom_filter_new (is_running, NULL, NULL));
}

static void
watch (DepotOverviewPage *self, gpointer list)
{
  g_signal_connect_object (
      list, "items-changed", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
}

DepotPage *
depot_overview_page_new (DepotHouse *house)
{
  DepotOverviewPage *self = g_object_new (DEPOT_TYPE_OVERVIEW_PAGE, NULL);
  g_autoptr (GtkFilterListModel) running = gtk_filter_list_model_new (
      g_object_ref (depot_house_get_operations (house)), g_object_ref (self->running_filter));

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  gtk_list_box_bind_model (
      self->running_list, G_LIST_MODEL (running), make_running_row, self, NULL);
  watch (self, depot_house_get_points (house));
  watch (self, depot_house_get_findings (house));
  watch (self, depot_house_get_operations (house));
  watch (self, depot_house_get_accounts (house));
  watch (self, depot_house_get_sites (house));
  g_signal_connect_object (house, "notify", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  update_soon (self);
  return DEPOT_PAGE (self);
}
