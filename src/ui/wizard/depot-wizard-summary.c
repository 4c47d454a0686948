/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-summary.h"

#include <glib/gi18n.h>

#include "depot-create.h"
#include "depot-error-text.h"
#include "depot-discovery.h"
#include "depot-region-names.h"
#include "depot-text.h"
#include "depot-verdict-row.h"

struct _DepotWizardSummary
{
  DepotWizardPage parent_instance;

  GtkListBox *facts_list, *plan_list;
  DepotVerdictRow *plan_verdict;

  GCancellable *planning;
  DepotOperation *operation;
  DepotPoint *point;
};

G_DEFINE_FINAL_TYPE (DepotWizardSummary, depot_wizard_summary, DEPOT_TYPE_WIZARD_PAGE)

static DepotDraft *
get_draft (DepotWizardSummary *self)
{
  return depot_wizard_page_get_draft (DEPOT_WIZARD_PAGE (self));
}

/* --- facts --- */

static void
add_fact (DepotWizardSummary *self, const char *title, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;
  row = g_object_new (
      ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", value, NULL);
  gtk_widget_add_css_class (row, "property");
  gtk_list_box_append (self->facts_list, row);
}

static void
add_field (DepotWizardSummary *self, const char *property, const char *value)
{
  add_fact (self, depot_draft_field_get_label (property), value);
}

static void
add_threshold (DepotWizardSummary *self, const char *title, const char *kind)
{
  g_autofree char *text = depot_text_threshold (G_OBJECT (get_draft (self)), kind);

  add_fact (self, title, text);
}

static void
add_azure_facts (DepotWizardSummary *self)
{
  DepotDraft *draft = get_draft (self);
  DepotCloud *cloud = depot_wizard_page_get_cloud (DEPOT_WIZARD_PAGE (self));
  g_autofree char *account = NULL;
  /* Translators: a resource group that does not exist yet. */
  g_autofree char *new_group = g_strdup_printf (_ ("%s (new)"), depot_draft_get_group_name (draft));

  g_object_get (draft, "account-name", &account, NULL);
  add_field (self, "cloud-id", cloud != NULL ? depot_cloud_get_name (cloud) : NULL);
  add_field (self, "account-id", account);
  add_field (self, "subscription-id", depot_draft_get_subscription_name (draft));
  add_field (self,
             "region",
             depot_region_names_get (cloud != NULL ? depot_cloud_get_id (cloud) : NULL,
                                     depot_draft_get_region (draft)));
  add_field (self,
             "group-name",
             depot_draft_get_group_is_new (draft) ? new_group : depot_draft_get_group_name (draft));
}

/* The classic way has role instances of one size. */
static char *
dup_machines (DepotDraft *draft)
{
  guint count = depot_draft_get_instance_count (draft);

  if (depot_draft_get_method (draft) == DEPOT_METHOD_CLASSIC)
    return g_strdup_printf (ngettext ("%u instance", "%u instances", count), count);
  return g_strdup_printf (_ ("%u × %s"), count, depot_draft_get_vm_size (draft));
}

static void
add_service_facts (DepotWizardSummary *self)
{
  DepotDraft *draft = get_draft (self);
  DepotCertificate *certificate = depot_draft_get_certificate (draft);
  g_autofree char *machines = dup_machines (draft);

  add_field (self, "site-code", depot_draft_get_site_code (draft));
  add_field (self, "service-fqdn", depot_draft_get_service_fqdn (draft));
  add_field (self, "service-name", depot_draft_get_service_name (draft));
  add_field (self, "description", depot_draft_get_description (draft));
  add_fact (self,
            _ ("Certificate"),
            certificate != NULL ? depot_certificate_get_subject (certificate) : NULL);
  add_fact (self, _ ("Virtual Machines"), machines);
}

static void
show_facts (DepotWizardSummary *self)
{
  gtk_list_box_remove_all (self->facts_list);
  add_service_facts (self);
  add_azure_facts (self);
  add_threshold (self, _ ("Storage Alerts"), "storage");
  add_threshold (self, _ ("Transfer Alerts"), "transfer");
}

/* --- plan --- */

static const char *
change_word (const char *change)
{
  static const struct
  {
    const char *change, *word;
  } all[] = {
    { "create", NC_ ("planned change", "New") },
    { "modify", NC_ ("planned change", "Changed") },
    { "no-change", NC_ ("planned change", "Unchanged") },
    { "delete", NC_ ("planned change", "Deleted") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i].change, change) == 0)
      return g_dpgettext2 (NULL, "planned change", all[i].word);
  return _ ("Not foreseeable");
}

static GtkWidget *
make_plan_row (gpointer item, gpointer data)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 depot_planned_resource_get_label (item),
                                 "subtitle",
                                 depot_planned_resource_get_name (item),
                                 NULL);
  GtkWidget *change = gtk_label_new (change_word (depot_planned_resource_get_change (item)));

  gtk_widget_add_css_class (change, "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), change);
  return row;
}

/* A plan that cannot be made does not hinder Create: Azure judges again there. */
static void
planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWizardSummary) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) plan = NULL;

  if (self->planning == NULL)
    return;
  plan = depot_discovery_plan_finish (
      depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self)), result, &error);
  if (depot_error_text_is_cancelled (error))
    return;
  depot_verdict_row_set (
      self->plan_verdict, DEPOT_VERDICT_WARNING, error != NULL ? error->message : NULL);
  gtk_list_box_bind_model (self->plan_list, plan, make_plan_row, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_list), plan != NULL);
}

static void
ask_for_plan (DepotWizardSummary *self)
{
  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  self->planning = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->plan_list), FALSE);
  depot_verdict_row_set (
      self->plan_verdict, DEPOT_VERDICT_CHECKING, _ ("Asking Azure what would change…"));
  depot_discovery_plan_async (depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self)),
                              get_draft (self),
                              self->planning,
                              planned,
                              g_object_ref (self));
}

static void
depot_wizard_summary_enter (DepotWizardPage *page)
{
  DepotWizardSummary *self = DEPOT_WIZARD_SUMMARY (page);

  show_facts (self);
  ask_for_plan (self);
}

/* --- Create --- */

static void
asked_for (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWizardSummary) self = data;
  DepotWizardPage *page = DEPOT_WIZARD_PAGE (self);
  g_autoptr (GError) error = NULL;
  DepotPoint *point = NULL;
  DepotOperation *operation;

  if (depot_wizard_page_get_house (page) == NULL)
    return;
  operation
      = depot_create_point_finish (depot_wizard_page_get_house (page), result, &point, &error);
  depot_wizard_page_set_busy (page, FALSE);
  if (operation == NULL)
    {
      depot_wizard_page_failed (page, error);
      return;
    }
  g_set_object (&self->operation, operation);
  g_set_object (&self->point, point);
  depot_wizard_page_applied (page);
}

/* From here it is written down durably; stopping would only hide it, so there is no Cancel. */
static void
depot_wizard_summary_apply (DepotWizardPage *page)
{
  depot_wizard_page_set_busy (page, TRUE);
  depot_create_point_async (depot_wizard_page_get_house (page),
                            depot_wizard_page_get_draft (page),
                            NULL,
                            asked_for,
                            g_object_ref (page));
}

static void
depot_wizard_summary_dispose (GObject *object)
{
  DepotWizardSummary *self = DEPOT_WIZARD_SUMMARY (object);

  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  g_clear_object (&self->operation);
  g_clear_object (&self->point);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_SUMMARY);

  G_OBJECT_CLASS (depot_wizard_summary_parent_class)->dispose (object);
}

static void
depot_wizard_summary_class_init (DepotWizardSummaryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_summary_dispose;
  DEPOT_WIZARD_PAGE_CLASS (klass)->enter = depot_wizard_summary_enter;
  DEPOT_WIZARD_PAGE_CLASS (klass)->apply = depot_wizard_summary_apply;
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-summary.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSummary, facts_list);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSummary, plan_list);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSummary, plan_verdict);
}

static void
depot_wizard_summary_init (DepotWizardSummary *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotWizardPage *
depot_wizard_summary_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_SUMMARY, NULL);
}

DepotOperation *
depot_wizard_summary_get_operation (DepotWizardSummary *self)
{
  return self->operation;
}

DepotPoint *
depot_wizard_summary_get_point (DepotWizardSummary *self)
{
  return self->point;
}
