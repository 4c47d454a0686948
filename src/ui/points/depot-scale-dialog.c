/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-scale-dialog.h"

#include <glib/gi18n.h>

#include "depot-discovery.h"
#include "depot-error-text.h"
#include "depot-fact-row.h"
#include "depot-form.h"
#include "depot-nouns.h"
#include "depot-point-facts.h"
#include "depot-point-verbs.h"

struct _DepotScaleDialog
{
  DepotPointDialog parent_instance;

  DepotFactRow *present_row;
  GtkWidget *instances_row;
  AdwComboRow *size_row;
  AdwActionRow *cost_row;

  DepotDraft *draft;
  DepotForm *form;
  DepotCombo *size_combo; /* borrowed from its row */
  GCancellable *listing;
  guint present_count;
  char *present_size;
};

G_DEFINE_FINAL_TYPE (DepotScaleDialog, depot_scale_dialog, DEPOT_TYPE_POINT_DIALOG)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotScaleDialog, instances_row, "value", "instance-count"),
  DEPOT_ROW (DepotScaleDialog, size_row, NULL, "vm-size"),
};

static gboolean
is_other_size (DepotScaleDialog *self)
{
  const char *size = depot_draft_get_vm_size (self->draft);

  return size != NULL
         && g_ascii_strcasecmp (size, self->present_size != NULL ? self->present_size : "") != 0;
}

/* --- what it means --- */

/* No price is known here; how many times the present one is. */
static char *
dup_cost (DepotScaleDialog *self)
{
  guint count = depot_draft_get_instance_count (self->draft);

  if (is_other_size (self))
    return g_strdup (_ ("Azure charges every instance by the hour while it runs. The price per "
                        "hour of the other size is in Azure's price list. Storage and transfer "
                        "are charged as before."));
  if (count == self->present_count || self->present_count == 0)
    return g_strdup (_ ("Azure charges every instance by the hour while it runs. Storage and "
                        "transfer are charged apart from that."));
  /* Translators: numbers of virtual machines, before and after */
  return g_strdup_printf (_ ("Azure charges every instance by the hour while it runs: from now on "
                             "%u instead of %u. Storage and transfer are charged as before."),
                          count,
                          self->present_count);
}

static void
show_size_verdict (DepotScaleDialog *self)
{
  DepotVmSize *size = depot_combo_get_chosen (self->size_combo);
  const char *reason = size != NULL ? depot_vm_size_get_reason (size) : NULL;
  g_autofree char *text = NULL;

  if (reason != NULL)
    /* Translators: %s is Azure's own word, such as NotAvailableForSubscription */
    text = g_strdup_printf (_ ("Azure does not offer this size to the subscription in this region "
                               "(%s)."),
                            reason);
  depot_form_set_extra (
      self->form, "vm-size", reason != NULL ? DEPOT_VERDICT_BAD : DEPOT_VERDICT_NONE, text);
}

static gboolean
is_refused (DepotScaleDialog *self)
{
  DepotVmSize *size = depot_combo_get_chosen (self->size_combo);

  return (size != NULL && depot_vm_size_get_reason (size) != NULL)
         || depot_draft_check (self->draft, "instance-count", 0) != NULL;
}

static void
on_draft_changed (DepotScaleDialog *self)
{
  g_autofree char *cost = dup_cost (self);
  gboolean is_other
      = depot_draft_get_instance_count (self->draft) != self->present_count || is_other_size (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->cost_row), cost);
  if (self->listing == NULL)
    show_size_verdict (self);
  depot_point_dialog_set_ready (DEPOT_POINT_DIALOG (self), is_other && !is_refused (self));
}

/* --- sizes --- */

/* Why there is nothing to choose from yet. */
static void
say_of_sizes (DepotScaleDialog *self, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->size_row), text);
}

static void
sizes_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotScaleDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) sizes = NULL;
  g_autofree char *line = NULL;

  if (self->listing == NULL)
    return;
  sizes = depot_discovery_sizes_finish (DEPOT_HOUSE (source), result, &error);
  g_clear_object (&self->listing);
  if (sizes != NULL)
    {
      depot_combo_set_model (self->size_combo, sizes);
      say_of_sizes (self, "");
      gtk_widget_set_sensitive (GTK_WIDGET (self->size_row), TRUE);
      on_draft_changed (self);
      return;
    }
  line = depot_error_text_dup_line (error);
  say_of_sizes (self, line);
}

/* The number can be changed without the list. */
static void
list_sizes (DepotScaleDialog *self)
{
  DepotHouse *house = depot_point_dialog_get_house (DEPOT_POINT_DIALOG (self));
  DepotPoint *point = depot_point_dialog_get_point (DEPOT_POINT_DIALOG (self));
  const char *account_id = depot_draft_get_account_id (self->draft);
  DepotAccount *account = account_id != NULL ? depot_house_find_account (house, account_id) : NULL;

  if (account == NULL)
    {
      say_of_sizes (self,
                    _ ("Sign in with the account of this distribution point to choose another "
                       "size."));
      return;
    }
  self->listing = g_cancellable_new ();
  say_of_sizes (self, _ ("Listing sizes…"));
  depot_discovery_sizes_async (house,
                               account,
                               depot_point_get_subscription_id (point),
                               depot_point_get_region (point),
                               self->listing,
                               sizes_listed,
                               g_object_ref (self));
}

/* --- applying --- */

static void
depot_scale_dialog_apply (DepotPointDialog *dialog)
{
  DepotScaleDialog *self = DEPOT_SCALE_DIALOG (dialog);

  depot_point_dialog_set_busy (dialog);
  depot_scale_point_async (depot_point_dialog_get_house (dialog),
                           depot_point_dialog_get_point (dialog),
                           depot_draft_get_instance_count (self->draft),
                           is_other_size (self) ? depot_draft_get_vm_size (self->draft) : NULL,
                           NULL,
                           depot_point_dialog_requested,
                           g_object_ref (self));
}

static void
depot_scale_dialog_set_up (DepotPointDialog *dialog)
{
  DepotScaleDialog *self = DEPOT_SCALE_DIALOG (dialog);
  DepotHouse *house = depot_point_dialog_get_house (dialog);
  DepotPoint *point = depot_point_dialog_get_point (dialog);
  g_autofree char *present = depot_point_facts_dup_machines (point);

  self->draft = depot_point_make_draft (point);
  self->present_count = depot_draft_get_instance_count (self->draft);
  self->present_size = g_strdup (depot_draft_get_vm_size (self->draft));
  depot_fact_row_set_value (self->present_row, present);
  self->size_combo = depot_combo_attach (self->size_row,
                                         G_OBJECT (self->draft),
                                         "vm-size",
                                         depot_noun_get_size_id,
                                         depot_noun_dup_size_label);
  self->form = depot_form_new (self->draft, depot_house_get_clock (house));
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
  g_signal_connect_object (
      self->draft, "notify", G_CALLBACK (on_draft_changed), self, G_CONNECT_SWAPPED);
  on_draft_changed (self);
  gtk_widget_set_visible (GTK_WIDGET (self->size_row), !depot_point_is_classic (point));
  if (!depot_point_is_classic (point)) /* there the package fixes the size */
    list_sizes (self);
}

static void
depot_scale_dialog_dispose (GObject *object)
{
  DepotScaleDialog *self = DEPOT_SCALE_DIALOG (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->form);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->present_size, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_SCALE_DIALOG);
  G_OBJECT_CLASS (depot_scale_dialog_parent_class)->dispose (object);
}

static void
depot_scale_dialog_class_init (DepotScaleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_scale_dialog_dispose;
  DEPOT_POINT_DIALOG_CLASS (klass)->set_up = depot_scale_dialog_set_up;
  DEPOT_POINT_DIALOG_CLASS (klass)->apply = depot_scale_dialog_apply;
  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-scale-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotScaleDialog, present_row);
  gtk_widget_class_bind_template_child (widget_class, DepotScaleDialog, instances_row);
  gtk_widget_class_bind_template_child (widget_class, DepotScaleDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, DepotScaleDialog, cost_row);
}

static void
depot_scale_dialog_init (DepotScaleDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_scale_dialog_new (DepotHouse *house, DepotPoint *point)
{
  return depot_point_dialog_new (DEPOT_TYPE_SCALE_DIALOG, house, point);
}
