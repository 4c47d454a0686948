/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health-rows.h"

#include "depot-health-group.h"
#include "depot-health-watch.h"

#define POINT "palouse"

typedef struct
{
  GtkWidget *window;
  DepotHealthGroup *group;
  GListStore *findings;
} World;

static const GActionEntry actions[] = { { "re-apply" }, { "renew" } };

static void
set_up (World *world, gconstpointer house)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (DepotPoint) point = depot_point_new (POINT);

  depot_point_set_state (point, DEPOT_POINT_READY, 1);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), NULL);
  world->findings = G_LIST_STORE (depot_house_get_findings (*(DepotHouse **) house));
  world->group = g_object_new (DEPOT_TYPE_HEALTH_GROUP, NULL);
  depot_health_group_set_house (world->group, *(DepotHouse **) house);
  depot_health_group_set_point (world->group, point);
  world->window = gtk_window_new ();
  gtk_widget_insert_action_group (world->window, "point", G_ACTION_GROUP (group));
  gtk_window_set_child (GTK_WINDOW (world->window), GTK_WIDGET (world->group));
  gtk_window_present (GTK_WINDOW (world->window));
}

static void
tear_down (World *world, gconstpointer house)
{
  gtk_window_destroy (GTK_WINDOW (world->window));
  g_list_store_remove_all (world->findings);
}

static void
find (GPtrArray *found,
      const char *point_id,
      DepotHealthKind kind,
      DepotSeverity severity,
      const char *text,
      DepotRemedy remedy)
{
  g_ptr_array_add (
      found,
      depot_health_finding_new (point_id, kind, severity, 1795000000, "1", "brief", text, remedy));
}

/* A round of the watch: drift and answer NULL: not found. */
static void
end_round (World *world, const char *drift, const char *answer)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  if (answer != NULL)
    find (found, POINT, DEPOT_HEALTH_ANSWER, DEPOT_SEVERITY_ERROR, answer, DEPOT_REMEDY_NONE);
  find (found, "other", DEPOT_HEALTH_ROLES, DEPOT_SEVERITY_ERROR, "Role", DEPOT_REMEDY_REAPPLY);
  find (found,
        POINT,
        DEPOT_HEALTH_CERTIFICATE,
        DEPOT_SEVERITY_WARNING,
        "It ends.",
        DEPOT_REMEDY_RENEW);
  if (drift != NULL)
    find (found, POINT, DEPOT_HEALTH_DRIFT, DEPOT_SEVERITY_WARNING, drift, DEPOT_REMEDY_REAPPLY);
  g_list_store_splice (world->findings,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (world->findings)),
                       found->pdata,
                       found->len);
}

static void
collect (GtkWidget *widget, GPtrArray *rows)
{
  if (ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_visible (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, rows);
}

/* From top to bottom; caller owns the array. */
static GPtrArray *
get_rows (World *world)
{
  GPtrArray *rows = g_ptr_array_new ();

  collect (GTK_WIDGET (world->group), rows);
  return rows;
}

static void
assert_row (GPtrArray *rows, guint index, const char *title, const char *text)
{
  g_assert_cmpuint (index, <, rows->len);
  g_assert_cmpstr (
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (rows->pdata[index])), ==, title);
  if (text != NULL)
    g_assert_true (
        g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (rows->pdata[index])), text));
}

static void
test_keep_the_keyboard (World *world, gconstpointer house)
{
  const char *reapply = depot_remedy_get_label (DEPOT_REMEDY_REAPPLY);
  g_autoptr (GPtrArray) rows = NULL;
  GtkWidget *focused;

  end_round (world, "ssh was added", NULL);
  rows = get_rows (world);
  g_assert_cmpuint (rows->len, ==, 4);
  assert_row (rows, 2, depot_health_kind_get_label (DEPOT_HEALTH_DRIFT), "ssh was added");
  assert_row (rows, 3, reapply, NULL);
  focused = rows->pdata[3];
  g_assert_true (gtk_widget_grab_focus (focused));

  end_round (world, "ssh was added", NULL);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (world->window)) == focused);
  end_round (world, "rdp was added", "No answer");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (world->window)) == focused);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = get_rows (world);
  g_assert_cmpuint (rows->len, ==, 5);
  assert_row (rows, 0, depot_health_kind_get_label (DEPOT_HEALTH_ANSWER), "No answer");
  assert_row (rows, 3, depot_health_kind_get_label (DEPOT_HEALTH_DRIFT), "rdp was added");
  g_assert_true (rows->pdata[4] == (gpointer) focused);
}

/* What had the keyboard is mended and goes: it moves on to another row. */
static void
test_move_the_keyboard_on (World *world, gconstpointer house)
{
  g_autoptr (GPtrArray) rows = NULL;
  GtkWidget *focus;

  end_round (world, "ssh was added", NULL);
  rows = get_rows (world);
  g_assert_true (gtk_widget_grab_focus (rows->pdata[3]));
  end_round (world, NULL, NULL);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = get_rows (world);
  g_assert_cmpuint (rows->len, ==, 2);
  focus = gtk_window_get_focus (GTK_WINDOW (world->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (world->group)));
}

/* Another point with the same kind of finding and another remedy. */
static void
test_follow_the_point (World *world, gconstpointer house)
{
  g_autoptr (DepotPoint) other = depot_point_new ("other");
  g_autoptr (GPtrArray) rows = NULL;

  depot_point_set_state (other, DEPOT_POINT_READY, 1);
  end_round (world, "ssh was added", NULL);
  depot_health_group_set_point (world->group, other);
  rows = get_rows (world);
  g_assert_cmpuint (rows->len, ==, 2);
  assert_row (rows, 0, depot_health_kind_get_label (DEPOT_HEALTH_ROLES), "Role");
  depot_health_group_set_point (world->group, NULL);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = get_rows (world);
  g_assert_cmpuint (rows->len, ==, 0);
}

void
health_rows_add_tests (DepotHouse **house)
{
  g_test_add (
      "/ui/health/keep-the-keyboard", World, house, set_up, test_keep_the_keyboard, tear_down);
  g_test_add ("/ui/health/move-the-keyboard-on",
              World,
              house,
              set_up,
              test_move_the_keyboard_on,
              tear_down);
  g_test_add (
      "/ui/health/follow-the-point", World, house, set_up, test_follow_the_point, tear_down);
}
