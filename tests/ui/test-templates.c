/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template builds, and the small behaviours that need no second process: forms, combos,
 * tables, verdicts. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "depot-account-chip.h"
#include "depot-activity-page.h"
#include "depot-combo.h"
#include "depot-component-page.h"
#include "depot-distribute-dialog.h"
#include "depot-distribution-page.h"
#include "depot-error.h"
#include "depot-error-dialog.h"
#include "depot-fact-row.h"
#include "depot-first-run.h"
#include "depot-form.h"
#include "depot-logs-page.h"
#include "depot-nouns.h"
#include "depot-overview-page.h"
#include "depot-package-dialog.h"
#include "depot-package-page.h"
#include "depot-packages-page.h"
#include "depot-library.h"
#include "depot-word-chart.h"
#include "depot-group-dialog.h"
#include "depot-group-page.h"
#include "depot-groups-page.h"
#include "depot-point-page.h"
#include "depot-points-columns.h"
#include "depot-points-page.h"
#include "depot-practice-certificate.h"
#include "depot-preferences-dialog.h"
#include "depot-remembering.h"
#include "depot-reverse-model.h"
#include "depot-sidebar.h"
#include "depot-sign-in-dialog.h"
#include "depot-site-dialog.h"
#include "depot-sites-page.h"
#include "depot-table.h"
#include "depot-window.h"
#include "depot-wizard.h"
#include "health-rows.h"

#define PATIENCE_SECONDS 20

static char *folder;
static DepotHouse *house;

static gboolean
on_too_late (gpointer what)
{
  g_error ("%s did not happen in time", (const char *) what);
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, on_too_late, (gpointer) #condition);    \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (guard);                                                                       \
  }                                                                                                \
  G_STMT_END

/* --- every template -----------------------------------------------------------------------------
 */

static GtkWidget *
make_error_dialog (void)
{
  g_autoptr (GError) error = depot_error_new (DEPOT_ERROR_NAME_TAKEN, "The name is taken.");

  depot_error_set_azure (error, "StorageAccountAlreadyTaken", "The name is taken.", "request-1");
  return GTK_WIDGET (depot_error_dialog_new (error));
}

static GtkWidget *
make_wizard (void)
{
  return GTK_WIDGET (depot_wizard_new (house));
}

static GtkWidget *
make_sign_in (void)
{
  return GTK_WIDGET (depot_sign_in_dialog_new (house));
}

static GtkWidget *
make_site_dialog (void)
{
  return GTK_WIDGET (depot_site_dialog_new (house));
}

static GtkWidget *
make_preferences (void)
{
  return GTK_WIDGET (depot_preferences_dialog_new (house));
}

static GtkWidget *
make_practice (void)
{
  return GTK_WIDGET (depot_practice_certificate_new (house));
}

static GtkWidget *
make_first_run (void)
{
  return depot_first_run_new (house);
}

static GtkWidget *
make_points (void)
{
  return GTK_WIDGET (depot_points_page_new (house));
}

static GtkWidget *
make_point (void)
{
  g_autoptr (DepotPoint) point = depot_point_new ("f9a7f2f2-5a0c-4a43-9f5f-0d8f4f1c0b11");

  g_object_set (point, "name", "wallacefalls", "cloud-id", DEPOT_CLOUD_PUBLIC, NULL);
  return GTK_WIDGET (depot_point_page_new (house, point));
}

static GtkWidget *
make_sites (void)
{
  return GTK_WIDGET (depot_sites_page_new (house));
}

static GtkWidget *
make_component (void)
{
  return GTK_WIDGET (depot_component_page_new (house));
}

static GtkWidget *
make_activity (void)
{
  return GTK_WIDGET (depot_activity_page_new (house));
}

static GtkWidget *
make_packages (void)
{
  return GTK_WIDGET (depot_packages_page_new (house));
}

static GtkWidget *
make_applications (void)
{
  return GTK_WIDGET (depot_applications_page_new (house));
}

static GtkWidget *
make_package_page (void)
{
  g_autoptr (DepotPackage) package = depot_package_new ("CEN00001");

  g_object_set (package, "name", "Viewer", NULL);
  return GTK_WIDGET (depot_package_page_new (house, package));
}

static GtkWidget *
make_group_page (void)
{
  g_autoptr (DepotPointGroup) group
      = depot_point_group_new ("0d9a1f52-8f0f-4d8e-9b4c-57a4d1d0a7c3", "Europe");

  return GTK_WIDGET (depot_group_page_new (house, group));
}

static GtkWidget *
make_distribution (void)
{
  return GTK_WIDGET (depot_distribution_page_new (house));
}

static GtkWidget *
make_distribute (void)
{
  static const char *const ids[] = { "CEN00001", NULL };

  return GTK_WIDGET (depot_distribute_dialog_new (house, ids));
}

static GtkWidget *
make_package (void)
{
  g_autoptr (DepotPackage) package = depot_package_new ("CEN00001");

  return GTK_WIDGET (depot_package_dialog_new (house, package));
}

static GtkWidget *
make_groups (void)
{
  return GTK_WIDGET (depot_groups_page_new (house));
}

static GtkWidget *
make_group (void)
{
  return GTK_WIDGET (depot_group_dialog_new (house, NULL));
}

static GtkWidget *
make_logs (void)
{
  return GTK_WIDGET (depot_logs_page_new (house));
}

static GtkWidget *
make_overview (void)
{
  return GTK_WIDGET (depot_overview_page_new (house));
}

static const struct
{
  const char *name;
  GtkWidget *(*make) (void);
} templates[] = {
  { "error-dialog", make_error_dialog },
  { "wizard", make_wizard },
  { "sign-in-dialog", make_sign_in },
  { "site-dialog", make_site_dialog },
  { "practice-certificate", make_practice },
  { "first-run", make_first_run },
  { "preferences-dialog", make_preferences },
  { "points-page", make_points },
  { "point-page", make_point },
  { "sites-page", make_sites },
  { "component-page", make_component },
  { "activity-page", make_activity },
  { "packages-page", make_packages },
  { "applications-page", make_applications },
  { "package-page", make_package_page },
  { "group-page", make_group_page },
  { "distribution-page", make_distribution },
  { "distribute-dialog", make_distribute },
  { "package-dialog", make_package },
  { "groups-page", make_groups },
  { "group-dialog", make_group },
  { "logs-page", make_logs },
  { "overview-page", make_overview },
};

/* Built, shown in a window, and gone again without a trace: a reference that stays would be a leak.
 */
static void
test_template (gconstpointer data)
{
  GtkWidget *(*make) (void) = data;
  GtkWidget *widget = make ();
  GtkWidget *window = adw_window_new ();

  g_assert_true (GTK_IS_WIDGET (widget));
  if (ADW_IS_DIALOG (widget))
    adw_dialog_present (ADW_DIALOG (widget), window);
  else
    adw_window_set_content (ADW_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (widget));
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &widget);
  gtk_window_destroy (GTK_WINDOW (window));
  WAIT_UNTIL (widget == NULL);
}

/* --- behaviours ---------------------------------------------------------------------------------
 */

typedef struct
{
  GtkWidget *group, *row;
} Rows;

static const DepotRowBinding bindings[]
    = { { G_STRUCT_OFFSET (Rows, row), "text", "service-name" } };

static void
test_chart_tells_its_shares (void)
{
  DepotWordChart *chart = g_object_ref_sink (g_object_new (DEPOT_TYPE_WORD_CHART, NULL));
  DepotContentCounts counts = { 0 };
  g_autofree char *nothing = depot_word_chart_dup_text (chart, DEPOT_CONTENT_WORD_SUCCESS);
  g_autofree char *text = NULL;

  counts.n[DEPOT_CONTENT_INSTALLED] = 2;
  counts.n[DEPOT_CONTENT_INSTALL_FAILED] = 1;
  depot_word_chart_set_counts (chart, &counts);
  text = depot_word_chart_dup_text (chart, DEPOT_CONTENT_WORD_ERROR);
  g_assert_cmpstr (nothing, ==, "Success: 0 (0 %)");
  g_assert_cmpstr (text, ==, "Error: 1 (33 %)");
  g_object_unref (chart);
}

static void
count_site (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = depot_house_save_site_finish (DEPOT_HOUSE (source), result, NULL);
}

static void
add_site (void)
{
  g_autoptr (DepotSite) site
      = depot_site_new ("CEN", "Contoso", DEPOT_SITE_STANDALONE_PRIMARY, NULL);
  gboolean is_saved = FALSE;

  depot_house_save_site_async (house, site, NULL, count_site, &is_saved);
  WAIT_UNTIL (is_saved);
}

/* A folder that is dropped on the page becomes a package. */
static void
test_drop_adds_a_package (void)
{
  g_autofree char *folder = g_dir_make_tmp ("contoso-viewer-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GListModel) controllers = NULL;
  GListModel *packages = depot_library_get_packages (depot_house_get_library (house));
  guint n_before = g_list_model_get_n_items (packages);
  GtkWidget *page = make_packages ();
  GtkWidget *window = adw_window_new ();
  g_auto (GValue) files = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  add_site ();
  adw_window_set_content (ADW_WINDOW (window), page);
  controllers = gtk_widget_observe_controllers (page);
  g_value_init (&files, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&files, gdk_file_list_new_from_array (&file, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &files, 1.0, 1.0, &is_taken);
    }
  g_assert_true (is_taken);
  WAIT_UNTIL (g_list_model_get_n_items (packages) == n_before + 1);
  g_clear_object (&controllers);
  gtk_window_destroy (GTK_WINDOW (window));
  g_rmdir (folder);
}

static AdwSpinRow *
get_days_row (GtkWidget *dialog, const char *name)
{
  return ADW_SPIN_ROW (gtk_widget_get_template_child (dialog, DEPOT_TYPE_PREFERENCES_DIALOG, name));
}

static void
test_preferences_set_days (void)
{
  GtkWidget *dialog = g_object_ref_sink (make_preferences ());
  AdwSpinRow *messages = get_days_row (dialog, "messages_row");
  AdwSpinRow *operations = get_days_row (dialog, "operations_row");

  g_assert_cmpfloat (adw_spin_row_get_value (messages), ==, 90);
  g_assert_cmpfloat (adw_spin_row_get_value (operations), ==, 30);
  adw_spin_row_set_value (messages, 1);
  adw_spin_row_set_value (operations, 45);
  g_assert_cmpuint (
      depot_remembering_get_days (house, DEPOT_REMEMBER_MESSAGES), ==, DEPOT_REMEMBER_MIN_DAYS);
  g_assert_cmpuint (depot_remembering_get_days (house, DEPOT_REMEMBER_OPERATIONS), ==, 45);
  g_object_unref (dialog);
}

static void
test_form_waits_until_touched (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new_by_hand (1795000000);
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (DepotForm) form = depot_form_new (draft, clock);
  Rows rows = { adw_preferences_group_new (), adw_entry_row_new () };
  DepotVerdictRow *verdict;

  g_object_ref_sink (rows.group);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (rows.group), rows.row);
  depot_form_bind (form, &rows, bindings, G_N_ELEMENTS (bindings));
  verdict = depot_form_get_verdict (form, "service-name");
  g_assert_null (depot_verdict_row_get_text (verdict));

  /* While one types nothing is said; after a pause it is. */
  gtk_editable_set_text (GTK_EDITABLE (rows.row), "no");
  g_assert_cmpstr (depot_draft_get_service_name (draft), ==, "no");
  g_assert_null (depot_verdict_row_get_text (verdict));
  depot_clock_advance (clock, 1);
  g_assert_cmpint (depot_verdict_row_get_verdict (verdict), ==, DEPOT_VERDICT_BAD);
  g_assert_true (gtk_widget_has_css_class (rows.row, "error"));

  /* Good news comes at once. */
  gtk_editable_set_text (GTK_EDITABLE (rows.row), "wallacefalls");
  g_assert_null (depot_verdict_row_get_text (verdict));
  g_assert_false (gtk_widget_has_css_class (rows.row, "error"));
  depot_form_set_extra (form, "service-name", DEPOT_VERDICT_GOOD, "Free");
  g_assert_cmpstr (depot_verdict_row_get_text (verdict), ==, "Free");
  g_object_unref (rows.group);
}

static void
test_form_touch_all_finds_the_first (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new_by_hand (1795000000);
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (DepotForm) form = depot_form_new (draft, clock);
  Rows rows = { adw_preferences_group_new (), adw_entry_row_new () };

  g_object_ref_sink (rows.group);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (rows.group), rows.row);
  depot_form_bind (form, &rows, bindings, G_N_ELEMENTS (bindings));
  g_assert_true (depot_form_touch_all (form) == rows.row);
  g_object_set (draft, "service-name", "wallacefalls", NULL);
  g_assert_null (depot_form_touch_all (form));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (rows.row)), ==, "wallacefalls");
  g_object_unref (rows.group);
}

static GListModel *
two_regions (void)
{
  GListStore *store = g_list_store_new (DEPOT_TYPE_REGION);
  g_autoptr (DepotRegion) west = depot_region_new ("westeurope", "West Europe", "Europe");
  g_autoptr (DepotRegion) east = depot_region_new ("eastus", "East US", "US");

  g_list_store_append (store, west);
  g_list_store_append (store, east);
  return G_LIST_MODEL (store);
}

static void
test_combo_chooses_nothing_by_itself (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (GListModel) regions = two_regions ();
  GtkWidget *row = g_object_ref_sink (adw_combo_row_new ());
  DepotCombo *combo = depot_combo_attach (ADW_COMBO_ROW (row),
                                          G_OBJECT (draft),
                                          "region",
                                          depot_noun_get_region_id,
                                          depot_noun_dup_region_label);

  depot_combo_set_model (combo, regions);
  g_assert_null (depot_combo_get_chosen (combo));
  g_assert_null (depot_draft_get_region (draft));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_cmpstr (depot_draft_get_region (draft), ==, "eastus");
  g_object_set (draft, "region", "westeurope", NULL);
  g_assert_cmpstr (depot_region_get_id (depot_combo_get_chosen (combo)), ==, "westeurope");
  g_object_unref (row);
}

static void
test_combo_keeps_what_was_chosen (void)
{
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (GListModel) regions = two_regions ();
  GtkWidget *row = g_object_ref_sink (adw_combo_row_new ());
  DepotCombo *combo = depot_combo_attach (ADW_COMBO_ROW (row),
                                          G_OBJECT (draft),
                                          "region",
                                          depot_noun_get_region_id,
                                          depot_noun_dup_region_label);

  g_object_set (draft, "region", "eastus", NULL);
  depot_combo_set_model (combo, regions);
  g_assert_cmpstr (depot_region_get_id (depot_combo_get_chosen (combo)), ==, "eastus");
  g_assert_cmpstr (depot_draft_get_region (draft), ==, "eastus");
  g_object_unref (row);
}

static char *
dup_string (gpointer item)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static const DepotColumn columns[] = {
  { "name", "Name", NULL, dup_string, .flags = DEPOT_COLUMN_SEARCHED },
};

static const char *
shown (DepotTable *table, guint position)
{
  g_autoptr (GtkStringObject) item
      = g_list_model_get_item (G_LIST_MODEL (depot_table_get_selection (table)), position);

  return gtk_string_object_get_string (item);
}

static void
test_table_sorts_and_searches (void)
{
  g_autoptr (GtkStringList) names
      = gtk_string_list_new ((const char *[]) { "palouse9", "Granitefalls", "palouse10", NULL });
  GtkWidget *view = g_object_ref_sink (gtk_column_view_new (NULL));
  DepotTable *table = depot_table_attach (GTK_COLUMN_VIEW (view), columns, G_N_ELEMENTS (columns));

  depot_table_set_model (table, G_LIST_MODEL (names));
  depot_table_sort (table, "name", FALSE);
  g_assert_cmpstr (shown (table, 0), ==, "Granitefalls");
  g_assert_cmpstr (shown (table, 1), ==, "palouse9");
  depot_table_sort (table, "name", TRUE);
  g_assert_cmpstr (shown (table, 0), ==, "palouse10");
  depot_table_set_search (table, "FALLS");
  g_assert_cmpuint (depot_table_get_n_shown (table), ==, 1);
  g_assert_cmpstr (shown (table, 0), ==, "Granitefalls");
  depot_table_set_search (table, "");
  g_assert_cmpuint (depot_table_get_n_shown (table), ==, 3);
  gtk_string_list_append (names, "snoqualmie");
  g_assert_cmpstr (shown (table, 0), ==, "snoqualmie");
  g_object_unref (view);
}

/* A table of points on the screen, sorted by name. */
typedef struct
{
  GtkWidget *window, *view;
  DepotTable *table;
  GListStore *points;
  guint n_changes;
} LiveTable;

static void
count_change (LiveTable *live)
{
  live->n_changes++;
}

static void
live_table_open (LiveTable *live, guint n_points)
{
  guint n_columns;
  const DepotColumn *point_columns = depot_points_columns_get (&n_columns);

  live->points = g_list_store_new (DEPOT_TYPE_POINT);
  for (guint i = 0; i < n_points; i++)
    {
      g_autofree char *name = g_strdup_printf ("falls%05u", i);
      g_autoptr (DepotPoint) point
          = g_object_new (DEPOT_TYPE_POINT, "id", name, "name", name, NULL);

      g_list_store_append (live->points, point);
    }
  live->window = gtk_window_new ();
  live->view = gtk_column_view_new (NULL);
  live->table = depot_table_attach (GTK_COLUMN_VIEW (live->view), point_columns, n_columns);
  depot_table_set_live_model (live->table, G_LIST_MODEL (live->points));
  depot_table_sort (live->table, "name", FALSE);
  gtk_window_set_child (GTK_WINDOW (live->window), live->view);
  gtk_window_present (GTK_WINDOW (live->window));
  WAIT_UNTIL (gtk_widget_get_mapped (live->view)
              && gtk_window_is_active (GTK_WINDOW (live->window)));
  live->n_changes = 0;
  g_signal_connect_swapped (
      depot_table_get_selection (live->table), "items-changed", G_CALLBACK (count_change), live);
}

static void
live_table_close (LiveTable *live)
{
  gtk_window_destroy (GTK_WINDOW (live->window));
  g_object_unref (live->points);
}

static void
live_table_rename (LiveTable *live, guint position, const char *name)
{
  g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (live->points), position);

  g_object_set (point, "name", name, NULL);
}

static const char *
shown_point (LiveTable *live, guint position)
{
  g_autoptr (DepotPoint) point
      = g_list_model_get_item (G_LIST_MODEL (depot_table_get_selection (live->table)), position);

  return depot_point_get_name (point);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static void
test_table_follows_values (void)
{
  LiveTable live = { 0 };
  g_autoptr (DepotPoint) selected = NULL;

  live_table_open (&live, 6);
  gtk_column_view_scroll_to (
      GTK_COLUMN_VIEW (live.view), 1, NULL, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
  gtk_widget_grab_focus (live.view);
  WAIT_UNTIL (gtk_window_get_focus (GTK_WINDOW (live.window)) != NULL
              && says (gtk_window_get_focus (GTK_WINDOW (live.window)), "falls00001"));

  /* two of six change twice before the next frame */
  live_table_rename (&live, 1, "passing");
  live_table_rename (&live, 1, "wallacefalls");
  live_table_rename (&live, 5, "another");
  live_table_rename (&live, 5, "creek");
  WAIT_UNTIL (live.n_changes > 0);
  g_assert_cmpuint (live.n_changes, ==, 1);
  g_assert_cmpstr (shown_point (&live, 0), ==, "creek");
  g_assert_cmpstr (shown_point (&live, 1), ==, "falls00000");
  g_assert_cmpstr (shown_point (&live, 5), ==, "wallacefalls");
  selected = depot_table_dup_selected (live.table);
  g_assert_cmpstr (depot_point_get_name (selected), ==, "wallacefalls");
  g_assert_true (says (gtk_window_get_focus (GTK_WINDOW (live.window)), "wallacefalls"));

  depot_table_sort (live.table, "name", TRUE);
  live.n_changes = 0;
  live_table_rename (&live, 0, "zillah");
  WAIT_UNTIL (live.n_changes > 0);
  g_assert_cmpstr (shown_point (&live, 0), ==, "zillah");
  g_assert_cmpstr (shown_point (&live, 1), ==, "wallacefalls");
  live_table_close (&live);
}

/* What is searched for appears and goes as the values change. */
static void
test_table_searches_values (void)
{
  LiveTable live = { 0 };

  live_table_open (&live, 6);
  depot_table_set_search (live.table, "creek");
  g_assert_cmpuint (depot_table_get_n_shown (live.table), ==, 0);
  live_table_rename (&live, 3, "creek");
  WAIT_UNTIL (depot_table_get_n_shown (live.table) == 1);
  live_table_rename (&live, 3, "falls");
  WAIT_UNTIL (depot_table_get_n_shown (live.table) == 0);
  live_table_close (&live);
}

/* Every second of ten thousand moves at once, as after a bulk change: one change, and not felt. */
static void
test_table_follows_many (void)
{
  LiveTable live = { 0 };
  gint64 began;

  live_table_open (&live, 10000);
  for (guint i = 0; i < 10000; i += 2)
    {
      g_autofree char *name = g_strdup_printf ("creek%05u", 10000 - i);

      live_table_rename (&live, i, name);
    }
  began = g_get_monotonic_time ();
  WAIT_UNTIL (live.n_changes > 0);
  g_test_message ("5,000 of 10,000 rows brought in order in %.1f ms",
                  (double) (g_get_monotonic_time () - began) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  g_assert_cmpuint (live.n_changes, ==, 1);
  g_assert_cmpstr (shown_point (&live, 0), ==, "creek00002");
  g_assert_cmpstr (shown_point (&live, 9999), ==, "falls09999");
  live_table_close (&live);
}

static void
test_fact_row_hides_without_value (void)
{
  GtkWidget *row = g_object_ref_sink (depot_fact_row_new ("Service FQDN"));

  g_assert_false (gtk_widget_get_visible (row));
  depot_fact_row_set_value (DEPOT_FACT_ROW (row), "a & b");
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_cmpstr (depot_fact_row_get_value (DEPOT_FACT_ROW (row)), ==, "a & b");
  depot_fact_row_set_value (DEPOT_FACT_ROW (row), NULL);
  g_assert_false (gtk_widget_get_visible (row));
  g_object_unref (row);
}

/* Ten thousand rows: a header click must not be felt. The limit is wide; bench tells the figure. */
static void
test_table_sorts_ten_thousand (void)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *view = g_object_ref_sink (gtk_column_view_new (NULL));
  DepotTable *table = depot_table_attach (GTK_COLUMN_VIEW (view), columns, G_N_ELEMENTS (columns));
  gint64 began;

  for (guint i = 0; i < 10000; i++)
    gtk_string_list_take (names, g_strdup_printf ("point%u", (i * 7919u) % 10007u));
  depot_table_set_model (table, G_LIST_MODEL (names));
  began = g_get_monotonic_time ();
  depot_table_sort (table, "name", FALSE);
  g_test_message ("sorted 10,000 rows in %.1f ms",
                  (double) (g_get_monotonic_time () - began) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  began = g_get_monotonic_time ();
  depot_table_sort (table, "name", TRUE);
  g_test_message ("turned them in %.1f ms", (double) (g_get_monotonic_time () - began) / 1000.0);
  g_object_unref (view);
}

/* --- one house for all --------------------------------------------------------------------------
 */

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
open_house (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new (1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  house = depot_house_new (clock, TRUE);
  depot_house_open_async (house, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  depot_house_open_finish (house, result, &error);
  g_assert_no_error (error);
}

static GtkStack *
find_stack (GtkWidget *widget, const char *page)
{
  GtkStack *found = NULL;

  if (GTK_IS_STACK (widget) && gtk_stack_get_child_by_name (GTK_STACK (widget), page) != NULL)
    return GTK_STACK (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_stack (child, page);
  return found;
}

/* In the very moment the house is open, where the window makes its first page: the store answers in
 * turn, and the points come last. */
static void
make_points_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *page;

  depot_house_open_finish (DEPOT_HOUSE (source), result, &error);
  g_assert_no_error (error);
  page = g_object_ref_sink (GTK_WIDGET (depot_points_page_new (DEPOT_HOUSE (source))));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (find_stack (page, "loading")), ==, "loading");
  *(GtkWidget **) data = page;
}

/* Nobody reads "No Cloud Distribution Points" while ten thousand are on their way. */
static void
test_points_are_awaited (void)
{
  g_autoptr (DepotClock) clock = depot_clock_new (1);
  g_autoptr (DepotHouse) other = depot_house_new (clock, FALSE);
  g_autoptr (GAsyncResult) closed = NULL;
  GtkWidget *page = NULL;
  GtkStack *stack;

  depot_house_set_points_later (other, TRUE);
  depot_house_open_async (other, NULL, make_points_page, &page);
  WAIT_UNTIL (page != NULL);
  stack = find_stack (page, "loading");
  WAIT_UNTIL (!g_str_equal (gtk_stack_get_visible_child_name (stack), "loading"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  g_object_unref (page);
  depot_house_close_async (other, take_result, &closed);
  WAIT_UNTIL (closed != NULL);
  g_assert_true (depot_house_close_finish (other, closed, NULL));
}

static void
close_house (void)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_house_close_async (house, take_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (depot_house_close_finish (house, result, NULL));
  g_clear_object (&house);
}

static void
add_template_tests (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/template/", templates[i].name, NULL);

      g_test_add_data_func (path, templates[i].make, test_template);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;
  int failed;

  folder = g_dir_make_tmp ("depot-ui-XXXXXX", NULL);
  g_setenv ("DEPOT_HOME", folder, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  application = adw_application_new (APPLICATION_ID, G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  open_house ();

  add_template_tests ();
  g_test_add_func ("/ui/preferences/set-days", test_preferences_set_days);
  g_test_add_func ("/ui/chart/tells-its-shares", test_chart_tells_its_shares);
  g_test_add_func ("/ui/packages/drop-adds-a-package", test_drop_adds_a_package);
  g_test_add_func ("/ui/form/waits-until-touched", test_form_waits_until_touched);
  g_test_add_func ("/ui/form/touch-all-finds-the-first", test_form_touch_all_finds_the_first);
  g_test_add_func ("/ui/combo/chooses-nothing-by-itself", test_combo_chooses_nothing_by_itself);
  g_test_add_func ("/ui/combo/keeps-what-was-chosen", test_combo_keeps_what_was_chosen);
  g_test_add_func ("/ui/table/sorts-and-searches", test_table_sorts_and_searches);
  g_test_add_func ("/ui/table/sorts-ten-thousand", test_table_sorts_ten_thousand);
  g_test_add_func ("/ui/table/follows-values", test_table_follows_values);
  g_test_add_func ("/ui/table/searches-values", test_table_searches_values);
  g_test_add_func ("/ui/table/follows-many", test_table_follows_many);
  g_test_add_func ("/ui/points/are-awaited", test_points_are_awaited);
  g_test_add_func ("/ui/fact-row/hides-without-value", test_fact_row_hides_without_value);
  health_rows_add_tests (&house);
  failed = g_test_run ();
  close_house ();
  return failed;
}
