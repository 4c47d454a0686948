/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-speed-rule-row.h"

#include <glib/gi18n.h>

#define MOST_KBITS 100000000

struct _DepotSpeedRuleRow
{
  AdwExpanderRow parent_instance;

  AdwComboRow *first_day, *last_day;
  AdwSpinRow *first_hour, *end_hour, *rate;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (DepotSpeedRuleRow, depot_speed_rule_row, ADW_TYPE_EXPANDER_ROW)

static guint changed_signal, removed_signal;

static const char *const days[]
    = { N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
        N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday"),    NULL };

gboolean
depot_speed_rule_row_is_good (DepotSpeedRuleRow *self)
{
  DepotSpeedRule rule;

  depot_speed_rule_row_get_rule (self, &rule);
  return rule.first_day <= rule.last_day && rule.first_hour < rule.end_hour;
}

static char *
dup_days (const DepotSpeedRule *rule)
{
  if (rule->first_day == rule->last_day)
    return g_strdup (_ (days[rule->first_day]));
  /* Translators: first and last day of the week */
  return g_strdup_printf (_ ("%s – %s"), _ (days[rule->first_day]), _ (days[rule->last_day]));
}

static void
show (DepotSpeedRuleRow *self)
{
  DepotSpeedRule rule;
  g_autofree char *when = NULL, *title = NULL, *speed = NULL;
  gboolean is_good = depot_speed_rule_row_is_good (self);

  depot_speed_rule_row_get_rule (self, &rule);
  when = dup_days (&rule);
  /* Translators: days, and the hours from and to which a speed is in force */
  title = g_strdup_printf (_ ("%s, %u:00–%u:00"), when, rule.first_hour, rule.end_hour);
  speed = rule.rate > 0 ? g_strdup_printf (_ ("%u kbit/s"), rule.rate)
                        : g_strdup (_ ("Nothing is sent"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 is_good ? speed : _ ("The end has to come after the beginning"));
  if (is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
}

static void
on_changed (DepotSpeedRuleRow *self)
{
  if (self->is_showing)
    return;
  show (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_remove (DepotSpeedRuleRow *self)
{
  g_signal_emit (self, removed_signal, 0);
}

static void
depot_speed_rule_row_class_init (DepotSpeedRuleRowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  changed_signal
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  removed_signal
      = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static AdwComboRow *
add_day (DepotSpeedRuleRow *self, const char *title)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; days[i] != NULL; i++)
    gtk_string_list_append (names, _ (days[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  g_signal_connect_object (
      row, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return ADW_COMBO_ROW (row);
}

static AdwSpinRow *
add_number (DepotSpeedRuleRow *self, const char *title, double most, double step)
{
  GtkAdjustment *range = gtk_adjustment_new (0, 0, most, step, 10 * step, 0);
  GtkWidget *row = g_object_new (ADW_TYPE_SPIN_ROW,
                                 "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_GROUP,
                                 "title",
                                 title,
                                 "adjustment",
                                 range,
                                 NULL);

  g_signal_connect_object (row, "notify::value", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return ADW_SPIN_ROW (row);
}

static void
add_remove_button (DepotSpeedRuleRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_tooltip_text (button, _ ("Remove Rule"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (self), button);
}

static void
depot_speed_rule_row_init (DepotSpeedRuleRow *self)
{
  self->is_showing = TRUE;
  self->first_day = add_day (self, _ ("From Day"));
  self->last_day = add_day (self, _ ("To Day"));
  self->first_hour = add_number (self, _ ("From Hour"), 23, 1);
  self->end_hour = add_number (self, _ ("To Hour"), 24, 1);
  self->rate = add_number (self, _ ("Speed (kbit/s)"), MOST_KBITS, 1000);
  add_remove_button (self);
}

GtkWidget *
depot_speed_rule_row_new (const DepotSpeedRule *rule)
{
  DepotSpeedRuleRow *self = g_object_new (DEPOT_TYPE_SPEED_RULE_ROW, NULL);

  adw_combo_row_set_selected (self->first_day, rule->first_day);
  adw_combo_row_set_selected (self->last_day, rule->last_day);
  adw_spin_row_set_value (self->first_hour, rule->first_hour);
  adw_spin_row_set_value (self->end_hour, rule->end_hour);
  adw_spin_row_set_value (self->rate, rule->rate);
  self->is_showing = FALSE;
  show (self);
  return GTK_WIDGET (self);
}

void
depot_speed_rule_row_get_rule (DepotSpeedRuleRow *self, DepotSpeedRule *rule)
{
  g_return_if_fail (DEPOT_IS_SPEED_RULE_ROW (self));

  rule->first_day = MIN (adw_combo_row_get_selected (self->first_day), 6);
  rule->last_day = MIN (adw_combo_row_get_selected (self->last_day), 6);
  rule->first_hour = (guint) adw_spin_row_get_value (self->first_hour);
  rule->end_hour = (guint) adw_spin_row_get_value (self->end_hour);
  rule->rate = (guint32) adw_spin_row_get_value (self->rate);
}
