/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-activity-row.h"

#include <glib/gi18n.h>

#include "depot-operation-view.h"
#include "depot-text.h"

struct _DepotActivityRow
{
  AdwExpanderRow parent_instance;

  GtkImage *state_icon;
  GtkLabel *time_label, *facts_label;
  DepotOperationView *operation_view;

  DepotOperation *operation;
};

G_DEFINE_FINAL_TYPE (DepotActivityRow, depot_activity_row, ADW_TYPE_EXPANDER_ROW)

static char *
dup_summary (DepotOperation *operation)
{
  const char *word = depot_operation_state_get_label (depot_operation_get_state (operation));
  const char *status = depot_operation_get_status_text (operation);
  g_autofree char *percent = depot_text_percent (depot_operation_get_fraction (operation));
  const GError *error = depot_operation_get_error (operation);

  if (error != NULL)
    /* Translators: state of an operation, then why: "Failed: the name is taken". */
    return g_strdup_printf (_ ("%s: %s"), word, error->message);
  if (depot_operation_is_settled (operation) || status == NULL || *status == '\0')
    return g_strdup (word);
  /* Translators: what an operation does now and how far it is. */
  return g_strdup_printf (_ ("%s, %s"), status, percent);
}

static char *
dup_facts (DepotOperation *operation)
{
  g_autofree char *created = depot_text_time_exact (depot_operation_get_created_at (operation));
  gint64 started = depot_operation_get_started_at (operation),
         ended = depot_operation_get_ended_at (operation);
  g_autofree char *took = depot_text_duration (ended - started);
  const char *by = depot_operation_get_requested_by (operation);

  if (started > 0 && ended > 0)
    /* Translators: by whom and when an operation was asked for, and how long it took. */
    return g_strdup_printf (
        _ ("Requested by %s on %s, took %s"), by != NULL ? by : "–", created, took);
  return g_strdup_printf (_ ("Requested by %s on %s"), by != NULL ? by : "–", created);
}

static void
show (DepotActivityRow *self)
{
  g_autofree char *summary = dup_summary (self->operation);
  g_autofree char *facts = dup_facts (self->operation);
  g_autofree char *time = depot_text_clock_time (depot_operation_get_created_at (self->operation));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 depot_operation_get_title (self->operation));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
  gtk_image_set_from_icon_name (
      self->state_icon,
      depot_operation_view_get_state_icon (depot_operation_get_state (self->operation)));
  gtk_label_set_label (self->time_label, time);
  gtk_label_set_label (self->facts_label, facts);
}

static void
depot_activity_row_dispose (GObject *object)
{
  DepotActivityRow *self = DEPOT_ACTIVITY_ROW (object);

  g_clear_object (&self->operation);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_ACTIVITY_ROW);
  G_OBJECT_CLASS (depot_activity_row_parent_class)->dispose (object);
}

static void
depot_activity_row_class_init (DepotActivityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_activity_row_dispose;
  g_type_ensure (DEPOT_TYPE_OPERATION_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-activity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotActivityRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, DepotActivityRow, operation_view);
}

static void
depot_activity_row_init (DepotActivityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
depot_activity_row_new (DepotHouse *house, DepotOperation *operation)
{
  DepotActivityRow *self = g_object_new (DEPOT_TYPE_ACTIVITY_ROW, NULL);

  self->operation = g_object_ref (operation);
  depot_operation_view_set_operation (self->operation_view, house, operation);
  g_signal_connect_object (operation, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  /* What still asks for a look stands open. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self),
                                 depot_operation_get_state (operation) != DEPOT_OPERATION_DONE
                                     && depot_operation_get_state (operation)
                                            != DEPOT_OPERATION_CLEANED_UP);
  return GTK_WIDGET (self);
}
