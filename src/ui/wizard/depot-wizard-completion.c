/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-completion.h"

#include <glib/gi18n.h>

#include "depot-fact-row.h"
#include "depot-point-facts.h"
#include "depot-text.h"

struct _DepotWizardCompletion
{
  DepotWizardPage parent_instance;

  GtkLabel *status_label;
  DepotFactRow *cname_row, *service_fqdn_row, *azure_fqdn_row, *public_ip_row, *portal_row;

  DepotPoint *point;
  DepotOperation *operation;
};

G_DEFINE_FINAL_TYPE (DepotWizardCompletion, depot_wizard_completion, DEPOT_TYPE_WIZARD_PAGE)

static void
show_status (DepotWizardCompletion *self)
{
  g_autofree char *took = depot_text_duration (depot_operation_get_ended_at (self->operation)
                                               - depot_operation_get_started_at (self->operation));
  /* Translators: name of a point and how long its creation took. */
  g_autofree char *text
      = g_strdup_printf (_ ("%s was created in %s."), depot_point_get_name (self->point), took);

  gtk_label_set_label (self->status_label, text);
}

static void
show (DepotWizardCompletion *self)
{
  g_autofree char *record = depot_point_dup_cname_record (self->point);
  g_autofree char *link = depot_point_facts_dup_portal_link (
      depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self)), self->point, "scale-set-id");

  depot_fact_row_set_value (self->cname_row, record);
  depot_fact_row_set_value (self->service_fqdn_row, depot_point_get_service_fqdn (self->point));
  depot_fact_row_set_value (self->azure_fqdn_row, depot_point_get_azure_fqdn (self->point));
  depot_fact_row_set_value (self->public_ip_row, depot_point_get_public_ip (self->point));
  depot_fact_row_set_value (self->portal_row, link);
  show_status (self);
}

static void
depot_wizard_completion_enter (DepotWizardPage *page)
{
  DepotWizardCompletion *self = DEPOT_WIZARD_COMPLETION (page);

  g_signal_connect_object (self->point, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->operation, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
depot_wizard_completion_dispose (GObject *object)
{
  DepotWizardCompletion *self = DEPOT_WIZARD_COMPLETION (object);

  g_clear_object (&self->point);
  g_clear_object (&self->operation);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_COMPLETION);
  G_OBJECT_CLASS (depot_wizard_completion_parent_class)->dispose (object);
}

static void
depot_wizard_completion_class_init (DepotWizardCompletionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_completion_dispose;
  DEPOT_WIZARD_PAGE_CLASS (klass)->enter = depot_wizard_completion_enter;
  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-completion.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, status_label);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, cname_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, service_fqdn_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, azure_fqdn_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, public_ip_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardCompletion, portal_row);
}

static void
depot_wizard_completion_init (DepotWizardCompletion *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotWizardPage *
depot_wizard_completion_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_COMPLETION, NULL);
}

void
depot_wizard_completion_set_point (DepotWizardCompletion *self,
                                   DepotPoint *point,
                                   DepotOperation *operation)
{
  g_return_if_fail (DEPOT_IS_WIZARD_COMPLETION (self));

  g_set_object (&self->point, point);
  g_set_object (&self->operation, operation);
}
