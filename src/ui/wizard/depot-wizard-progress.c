/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-progress.h"

#include "depot-operation-view.h"

struct _DepotWizardProgress
{
  DepotWizardPage parent_instance;

  DepotOperationView *operation_view;
  DepotOperation *operation;
};

G_DEFINE_FINAL_TYPE (DepotWizardProgress, depot_wizard_progress, DEPOT_TYPE_WIZARD_PAGE)

/* A failed one stays in view: its Try Again and Details are here. */
static void
on_state_changed (DepotWizardProgress *self)
{
  if (depot_operation_get_state (self->operation) == DEPOT_OPERATION_DONE)
    depot_wizard_page_applied (DEPOT_WIZARD_PAGE (self));
}

static void
depot_wizard_progress_enter (DepotWizardPage *page)
{
  DepotWizardProgress *self = DEPOT_WIZARD_PROGRESS (page);

  g_signal_connect_object (
      self->operation, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
}

static void
depot_wizard_progress_dispose (GObject *object)
{
  DepotWizardProgress *self = DEPOT_WIZARD_PROGRESS (object);

  g_clear_object (&self->operation);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_PROGRESS);
  G_OBJECT_CLASS (depot_wizard_progress_parent_class)->dispose (object);
}

static void
depot_wizard_progress_class_init (DepotWizardProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_progress_dispose;
  DEPOT_WIZARD_PAGE_CLASS (klass)->enter = depot_wizard_progress_enter;
  g_type_ensure (DEPOT_TYPE_OPERATION_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizardProgress, operation_view);
}

static void
depot_wizard_progress_init (DepotWizardProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotWizardPage *
depot_wizard_progress_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_PROGRESS, NULL);
}

void
depot_wizard_progress_watch (DepotWizardProgress *self, DepotOperation *operation)
{
  g_return_if_fail (DEPOT_IS_WIZARD_PROGRESS (self));

  g_set_object (&self->operation, operation);
  depot_operation_view_set_operation (
      self->operation_view, depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self)), operation);
}
