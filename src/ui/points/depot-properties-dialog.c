/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-properties-dialog.h"

#include "depot-fact-row.h"
#include "depot-form.h"
#include "depot-nouns.h"
#include "depot-certificate-group.h"
#include "depot-point-change.h"
#include "depot-point-content.h"
#include "depot-point-facts.h"
#include "depot-thresholds.h"

struct _DepotPropertiesDialog
{
  DepotPointDialog parent_instance;

  AdwViewStack *stack;
  GtkWidget *description_row, *token_row;
  AdwComboRow *site_row;
  AdwPreferencesGroup *addresses_group, *service_group, *azure_group, *certificate_group;
  DepotThresholds *thresholds;
  AdwBin *content_bin;
  DepotCertificateGroup *management_group;

  DepotDraft *draft;
  DepotForm *form;
  GPtrArray *fact_rows; /* in the order of the table of facts; NULL where there is none */
};

G_DEFINE_FINAL_TYPE (DepotPropertiesDialog, depot_properties_dialog, DEPOT_TYPE_POINT_DIALOG)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotPropertiesDialog, description_row, "text", "description"),
  DEPOT_ROW (DepotPropertiesDialog, site_row, NULL, "site-code"),
  DEPOT_ROW (DepotPropertiesDialog, token_row, "value", "token-hours"),
};

/* --- facts --- */

static AdwPreferencesGroup *
get_group (DepotPropertiesDialog *self, const DepotPointFact *fact)
{
  if (fact->is_changeable)
    return NULL;
  switch (fact->group)
    {
    case DEPOT_FACTS_ADDRESSES:
      return self->addresses_group;
    case DEPOT_FACTS_SERVICE:
      return self->service_group;
    case DEPOT_FACTS_AZURE:
      return self->azure_group;
    case DEPOT_FACTS_CERTIFICATE:
      return self->certificate_group;
    case DEPOT_FACTS_THRESHOLDS:
    default:
      return NULL;
    }
}

static void
add_facts (DepotPropertiesDialog *self)
{
  guint n_facts;
  const DepotPointFact *facts = depot_point_facts_get (&n_facts);

  self->fact_rows = depot_point_facts_make_rows ();
  for (guint i = 0; i < n_facts; i++)
    {
      AdwPreferencesGroup *group = get_group (self, &facts[i]);

      if (group != NULL)
        adw_preferences_group_add (group, g_ptr_array_index (self->fact_rows, i));
    }
}

static void
show_facts (DepotPropertiesDialog *self)
{
  DepotPoint *point = depot_point_dialog_get_point (DEPOT_POINT_DIALOG (self));

  depot_point_facts_show (point, self->fact_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_group),
                          depot_point_get_certificate (point) != NULL);
}

/* --- applying --- */

static void
on_draft_changed (DepotPropertiesDialog *self)
{
  depot_point_dialog_set_ready (DEPOT_POINT_DIALOG (self), depot_draft_is_touched (self->draft));
}

static void
changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointDialog) self = data;
  g_autoptr (GError) error = NULL;

  depot_point_change_finish (DEPOT_HOUSE (source), result, &error);
  depot_point_dialog_applied (self, error);
}

static void
lead_to (DepotPropertiesDialog *self, const char *tab, GtkWidget *row)
{
  adw_view_stack_set_visible_child_name (self->stack, tab);
  gtk_widget_grab_focus (row);
}

static void
depot_properties_dialog_apply (DepotPointDialog *dialog)
{
  DepotPropertiesDialog *self = DEPOT_PROPERTIES_DIALOG (dialog);
  GtkWidget *wrong = depot_form_touch_all (self->form);
  GtkWidget *wrong_threshold = depot_thresholds_check (self->thresholds);

  if (wrong != NULL)
    lead_to (self, "general", wrong);
  else if (wrong_threshold != NULL)
    lead_to (self, "alerts", wrong_threshold);
  else
    {
      depot_point_dialog_set_busy (dialog);
      depot_point_change_async (depot_point_dialog_get_house (dialog),
                                depot_point_dialog_get_point (dialog),
                                self->draft,
                                NULL,
                                changed,
                                g_object_ref (self));
    }
}

static void
depot_properties_dialog_set_up (DepotPointDialog *dialog)
{
  DepotPropertiesDialog *self = DEPOT_PROPERTIES_DIALOG (dialog);
  DepotHouse *house = depot_point_dialog_get_house (dialog);
  DepotPoint *point = depot_point_dialog_get_point (dialog);

  self->draft = depot_point_make_draft (point);
  self->form = depot_form_new (self->draft, depot_house_get_clock (house));
  depot_noun_attach_sites (self->site_row, depot_house_get_sites (house), G_OBJECT (self->draft));
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
  depot_thresholds_set_up (self->thresholds, self->draft, depot_house_get_clock (house));
  gtk_widget_set_visible (GTK_WIDGET (self->management_group), depot_point_is_classic (point));
  if (depot_point_is_classic (point))
    depot_certificate_group_set_up_management (self->management_group, house, self->draft);
  adw_bin_set_child (self->content_bin, depot_point_content_new (house, point));
  add_facts (self);
  show_facts (self);
  g_signal_connect_object (point, "notify", G_CALLBACK (show_facts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->draft, "notify", G_CALLBACK (on_draft_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->description_row,
                           "entry-activated",
                           G_CALLBACK (depot_point_dialog_activate),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
depot_properties_dialog_dispose (GObject *object)
{
  DepotPropertiesDialog *self = DEPOT_PROPERTIES_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->fact_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_PROPERTIES_DIALOG);
  G_OBJECT_CLASS (depot_properties_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, site_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, token_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, addresses_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, service_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, azure_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, thresholds);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, content_bin);
  gtk_widget_class_bind_template_child (widget_class, DepotPropertiesDialog, management_group);
}

static void
depot_properties_dialog_class_init (DepotPropertiesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_properties_dialog_dispose;
  DEPOT_POINT_DIALOG_CLASS (klass)->set_up = depot_properties_dialog_set_up;
  DEPOT_POINT_DIALOG_CLASS (klass)->apply = depot_properties_dialog_apply;
  g_type_ensure (DEPOT_TYPE_CERTIFICATE_GROUP);
  g_type_ensure (DEPOT_TYPE_THRESHOLDS);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-properties-dialog.ui");
  bind_children (widget_class);
}

static void
depot_properties_dialog_init (DepotPropertiesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_properties_dialog_new (DepotHouse *house, DepotPoint *point)
{
  return depot_point_dialog_new (DEPOT_TYPE_PROPERTIES_DIALOG, house, point);
}
