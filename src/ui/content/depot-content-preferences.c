/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-preferences.h"

#include "depot-content-limits.h"
#include "depot-error-dialog.h"
#include "depot-speed-rule-row.h"

struct _DepotContentPreferences
{
  AdwPreferencesPage parent_instance;

  AdwSpinRow *packages_row, *points_row;
  AdwSwitchRow *metered_row;
  AdwPreferencesGroup *rules_group;
  GPtrArray *rules; /* DepotSpeedRuleRow, in the order in which they count */

  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotContentPreferences, depot_content_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* A rule that says its fault is not kept. */
static char *
dup_speed (DepotContentPreferences *self)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (DepotSpeedRule));

  for (guint i = 0; i < self->rules->len; i++)
    {
      DepotSpeedRule rule;

      if (!depot_speed_rule_row_is_good (self->rules->pdata[i]))
        continue;
      depot_speed_rule_row_get_rule (self->rules->pdata[i], &rule);
      g_array_append_val (rules, rule);
    }
  return depot_speed_rules_dup_text (rules);
}

static void
save (DepotContentPreferences *self)
{
  g_autofree char *speed = dup_speed (self);
  g_autoptr (GError) error = NULL;
  DepotContentLimits limits = { .max_packages = (guint) adw_spin_row_get_value (self->packages_row),
                                .max_points = (guint) adw_spin_row_get_value (self->points_row),
                                .speed = speed,
                                .waits_on_metered = adw_switch_row_get_active (self->metered_row) };

  if (!depot_house_set_content_limits (self->house, &limits, &error))
    depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
on_removed (DepotSpeedRuleRow *row, DepotContentPreferences *self)
{
  g_ptr_array_remove (self->rules, row);
  adw_preferences_group_remove (self->rules_group, GTK_WIDGET (row));
  save (self);
}

static GtkWidget *
show_rule (DepotContentPreferences *self, const DepotSpeedRule *rule)
{
  GtkWidget *row = depot_speed_rule_row_new (rule);

  g_signal_connect_object (row, "changed", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), self, G_CONNECT_DEFAULT);
  adw_preferences_group_add (self->rules_group, row);
  g_ptr_array_add (self->rules, row);
  return row;
}

static void
add_rule (DepotContentPreferences *self)
{
  const DepotSpeedRule working_hours = { 0, 4, 8, 18, 5000 };
  GtkWidget *row = show_rule (self, &working_hours);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_widget_grab_focus (row);
  save (self);
}

static void
depot_content_preferences_dispose (GObject *object)
{
  g_clear_object (&DEPOT_CONTENT_PREFERENCES (object)->house);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_CONTENT_PREFERENCES);
  G_OBJECT_CLASS (depot_content_preferences_parent_class)->dispose (object);
}

static void
depot_content_preferences_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_CONTENT_PREFERENCES (object)->rules);
  G_OBJECT_CLASS (depot_content_preferences_parent_class)->finalize (object);
}

static void
depot_content_preferences_class_init (DepotContentPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_content_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_content_preferences_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-content-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotContentPreferences, packages_row);
  gtk_widget_class_bind_template_child (widget_class, DepotContentPreferences, points_row);
  gtk_widget_class_bind_template_child (widget_class, DepotContentPreferences, metered_row);
  gtk_widget_class_bind_template_child (widget_class, DepotContentPreferences, rules_group);
  gtk_widget_class_bind_template_callback (widget_class, add_rule);
}

static void
depot_content_preferences_init (DepotContentPreferences *self)
{
  self->rules = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwPreferencesPage *
depot_content_preferences_new (DepotHouse *house)
{
  DepotContentPreferences *self = g_object_new (DEPOT_TYPE_CONTENT_PREFERENCES, NULL);
  DepotContentLimits limits;
  g_autoptr (GArray) rules = NULL;

  self->house = g_object_ref (house);
  depot_house_get_content_limits (house, &limits);
  rules = depot_speed_rules_parse (limits.speed, NULL);
  adw_spin_row_set_value (self->packages_row, limits.max_packages);
  adw_spin_row_set_value (self->points_row, limits.max_points);
  adw_switch_row_set_active (self->metered_row, limits.waits_on_metered);
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    show_rule (self, &g_array_index (rules, DepotSpeedRule, i));
  g_signal_connect_object (
      self->packages_row, "notify::value", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->points_row, "notify::value", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->metered_row, "notify::active", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  return ADW_PREFERENCES_PAGE (self);
}
