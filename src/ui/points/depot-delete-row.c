/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-delete-row.h"

#include <glib/gi18n.h>

#include "depot-error-text.h"
#include "depot-fact-row.h"
#include "depot-point-verbs.h"
#include "depot-size.h"
#include "depot-verdict-row.h"

struct _DepotDeleteRow
{
  AdwExpanderRow parent_instance;

  DepotVerdictRow *verdict_row;
  GCancellable *listing;
  DepotPoint *point;
  DepotDnsAlias *alias;
};

static guint planned_signal;

G_DEFINE_FINAL_TYPE (DepotDeleteRow, depot_delete_row, ADW_TYPE_EXPANDER_ROW)

static void
add_fact (DepotDeleteRow *self, const char *title, const char *value)
{
  GtkWidget *row = depot_fact_row_new (title);

  depot_fact_row_set_value (DEPOT_FACT_ROW (row), value);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
add_resources (DepotDeleteRow *self, GListModel *resources)
{
  for (guint i = 0; i < g_list_model_get_n_items (resources); i++)
    {
      g_autoptr (DepotPlannedResource) resource = g_list_model_get_item (resources, i);

      add_fact (self,
                depot_planned_resource_get_label (resource),
                depot_planned_resource_get_name (resource));
    }
}

static void
add_content (DepotDeleteRow *self, const DepotDeletePlan *plan)
{
  g_autofree char *size = depot_size_to_text (plan->content_bytes);
  g_autofree char *text
      = plan->content_is_known
            /* Translators: number of files and their size: "12 files, 3.4 GB" */
            ? g_strdup_printf (_ ("%" G_GUINT64_FORMAT " files, %s"), plan->n_blobs, size)
            : g_strdup (_ ("not known: the storage cannot be asked"));

  add_fact (self, _ ("Content"), text);
}

static void
show_plan (DepotDeleteRow *self, const DepotDeletePlan *plan)
{
  guint n_resources = g_list_model_get_n_items (plan->resources);
  g_autofree char *subtitle = g_strdup_printf (
      ngettext ("%u resource in Azure", "%u resources in Azure", n_resources), n_resources);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  add_content (self, plan);
  add_resources (self, plan->resources);
  if (plan->group != NULL)
    {
      /* Translators: a resource group: it is deleted with the point, or it is kept */
      g_autofree char *group = g_strdup_printf (
          plan->group_goes ? _ ("%s (goes, too)") : _ ("%s (stays)"), plan->group);

      add_fact (self, _ ("Resource Group"), group);
    }
  add_fact (self,
            plan->alias != NULL ? _ ("DNS Record Written by This Console")
                                : _ ("DNS Record to Remove by Hand"),
            plan->cname_record);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeleteRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDeletePlan) plan = NULL;
  g_autofree char *line = NULL;

  if (self->listing == NULL)
    return;
  g_clear_object (&self->listing);
  plan = depot_delete_plan_finish (DEPOT_HOUSE (source), result, &error);
  if (plan != NULL)
    {
      depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_NONE, NULL);
      show_plan (self, plan);
      self->alias = g_steal_pointer (&plan->alias);
      g_signal_emit (self, planned_signal, 0);
      return;
    }
  line = depot_error_text_dup_line (error);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _ ("What it has in Azure is not known"));
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_WARNING, line);
}

static void
depot_delete_row_dispose (GObject *object)
{
  DepotDeleteRow *self = DEPOT_DELETE_ROW (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->point);
  g_clear_pointer (&self->alias, depot_dns_alias_free);
  G_OBJECT_CLASS (depot_delete_row_parent_class)->dispose (object);
}

static void
depot_delete_row_class_init (DepotDeleteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_delete_row_dispose;
  planned_signal = g_signal_new (
      "planned", DEPOT_TYPE_DELETE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_delete_row_init (DepotDeleteRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "lone-verdict");
  self->verdict_row = DEPOT_VERDICT_ROW (depot_verdict_row_new ());
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->verdict_row));
}

DepotPoint *
depot_delete_row_get_point (DepotDeleteRow *self)
{
  g_return_val_if_fail (DEPOT_IS_DELETE_ROW (self), NULL);

  return self->point;
}

const DepotDnsAlias *
depot_delete_row_get_alias (DepotDeleteRow *self)
{
  g_return_val_if_fail (DEPOT_IS_DELETE_ROW (self), NULL);

  return self->alias;
}

GtkWidget *
depot_delete_row_new (DepotHouse *house, DepotPoint *point)
{
  DepotDeleteRow *self = g_object_new (DEPOT_TYPE_DELETE_ROW,
                                       "title",
                                       depot_point_get_name (point),
                                       "subtitle",
                                       depot_point_get_service_fqdn (point),
                                       "use-markup",
                                       FALSE,
                                       NULL);

  self->point = g_object_ref (point);
  self->listing = g_cancellable_new ();
  depot_verdict_row_set (
      self->verdict_row, DEPOT_VERDICT_CHECKING, _ ("Listing what it has in Azure…"));
  depot_delete_plan_async (house, point, self->listing, planned, g_object_ref (self));
  return GTK_WIDGET (self);
}
