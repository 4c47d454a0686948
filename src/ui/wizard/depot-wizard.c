/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-error-text.h"
#include "depot-wizard-alerts.h"
#include "depot-wizard-completion.h"
#include "depot-wizard-general.h"
#include "depot-wizard-progress.h"
#include "depot-wizard-settings.h"
#include "depot-wizard-summary.h"

struct _DepotWizard
{
  AdwDialog parent_instance;

  AdwWindowTitle *title;
  AdwBanner *draft_banner, *failure_banner;
  GtkStack *stack;
  GtkWidget *back_button, *cancel_button, *next_button, *spinner;

  DepotHouse *house;
  DepotDraft *draft;
  DepotWizardPage *pages[DEPOT_N_DRAFT_PAGES];
  DepotDraftPage at;
  GError *failure;
};

G_DEFINE_FINAL_TYPE (DepotWizard, depot_wizard, ADW_TYPE_DIALOG)

static DepotWizardPage *
current_page (DepotWizard *self)
{
  return self->pages[self->at];
}

/* From here on the point has been asked for; there is nothing to go back to. */
static gboolean
is_asked_for (DepotWizard *self)
{
  return self->at >= DEPOT_DRAFT_PAGE_PROGRESS;
}

/* --- bar and title --- */

static const char *
next_label (DepotWizard *self)
{
  if (is_asked_for (self))
    return _ ("C_lose");
  return self->at == DEPOT_DRAFT_PAGE_SUMMARY ? _ ("_Create") : _ ("_Next");
}

static void
show_bar (DepotWizard *self)
{
  gboolean is_busy = depot_wizard_page_is_busy (current_page (self));

  gtk_button_set_label (GTK_BUTTON (self->next_button), next_label (self));
  gtk_widget_set_visible (self->back_button, !is_asked_for (self));
  gtk_widget_set_visible (self->spinner, is_busy);
  gtk_widget_set_visible (self->cancel_button, is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "wizard.back",
                                 self->at > DEPOT_DRAFT_PAGE_GENERAL && !is_asked_for (self)
                                     && !is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.next", !is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.cancel", is_busy);
}

static void
show_title (DepotWizard *self)
{
  /* Translators: number of a wizard's page and number of all its pages. */
  g_autofree char *place = g_strdup_printf (_ ("%d of %d"), self->at + 1, DEPOT_N_DRAFT_PAGES);

  adw_window_title_set_title (self->title, depot_draft_page_get_title (self->at));
  adw_window_title_set_subtitle (self->title, place);
}

static void
clear_failure (DepotWizard *self)
{
  g_clear_error (&self->failure);
  adw_banner_set_revealed (self->failure_banner, FALSE);
}

static void
show_page (DepotWizard *self, DepotDraftPage at)
{
  self->at = at;
  clear_failure (self);
  adw_banner_set_revealed (self->draft_banner, FALSE);
  depot_wizard_page_enter (current_page (self));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (current_page (self)));
  show_title (self);
  show_bar (self);
  if (is_asked_for (self))
    gtk_widget_grab_focus (self->next_button);
  else
    gtk_widget_child_focus (GTK_WIDGET (current_page (self)), GTK_DIR_TAB_FORWARD);
  gtk_accessible_announce (GTK_ACCESSIBLE (self),
                           depot_draft_page_get_title (at),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* --- Next, Back, Cancel --- */

static void
next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWizard *self = DEPOT_WIZARD (widget);
  GtkWidget *wrong;

  if (is_asked_for (self))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  clear_failure (self);
  wrong = depot_wizard_page_check (current_page (self));
  if (wrong != NULL)
    gtk_widget_grab_focus (wrong);
  else
    depot_wizard_page_apply (current_page (self));
}

static void
back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWizard *self = DEPOT_WIZARD (widget);

  show_page (self, depot_draft_page_previous (self->at));
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_wizard_page_cancel (current_page (DEPOT_WIZARD (widget)));
}

static void
details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWizard *self = DEPOT_WIZARD (widget);

  if (self->failure != NULL)
    depot_error_dialog_present (widget, self->failure);
}

static void
on_applied (DepotWizard *self, DepotWizardPage *page)
{
  if (page != current_page (self))
    return;
  if (self->at == DEPOT_DRAFT_PAGE_SUMMARY)
    {
      DepotOperation *operation = depot_wizard_summary_get_operation (DEPOT_WIZARD_SUMMARY (page));
      DepotPoint *point = depot_wizard_summary_get_point (DEPOT_WIZARD_SUMMARY (page));

      depot_house_keep_draft (self->house, NULL);
      depot_wizard_progress_watch (DEPOT_WIZARD_PROGRESS (self->pages[DEPOT_DRAFT_PAGE_PROGRESS]),
                                   operation);
      depot_wizard_completion_set_point (
          DEPOT_WIZARD_COMPLETION (self->pages[DEPOT_DRAFT_PAGE_COMPLETION]), point, operation);
    }
  show_page (self, depot_draft_page_next (self->at));
}

static void
on_failed (DepotWizard *self, GError *error, DepotWizardPage *page)
{
  g_autofree char *line = NULL;

  if (page != current_page (self) || depot_error_text_is_cancelled (error))
    return;
  clear_failure (self);
  self->failure = g_error_copy (error);
  line = depot_error_text_dup_line (error);
  adw_banner_set_title (self->failure_banner, line);
  adw_banner_set_revealed (self->failure_banner, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), line, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* What failed is tried again, or mended: the banner's sentence is no longer true. */
static void
on_busy_changed (DepotWizard *self)
{
  if (depot_wizard_page_is_busy (current_page (self)))
    clear_failure (self);
  show_bar (self);
}

/* --- the draft --- */

static void
on_draft_changed (DepotWizard *self)
{
  if (!is_asked_for (self) && depot_draft_is_touched (self->draft))
    depot_house_keep_draft (self->house, self->draft);
}

static void
choose_environment (DepotWizard *self)
{
  const char *wanted = depot_house_peek_setting (self->house, "wizard-environment");

  if (wanted == NULL || depot_house_find_cloud (self->house, wanted) == NULL)
    wanted = depot_house_find_cloud (self->house, DEPOT_CLOUD_PRACTICE) != NULL
                 ? DEPOT_CLOUD_PRACTICE
                 : DEPOT_CLOUD_PUBLIC;
  if (depot_draft_get_cloud_id (self->draft) == NULL
      || depot_house_find_cloud (self->house, depot_draft_get_cloud_id (self->draft)) == NULL)
    g_object_set (self->draft, "cloud-id", wanted, NULL);
}

static void
make_pages (DepotWizard *self)
{
  self->pages[DEPOT_DRAFT_PAGE_GENERAL] = depot_wizard_general_new ();
  self->pages[DEPOT_DRAFT_PAGE_SETTINGS] = depot_wizard_settings_new ();
  self->pages[DEPOT_DRAFT_PAGE_ALERTS] = depot_wizard_alerts_new ();
  self->pages[DEPOT_DRAFT_PAGE_SUMMARY] = depot_wizard_summary_new ();
  self->pages[DEPOT_DRAFT_PAGE_PROGRESS] = depot_wizard_progress_new ();
  self->pages[DEPOT_DRAFT_PAGE_COMPLETION] = depot_wizard_completion_new ();
  for (guint i = 0; i < DEPOT_N_DRAFT_PAGES; i++)
    {
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->pages[i]));
      g_signal_connect_object (
          self->pages[i], "applied", G_CALLBACK (on_applied), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
          self->pages[i], "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
          self->pages[i], "notify::busy", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
    }
}

static void
drop_pages (DepotWizard *self)
{
  for (guint i = 0; i < DEPOT_N_DRAFT_PAGES; i++)
    if (self->pages[i] != NULL)
      {
        g_signal_handlers_disconnect_by_data (self->pages[i], self);
        depot_wizard_page_cancel (self->pages[i]);
        gtk_stack_remove (self->stack, GTK_WIDGET (self->pages[i]));
        self->pages[i] = NULL;
      }
}

static void
use_draft (DepotWizard *self, DepotDraft *draft)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_func (self->draft, on_draft_changed, self);
  g_set_object (&self->draft, draft);
  choose_environment (self);
  depot_draft_mark_untouched (draft);
  drop_pages (self);
  make_pages (self);
  for (guint i = 0; i < DEPOT_N_DRAFT_PAGES; i++)
    depot_wizard_page_set_up (self->pages[i], self->house, draft);
  g_signal_connect_object (draft, "notify", G_CALLBACK (on_draft_changed), self, G_CONNECT_SWAPPED);
  show_page (self, DEPOT_DRAFT_PAGE_GENERAL);
}

static void
start_over (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotWizard *self = DEPOT_WIZARD (widget);
  g_autoptr (DepotDraft) draft = depot_draft_new ();

  depot_house_keep_draft (self->house, NULL);
  use_draft (self, draft);
}

static void
draft_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWizard) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDraft) draft
      = depot_house_load_draft_finish (DEPOT_HOUSE (source), result, &error);

  if (error != NULL)
    g_warning ("The kept draft is not readable: %s", error->message);
  /* Somebody who was quicker than the store keeps what was typed. */
  if (draft == NULL || depot_draft_is_touched (self->draft) || self->at != DEPOT_DRAFT_PAGE_GENERAL)
    return;
  use_draft (self, draft);
  adw_banner_set_revealed (self->draft_banner, TRUE);
}

/* --- closing --- */

static void
on_close_chosen (DepotWizard *self, const char *response)
{
  if (g_str_equal (response, "stay"))
    return;
  if (g_str_equal (response, "discard"))
    depot_house_keep_draft (self->house, NULL);
  depot_wizard_page_cancel (current_page (self));
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_close_attempt (DepotWizard *self)
{
  AdwAlertDialog *dialog;

  if (is_asked_for (self) || !depot_draft_is_touched (self->draft))
    {
      depot_wizard_page_cancel (current_page (self));
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (
      _ ("Keep the Draft?"),
      _ ("A kept draft is offered again the next time. Passwords are not part of it.")));
  adw_alert_dialog_add_responses (dialog,
                                  "stay",
                                  _ ("_Go On Editing"),
                                  "discard",
                                  _ ("_Discard"),
                                  "keep",
                                  _ ("_Keep Draft"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_response_appearance (dialog, "keep", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "keep");
  adw_alert_dialog_set_close_response (dialog, "stay");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (on_close_chosen), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

/* --- life --- */

static void
depot_wizard_dispose (GObject *object)
{
  DepotWizard *self = DEPOT_WIZARD (object);

  if (self->stack != NULL)
    drop_pages (self);
  g_clear_error (&self->failure);
  g_clear_object (&self->draft);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD);

  G_OBJECT_CLASS (depot_wizard_parent_class)->dispose (object);
}

static void
depot_wizard_class_init (DepotWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_dispose;
  gtk_widget_class_install_action (widget_class, "wizard.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, back);
  gtk_widget_class_install_action (widget_class, "wizard.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "wizard.details", NULL, details);
  gtk_widget_class_install_action (widget_class, "wizard.start-over", NULL, start_over);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Left, GDK_ALT_MASK, "wizard.back", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, title);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, draft_banner);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, failure_banner);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, back_button);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, next_button);
  gtk_widget_class_bind_template_child (widget_class, DepotWizard, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_close_attempt);
}

static void
depot_wizard_init (DepotWizard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_wizard_new (DepotHouse *house)
{
  DepotWizard *self = g_object_new (DEPOT_TYPE_WIZARD, NULL);
  g_autoptr (DepotDraft) draft = depot_draft_new ();

  self->house = g_object_ref (house);
  use_draft (self, draft);
  depot_house_load_draft_async (house, NULL, draft_loaded, g_object_ref (self));
  return ADW_DIALOG (self);
}
