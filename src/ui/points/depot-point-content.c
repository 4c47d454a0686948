/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-content.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-content-list.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"

/* Rows are whole widgets, largest first; all of them are on the Distribution Status page. */
#define MOST_ROWS 200

typedef struct
{
  DepotHouse *house;
  DepotPoint *point; /* NULL: the rows are points of a package */
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_object_unref (place->house);
  g_clear_object (&place->point);
  g_free (place);
}

/* Requests of one row. */

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (row, error);
}

static void
on_clicked (GtkButton *button, GtkWidget *row)
{
  Place *place = g_object_get_data (G_OBJECT (row), "depot-place");
  DepotContentStatus *status = g_object_get_data (G_OBJECT (row), "depot-status");
  const DepotContentRow *values = depot_content_status_get_row (status);
  const char *package_ids[] = { values->package_id, NULL };
  const char *point_ids[] = { values->point_id, NULL };
  DepotDistribution distribution
      = { .action = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "depot-action")),
          .package_ids = package_ids,
          .point_ids = point_ids };

  if (values->package_id == NULL)
    return; /* gone, or not read yet */
  depot_distribution_request_async (
      place->house, &distribution, NULL, requested, g_object_ref (row));
}

static void
add_button (GtkWidget *row, DepotContentAction action, const char *icon)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, depot_content_action_get_label (action));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "depot-action", GUINT_TO_POINTER (action));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* What a row says: size, share of the quota, state. */

static char *
dup_share (DepotPoint *point, guint64 size_bytes)
{
  g_autofree char *size = depot_size_to_text (size_bytes);
  gboolean is_enabled = FALSE;
  guint quota_gb = 0;

  if (point == NULL)
    return g_steal_pointer (&size);
  g_object_get (point, "storage-quota-enabled", &is_enabled, "storage-quota-gb", &quota_gb, NULL);
  if (!is_enabled || quota_gb == 0)
    return g_steal_pointer (&size);
  /* Translators: size of a package and its share of a distribution point's storage quota */
  return g_strdup_printf (
      _ ("%s, %u %% of the quota"), size, depot_size_percent (size_bytes, quota_gb));
}

static void
show_row (GtkWidget *row)
{
  Place *place = g_object_get_data (G_OBJECT (row), "depot-place");
  const DepotContentRow *values
      = depot_content_status_get_row (g_object_get_data (G_OBJECT (row), "depot-status"));
  g_autofree char *share = dup_share (place->point, values->size_bytes);
  g_autofree char *state = depot_content_row_dup_text (values);
  g_autofree char *text = g_strdup_printf ("%s · %s", share, state);

  if (values->package_id == NULL)
    return; /* not read yet */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 place->point != NULL ? values->package_name : values->point_name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), "depot-place", data);
  g_object_set_data_full (G_OBJECT (row), "depot-status", g_object_ref (item), g_object_unref);
  add_button (row, DEPOT_CONTENT_VALIDATE, "object-select-symbolic");
  add_button (row, DEPOT_CONTENT_REDISTRIBUTE, "view-refresh-symbolic");
  add_button (row, DEPOT_CONTENT_REMOVE, "user-trash-symbolic");
  g_signal_connect_object (item, "changed", G_CALLBACK (show_row), row, G_CONNECT_SWAPPED);
  show_row (row);
  return row;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, GtkStack *stack)
{
  gtk_stack_set_visible_child_name (stack, g_list_model_get_n_items (model) > 0 ? "list" : "empty");
}

static GtkWidget *
make_empty (const char *description)
{
  return g_object_new (ADW_TYPE_STATUS_PAGE,
                       "icon-name",
                       "package-x-generic-symbolic",
                       "title",
                       _ ("No Content"),
                       "description",
                       description,
                       "css-classes",
                       (const char *const[]) { "compact", NULL },
                       NULL);
}

static GtkWidget *
make_list (DepotHouse *house, DepotPoint *point, GListModel *content)
{
  GtkWidget *box = gtk_list_box_new ();
  g_autoptr (GtkSliceListModel) first
      = gtk_slice_list_model_new (g_object_ref (content), 0, MOST_ROWS);
  Place *place = g_new0 (Place, 1);

  place->house = g_object_ref (house);
  g_set_object (&place->point, point);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_list_box_bind_model (GTK_LIST_BOX (box), G_LIST_MODEL (first), make_row, place, place_free);
  return box;
}

static GtkWidget *
make_page (GtkWidget *box)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), box);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

static GtkWidget *
make_stack (GListModel *content, GtkWidget *list, const char *description)
{
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  gtk_stack_add_named (GTK_STACK (stack), make_empty (description), "empty");
  gtk_stack_add_named (GTK_STACK (stack), list, "list");
  g_signal_connect_object (
      content, "items-changed", G_CALLBACK (on_items_changed), stack, G_CONNECT_DEFAULT);
  return stack;
}

GtkWidget *
depot_point_content_new (DepotHouse *house, DepotPoint *point)
{
  GtkWidget *list;
  g_autoptr (DepotContentList) content = NULL;
  DepotContentQuery query = { .sort = DEPOT_CONTENT_SORT_SIZE, .is_descending = TRUE };

  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);
  g_return_val_if_fail (DEPOT_IS_POINT (point), NULL);

  content = depot_content_list_new (house);
  query.point_id = depot_point_get_id (point);
  depot_content_list_set_query (content, &query);
  list = make_page (make_list (house, point, G_LIST_MODEL (content)));
  return make_stack (
      G_LIST_MODEL (content), list, _ ("No content has been distributed to this point."));
}

GtkWidget *
depot_package_content_new (DepotHouse *house, const char *package_id)
{
  g_autoptr (DepotContentList) content = NULL;
  DepotContentQuery query
      = { .sort = DEPOT_CONTENT_SORT_STATE, .is_descending = TRUE, .package_id = package_id };

  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);
  g_return_val_if_fail (package_id != NULL, NULL);

  content = depot_content_list_new (house);
  depot_content_list_set_query (content, &query);
  return make_stack (G_LIST_MODEL (content),
                     make_list (house, NULL, G_LIST_MODEL (content)),
                     _ ("This package has not been distributed yet."));
}
