/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-operation-view.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-error-text.h"
#include "depot-text.h"

struct _DepotOperationView
{
  GtkWidget parent_instance;

  GtkWidget *spinner, *progress_bar, *cancel_button, *retry_button, *clean_up_button,
      *sign_in_button, *details_button;
  GtkImage *state_icon;
  GtkLabel *status_label, *percent_label, *error_label;
  GtkBox *steps_box;

  DepotHouse *house;
  DepotOperation *operation;
};

G_DEFINE_FINAL_TYPE (DepotOperationView, depot_operation_view, GTK_TYPE_WIDGET)

const char *
depot_operation_view_get_state_icon (DepotOperationState state)
{
  switch (state)
    {
    case DEPOT_OPERATION_QUEUED:
      return "content-loading-symbolic";
    case DEPOT_OPERATION_RUNNING:
    case DEPOT_OPERATION_CANCELLING:
    case DEPOT_OPERATION_CLEANING_UP:
      return "system-run-symbolic";
    case DEPOT_OPERATION_WAITING:
      return "dialog-warning-symbolic";
    case DEPOT_OPERATION_DONE:
      return "object-select-symbolic";
    case DEPOT_OPERATION_FAILED:
      return "dialog-error-symbolic";
    case DEPOT_OPERATION_CANCELLED:
    case DEPOT_OPERATION_CLEANED_UP:
      return "process-stop-symbolic";
    default:
      return "dialog-question-symbolic";
    }
}

static gboolean
is_busy (DepotOperationState state)
{
  return state == DEPOT_OPERATION_RUNNING || state == DEPOT_OPERATION_CANCELLING
         || state == DEPOT_OPERATION_CLEANING_UP;
}

static const char *
step_icon (DepotOperationView *self, guint index)
{
  guint at = depot_operation_get_step_index (self->operation);
  DepotOperationState state = depot_operation_get_state (self->operation);

  if (index < at || state == DEPOT_OPERATION_DONE)
    return "object-select-symbolic";
  if (index > at)
    return "content-loading-symbolic";
  return depot_operation_view_get_state_icon (state);
}

static const char *
step_word (DepotOperationView *self, guint index)
{
  guint at = depot_operation_get_step_index (self->operation);
  DepotOperationState state = depot_operation_get_state (self->operation);

  if (index < at || state == DEPOT_OPERATION_DONE)
    /* Translators: state of one step of a long operation. */
    return C_ ("step", "done");
  return index > at ? C_ ("step", "to do") : depot_operation_state_get_label (state);
}

static GtkWidget *
make_step (DepotOperationView *self, const DepotStep *step, guint index)
{
  gboolean is_current = index == depot_operation_get_step_index (self->operation);
  GtkWidget *box = g_object_new (
      GTK_TYPE_BOX, "spacing", 8, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name (step_icon (self, index));
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", _ (step->label), "xalign", 0.0, "wrap", TRUE, NULL);
  /* Translators: for screen readers: a step and its state, "Creating the storage account, done". */
  g_autofree char *spoken
      = g_strdup_printf (_ ("%s, %s"), _ (step->label), step_word (self, index));

  if (is_current)
    gtk_widget_add_css_class (label, "heading");
  else if (index > depot_operation_get_step_index (self->operation))
    gtk_widget_add_css_class (box, "dimmed");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return box;
}

static void
show_steps (DepotOperationView *self)
{
  guint n_steps = 0;
  const DepotStep *steps = depot_operation_get_steps (self->operation, &n_steps);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->steps_box))) != NULL)
    gtk_box_remove (self->steps_box, child);
  for (guint i = 0; i < n_steps; i++)
    gtk_box_append (self->steps_box, make_step (self, &steps[i], i));
}

static void
show_progress (DepotOperationView *self)
{
  DepotOperationState state = depot_operation_get_state (self->operation);
  const char *status = depot_operation_get_status_text (self->operation);
  double fraction = depot_operation_get_fraction (self->operation);
  g_autofree char *percent = depot_text_percent (fraction);

  gtk_widget_set_visible (self->spinner, is_busy (state));
  gtk_widget_set_visible (GTK_WIDGET (self->state_icon), !is_busy (state));
  gtk_image_set_from_icon_name (self->state_icon, depot_operation_view_get_state_icon (state));
  if (status == NULL || *status == '\0' || state == DEPOT_OPERATION_WAITING
      || depot_operation_is_settled (self->operation))
    status = depot_operation_state_get_label (state);
  gtk_label_set_label (self->status_label, status);
  gtk_label_set_label (self->percent_label,
                       depot_operation_is_settled (self->operation) ? "" : percent);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress_bar), fraction);
  gtk_widget_set_visible (self->progress_bar, !depot_operation_is_settled (self->operation));
}

/* What a person is asked for is no failure, and is not shown like one. */
static void
show_error (DepotOperationView *self)
{
  const GError *error = depot_operation_get_error (self->operation);
  gboolean is_waiting = depot_operation_get_state (self->operation) == DEPOT_OPERATION_WAITING;
  g_autofree char *line = error != NULL ? depot_error_text_dup_line (error) : NULL;

  gtk_label_set_label (self->error_label, line != NULL ? line : "");
  gtk_widget_remove_css_class (GTK_WIDGET (self->error_label), is_waiting ? "error" : "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->error_label), is_waiting ? "warning" : "error");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), line != NULL);
}

static void
show_actions (DepotOperationView *self)
{
  const struct
  {
    const char *action;
    GtkWidget *button;
    gboolean is_possible;
  } all[] = {
    { "operation.cancel", self->cancel_button, depot_operation_can_cancel (self->operation) },
    { "operation.retry", self->retry_button, depot_operation_can_retry (self->operation) },
    { "operation.clean-up", self->clean_up_button, depot_operation_can_clean_up (self->operation) },
    { "operation.details",
      self->details_button,
      depot_operation_get_error (self->operation) != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), all[i].action, all[i].is_possible);
      gtk_widget_set_visible (all[i].button, all[i].is_possible);
    }
  gtk_widget_set_visible (
      self->sign_in_button,
      depot_error_text_asks_for_sign_in (depot_operation_get_error (self->operation))
          && depot_operation_get_state (self->operation) == DEPOT_OPERATION_WAITING);
}

static void
show (DepotOperationView *self)
{
  show_progress (self);
  show_error (self);
  show_steps (self);
  show_actions (self);
}

static void
on_operation_changed (DepotOperationView *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "fraction") || g_str_equal (pspec->name, "status-text"))
    show_progress (self);
  else
    show (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotOperationView *self = DEPOT_OPERATION_VIEW (widget);

  depot_operation_queue_cancel (depot_house_get_queue (self->house), self->operation);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotOperationView *self = DEPOT_OPERATION_VIEW (widget);

  depot_operation_queue_retry (depot_house_get_queue (self->house), self->operation);
}

static void
on_clean_up_chosen (DepotOperationView *self, const char *response)
{
  if (g_str_equal (response, "clean-up") && self->operation != NULL)
    depot_operation_queue_clean_up (depot_house_get_queue (self->house), self->operation);
}

/* It cannot be undone, so it says what will go. */
static void
clean_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotOperationView *self = DEPOT_OPERATION_VIEW (widget);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Clean Up in Azure?"), NULL));

  adw_alert_dialog_format_body (dialog,
                                _ ("Every resource that “%s” made in Azure is deleted. Resources "
                                   "it did not make are left alone."),
                                depot_operation_get_title (self->operation));
  adw_alert_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "clean-up", _ ("Clean _Up"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "clean-up", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (on_clean_up_chosen), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

static void
details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_error_dialog_present (widget,
                              depot_operation_get_error (DEPOT_OPERATION_VIEW (widget)->operation));
}

static void
forget_operation (DepotOperationView *self)
{
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_func (self->operation, on_operation_changed, self);
  g_clear_object (&self->operation);
}

static void
depot_operation_view_dispose (GObject *object)
{
  DepotOperationView *self = DEPOT_OPERATION_VIEW (object);
  GtkWidget *child;

  forget_operation (self);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_OPERATION_VIEW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (depot_operation_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, spinner);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, status_label);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, percent_label);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, error_label);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, steps_box);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, retry_button);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, clean_up_button);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, details_button);
  gtk_widget_class_bind_template_child (widget_class, DepotOperationView, sign_in_button);
}

static void
depot_operation_view_class_init (DepotOperationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_operation_view_dispose;
  gtk_widget_class_install_action (widget_class, "operation.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "operation.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "operation.clean-up", NULL, clean_up);
  gtk_widget_class_install_action (widget_class, "operation.details", NULL, details);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-operation-view.ui");
  bind_children (widget_class);
}

static void
depot_operation_view_init (DepotOperationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
depot_operation_view_set_operation (DepotOperationView *self,
                                    DepotHouse *house,
                                    DepotOperation *operation)
{
  g_return_if_fail (DEPOT_IS_OPERATION_VIEW (self));

  if (self->operation == operation)
    return;
  forget_operation (self);
  g_set_object (&self->house, house);
  gtk_widget_set_visible (GTK_WIDGET (self), operation != NULL);
  if (operation == NULL)
    return;
  self->operation = g_object_ref (operation);
  g_signal_connect_object (
      operation, "notify", G_CALLBACK (on_operation_changed), self, G_CONNECT_SWAPPED);
  show (self);
}
